#include "rulebase/fields_reader.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/nearest.hpp"
#include "rulebase/place.hpp"

namespace chokepoint::rulebase {
namespace {

bool is_kebab(std::string_view text) {
  bool dash = true;
  for (const char c : text) {
    if (c == '-' && dash) return false;
    if (c != '-' && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) return false;
    dash = c == '-';
  }
  return !text.empty() && !dash && text[0] >= 'a';
}

/// "" or what is wrong: `>=2.0,<8.0.0`.
std::string versions_problem(std::string_view text) {
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t comma = rest.find(',');
    std::string_view bound = rest.substr(0, comma);
    const std::size_t number = bound.find_first_not_of("<>=! ");
    const std::string_view relation = number == std::string_view::npos ? bound : bound.substr(0, number);
    const bool good = number != std::string_view::npos && bound[number] >= '0' && bound[number] <= '9';
    const bool known = relation == ">=" || relation == "<=" || relation == ">" || relation == "<" || relation == "==";
    if (!good || !known) return fmt::format("`{}` is not a range of versions such as `>=2.0,<8.0.0`", text);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return "";
}

std::string message_problem(std::string_view text) {
  if (text.ends_with('.')) return "a message ends without a period";
  for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) return "a placeholder is not closed";
    const std::string_view word = text.substr(open + 1, close - open - 1);
    if (std::find(placeholder_words.begin(), placeholder_words.end(), word) == placeholder_words.end())
      return fmt::format("unknown placeholder `{{{}}}`{}", word, did_you_mean(word, placeholder_words));
  }
  return "";
}

template <class Entries, class Name>
std::string unknown_word(std::string_view what, std::string_view word, const Entries& entries, Name name) {
  std::vector<std::string_view> known;
  for (const auto& entry : entries) known.push_back(name(entry));
  if (std::find(known.begin(), known.end(), word) != known.end()) return "";
  return fmt::format("unknown {} `{}`{}", what, word, did_you_mean(word, known));
}

std::string unknown_word(std::string_view what, std::string_view word, const std::vector<Word>& words) {
  return unknown_word(what, word, words, [](const Word& one) -> std::string_view { return one.name; });
}

std::string unknown_word(std::string_view what, std::string_view word, const std::vector<findings::GuideEntry>& entries) {
  return unknown_word(what, word, entries, [](const findings::GuideEntry& one) -> std::string_view { return one.id; });
}

std::string closed_word_problem(const Context& context, std::string_view text, Words words) {
  if (const Vocabulary* vocabulary = context.vocabulary; vocabulary != nullptr) {
    switch (words) {
      case Words::Effect: return unknown_word("effect", text, vocabulary->effects);
      case Words::Context: return unknown_word("context", text, vocabulary->contexts);
      case Words::Option: return unknown_word("option", text, vocabulary->options);
      case Words::Resource: return unknown_word("resource", text, vocabulary->resources);
      case Words::Trait: return unknown_word("trait", text, vocabulary->traits);
      case Words::Fact: return unknown_word("fact", text, vocabulary->facts);
      case Words::Silencer: return unknown_word("silencer", text, vocabulary->silencers);
      default: break;
    }
  }
  if (context.guide != nullptr && words == Words::Pitfall)
    return unknown_word("pitfall of the guide", text, context.guide->pitfalls);
  if (context.guide != nullptr && words == Words::Mitigation)
    return unknown_word("mitigation of the guide", text, context.guide->mitigations);
  return "";
}

/// "", or what is wrong with one text of a field.
std::string text_problem(const Context& context, std::string_view key, std::string_view text, const Spec& spec) {
  if (text.empty()) return spec.words == Words::Literal ? "" : fmt::format("`{}` is empty", key);
  switch (spec.words) {
    case Words::Id:
      return is_kebab(text) ? "" : fmt::format("`{}` is not kebab-case: small letters, digits and single dashes", text);
    case Words::Function:
    case Words::Name: return name_problem(text);
    case Words::Versions: return versions_problem(text);
    case Words::Url:
      return text.starts_with("https://") || text.starts_with("http://") ? "" : fmt::format("`{}` is not a web address", text);
    case Words::Message: return message_problem(text);
    case Words::Local: {
      if (std::find(spec.allowed.begin(), spec.allowed.end(), text) != spec.allowed.end()) return "";
      return fmt::format("unknown word `{}` in `{}`{}", text, key, did_you_mean(text, spec.allowed));
    }
    default: return closed_word_problem(context, text, spec.words);
  }
}

}  // namespace

