#include "rulebase/schema.hpp"

#include <map>
#include <type_traits>

#include <nlohmann/json.hpp>

#include "rulebase/fields.hpp"
#include "rulebase/place.hpp"

namespace chokepoint::rulebase {
namespace {

using Json = nlohmann::ordered_json;

Json reference(std::string_view name) { return {{"$ref", "#/$defs/" + std::string(name)}}; }

Json words_of(WordList words) {
  Json list = Json::array();
  for (const std::string_view word : words) list.push_back(word);
  return {{"enum", std::move(list)}};
}

/// Of one text.
Json text_schema(const Spec& spec) {
  switch (spec.words) {
    case Words::Id: return {{"type", "string"}, {"pattern", "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}};
    case Words::Literal: return {{"type", {"string", "number", "boolean", "null"}}};
    case Words::Versions:
      return {{"type", "string"}, {"pattern", "^ *(>=|<=|>|<|==) *[0-9][^,]*(, *(>=|<=|>|<|==) *[0-9][^,]*)*$"}};
    case Words::Url: return {{"type", "string"}, {"pattern", "^https?://"}};
    case Words::Local: return words_of(spec.allowed);
    case Words::Effect: return reference("effect");
    case Words::Context: return reference("context");
    case Words::Option: return reference("option");
    case Words::Resource: return reference("resource");
    case Words::Trait: return reference("trait");
    case Words::Fact: return reference("fact");
    case Words::Silencer: return reference("silencer");
    case Words::Pitfall: return reference("pitfall");
    case Words::Mitigation: return reference("mitigation");
    default: return {{"type", "string"}, {"minLength", 1}};
  }
}

/// The visitor of fields.hpp that describes instead of reading; the struct it walks is a default one.
class SchemaVisitor {
 public:
  template <class T>
  void field(std::string_view key, T& value, const Spec& spec) {
    add(key, schema_of(value, spec), spec);
  }

  template <class T>
  void named(std::string_view key, std::vector<T>&, const Spec& spec) {
    T one;
    SchemaVisitor inner;
    visit_fields(inner, one);
    Json schema = {{"type", "object"}, {"additionalProperties", inner.object()}};
    if (!inner.names_.is_null()) schema["propertyNames"] = inner.names_;
    add(key, std::move(schema), spec);
  }

  void key_field(std::string&, const Spec& spec) { names_ = text_schema(spec); }

  template <class Walk>
  void group(std::string_view key, const Spec& spec, Walk walk) {
    SchemaVisitor inner;
    walk(inner);
    add(key, inner.object(), spec);
  }

  template <class E, class Walk>
  void choice(std::string_view key, E&, const Spec& spec, Walk walk) {
    SchemaVisitor inner;
    walk(inner);
    Json schema = {{"type", "object"}, {"propertyNames", words_of(EnumWords<E>::words)}, {"additionalProperties", inner.object()}};
    schema["minProperties"] = schema["maxProperties"] = 1;
    add(key, std::move(schema), spec);
  }

  void version(std::string_view key) { add(key, {{"const", 1}}, {.required = true, .help = "version of the format"}); }
  void origin(models::Origin&) {}
  void file(std::string&) {}

  Json object() const {
    Json schema = {{"type", "object"}, {"additionalProperties", false}, {"properties", properties_}};
    if (!required_.empty()) schema["required"] = required_;
    return schema;
  }

 private:
  void add(std::string_view key, Json schema, const Spec& spec) {
    if (!spec.help.empty()) schema["description"] = spec.help;
    properties_[std::string(key)] = std::move(schema);
    if (spec.required) required_.push_back(key);
  }

  static Json schema_of(std::string&, const Spec& spec) { return text_schema(spec); }
  static Json schema_of(bool&, const Spec&) { return {{"type", "boolean"}}; }
  static Json schema_of(std::uint32_t&, const Spec&) { return {{"type", "integer"}, {"minimum", 0}}; }
  static Json schema_of(models::Place&, const Spec&) { return reference("place"); }
  static Json schema_of(rules::Clue&, const Spec&) { return reference("clue"); }
  static Json schema_of(std::map<std::string, std::string>&, const Spec& spec) {
    return {{"type", "object"}, {"additionalProperties", text_schema(spec)}};
  }
  template <class T>
  static Json schema_of(std::vector<T>&, const Spec& spec) {
    T one{};
    Json schema = {{"type", "array"}, {"items", schema_of(one, spec)}};
    if (spec.required && std::is_same_v<T, std::string>) schema["minItems"] = 1;
    return schema;
  }
  template <class T>
  static Json schema_of(T& value, const Spec&) {
    if constexpr (std::is_enum_v<T>) {
      return words_of(EnumWords<T>::words);
    } else {
      SchemaVisitor inner;
      visit_fields(inner, value);
      return inner.object();
    }
  }

  Json properties_ = Json::object();
  Json required_ = Json::array();
  Json names_;
};

template <class Entries, class Name, class Text>
Json definition(const Entries& entries, Name name, Text text) {
  Json list = Json::array();
  for (const auto& entry : entries) list.push_back({{"const", entry.*name}, {"description", entry.*text}});
  return {{"oneOf", std::move(list)}};
}

template <class T>
Json record() {
  T value;
  SchemaVisitor visitor;
  visit_fields(visitor, value);
  return visitor.object();
}

Json definitions(const RuleBase& rules) {
  const auto words = [](const std::vector<Word>& list) { return definition(list, &Word::name, &Word::text); };
  const auto entries = [](const std::vector<findings::GuideEntry>& list) {
    return definition(list, &findings::GuideEntry::id, &findings::GuideEntry::title);
  };
  const Vocabulary& vocabulary = rules.vocabulary;
  return {{"effect", words(vocabulary.effects)},
          {"context", words(vocabulary.contexts)},
          {"option", words(vocabulary.options)},
          {"resource", words(vocabulary.resources)},
          {"trait", words(vocabulary.traits)},
          {"fact", words(vocabulary.facts)},
          {"silencer", words(vocabulary.silencers)},
          {"pitfall", entries(rules.guide.pitfalls)},
          {"mitigation", entries(rules.guide.mitigations)},
          {"place", {{"type", "string"}, {"pattern", place_pattern}}},
          {"clue", record<rules::Clue>()}};
}

/// Of the definitions only those that are used, also by others.
Json used_definitions(const RuleBase& rules, std::string schema) {
  Json used = Json::object();
  const Json all = definitions(rules);
  const auto refers_to = [&](const std::string& name) { return schema.find("\"#/$defs/" + name + "\"") != std::string::npos; };
  if (refers_to("clue")) schema += all["clue"].dump();
  for (const auto& [name, definition] : all.items())
    if (refers_to(name)) used[name] = definition;
  return used;
}

template <class T>
std::string file_schema(const RuleBase& rules, std::string_view title) {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}};
  schema.update(record<T>());
  schema["$defs"] = used_definitions(rules, schema.dump());
  return schema.dump(1) + "\n";
}

}  // namespace

std::string rule_schema(const RuleBase& rules) { return file_schema<rules::Rule>(rules, "A rule of Chokepoint"); }
std::string model_schema(const RuleBase& rules) { return file_schema<models::Library>(rules, "A library model of Chokepoint"); }

}  // namespace chokepoint::rulebase