Error joined(const std::vector<Error>& errors) {
  constexpr std::size_t shown = 20;
  std::string text;
  for (std::size_t i = 0; i < errors.size() && i < shown; ++i) text += (i == 0 ? "" : "\n") + errors[i].message;
  if (errors.size() > shown) text += fmt::format("\nand {} more errors", errors.size() - shown);
  return {text};
}

bool expect(Context& context, const Node& node, std::string_view key, Node::Kind kind) {
  if (node.kind == kind) return true;
  context.report(node, fmt::format("`{}` must be {}, found {}", key, show(kind), show(node.kind)));
  return false;
}

void read_value(Context& context, const Node& node, std::string_view key, std::string& value, const Spec& spec) {
  const bool null_word = node.kind == Node::Kind::Null && spec.words == Words::Literal && !node.text.empty();
  if (!null_word && !expect(context, node, key, Node::Kind::Text)) return;
  std::string_view text = node.text;
  if (spec.words != Words::Code) text = text.substr(0, text.find_last_not_of(" \n\t") + 1);
  const std::string problem = text_problem(context, key, text, spec);
  if (problem.empty()) value = text;
  else context.report(node, problem);
}

void read_value(Context& context, const Node& node, std::string_view key, bool& value, const Spec&) {
  if (node.kind == Node::Kind::Text && !node.quoted && (node.text == "true" || node.text == "false")) value = node.text == "true";
  else context.report(node, fmt::format("`{}` must be `true` or `false`", key));
}

void read_value(Context& context, const Node& node, std::string_view key, std::uint32_t& value, const Spec&) {
  std::uint32_t number = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [stop, error] = std::from_chars(node.text.data(), end, number);
  if (node.kind == Node::Kind::Text && !node.quoted && !node.text.empty() && error == std::errc() && stop == end) value = number;
  else context.report(node, fmt::format("`{}` must be a whole number", key));
}

void read_value(Context& context, const Node& node, std::string_view key, models::Place& value, const Spec&) {
  if (!expect(context, node, key, Node::Kind::Text)) return;
  Result<models::Place> place = parse_place(node.text);
  if (place) value = *std::move(place);
  else context.report(node, place.error().message);
}

void read_value(Context& context, const Node& node, std::string_view key, std::vector<std::string>& value, const Spec& spec) {
  if (!expect(context, node, key, Node::Kind::List)) return;
  if (node.items.empty() && spec.required) context.report(node, fmt::format("`{}` is empty", key));
  for (const Node& item : node.items) {
    Node one = item;  // carries the position of each expanded name
    Result<std::vector<std::string>> texts = std::vector<std::string>{item.text};
    if (spec.words == Words::Function && item.kind == Node::Kind::Text) texts = expand_braces(item.text);
    if (!texts) {
      context.report(item, texts.error().message);
      continue;
    }
    for (std::string& text : *texts) {
      one.text = std::move(text);
      std::string read;
      read_value(context, one, key, read, spec);
      if (!read.empty() && std::find(value.begin(), value.end(), read) != value.end())
        context.report(item, fmt::format("`{}` stands twice in `{}`", read, key));
      else if (!read.empty() || spec.words == Words::Literal) value.push_back(std::move(read));
    }
  }
}

void read_value(Context& context, const Node& node, std::string_view key, std::map<std::string, std::string>& value,
                const Spec& spec) {
  if (!expect(context, node, key, Node::Kind::Map)) return;
  for (std::size_t i = 0; i < node.items.size(); ++i)
    read_value(context, node.items[i], node.keys[i].text, value[node.keys[i].text], spec);
}

void read_word(Context& context, const Node& node, std::string_view key, std::size_t& index, WordList words) {
  if (!expect(context, node, key, Node::Kind::Text)) return;
  const auto* found = std::find(words.begin(), words.end(), node.text);
  if (found != words.end()) index = static_cast<std::size_t>(found - words.begin());
  else context.report(node, fmt::format("unknown word `{}` in `{}`{}", node.text, key, did_you_mean(node.text, words)));
}

const Node* FieldsReader::take(std::string_view key, const Spec& spec) {
  asked_.push_back(key);
  const Node* node = find(map_, key);
  if (node == nullptr && spec.required) context_.report(map_, fmt::format("key `{}` is missing", key));
  return node;
}

void FieldsReader::version(std::string_view key) {
  const Node* node = take(key, {.required = true});
  if (node != nullptr && node->text != "1") context_.report(*node, fmt::format("`{}` must be 1", key));
}

void FieldsReader::finish() {
  for (const Node& key : map_.keys)
    if (std::find(asked_.begin(), asked_.end(), key.text) == asked_.end())
      context_.report(key, fmt::format("unknown key `{}`{}", key.text, did_you_mean(key.text, asked_)));
}

}  // namespace chokepoint::rulebase
