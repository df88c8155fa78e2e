// The visitor of fields.hpp that reads YAML. Its closed keys are the fields that were asked for: whatever else the map holds is
// an error with the nearest known key. Errors are collected, so that a file's author sees all of them at once.
#pragma once
#include <map>
#include <string>
#include <type_traits>
#include <vector>

#include "rulebase/fields.hpp"
#include "rulebase/yaml.hpp"

namespace chokepoint::rulebase {

/// What reading one file needs. Without vocabulary or guide their words are not checked.
struct Context {
  std::string file;         // as named in messages
  std::string origin_file;  // as kept in Origin: "pypi/requests.yml"
  const Vocabulary* vocabulary = nullptr;
  const Guide* guide = nullptr;
  std::vector<Error> errors;

  void report(const Node& node, std::string_view message) { errors.push_back(error_at(file, node, message)); }
};

/// The value, or all errors in one, a line each.
Error joined(const std::vector<Error>& errors);

// ----- one value; on an error `value` keeps what it was ------------------------------------------------------------------------

void read_value(Context& context, const Node& node, std::string_view key, std::string& value, const Spec& spec);
void read_value(Context& context, const Node& node, std::string_view key, bool& value, const Spec& spec);
void read_value(Context& context, const Node& node, std::string_view key, std::uint32_t& value, const Spec& spec);
void read_value(Context& context, const Node& node, std::string_view key, models::Place& value, const Spec& spec);
void read_value(Context& context, const Node& node, std::string_view key, std::vector<std::string>& value, const Spec& spec);
void read_value(Context& context, const Node& node, std::string_view key, std::map<std::string, std::string>& value,
                const Spec& spec);
/// The index of an enumerator.
void read_word(Context& context, const Node& node, std::string_view key, std::size_t& index, WordList words);

/// Reports "`key` must be a list, found text" unless it is one.
bool expect(Context& context, const Node& node, std::string_view key, Node::Kind kind);

class FieldsReader {
 public:
  /// `name`: the key of the map in the map above it, for structs that are named by it.
  FieldsReader(Context& context, const Node& map, const Node* name = nullptr) : context_(context), map_(map), name_(name) {}

  template <class T>
  void field(std::string_view key, T& value, const Spec& spec) {
    if (const Node* node = take(key, spec)) read(*node, key, value, spec);
  }

  template <class T>
  void named(std::string_view key, std::vector<T>& values, const Spec& spec) {
    const Node* node = take(key, spec);
    if (node == nullptr || !expect(context_, *node, key, Node::Kind::Map)) return;
    for (std::size_t i = 0; i < node->items.size(); ++i)
      read_struct(node->items[i], node->keys[i].text, values.emplace_back(), &node->keys[i]);
  }

  void key_field(std::string& value, const Spec& spec) { read_value(context_, *name_, name_->text, value, spec); }

  template <class Walk>
  void group(std::string_view key, const Spec& spec, Walk walk) {
    const Node* node = take(key, spec);
    if (node == nullptr || !expect(context_, *node, key, Node::Kind::Map)) return;
    FieldsReader inner(context_, *node);
    walk(inner);
    inner.finish();
  }

  template <class E, class Walk>
  void choice(std::string_view key, E& kind, const Spec& spec, Walk walk) {
    const Node* node = take(key, spec);
    if (node == nullptr || !expect(context_, *node, key, Node::Kind::Map)) return;
    if (node->keys.size() != 1) {
      context_.report(*node, "`" + std::string(key) + "` must have exactly one key, which names its kind");
      return;
    }
    std::size_t index = static_cast<std::size_t>(kind);
    read_word(context_, node->keys[0], key, index, EnumWords<E>::words);
    kind = static_cast<E>(index);
    if (!expect(context_, node->items[0], node->keys[0].text, Node::Kind::Map)) return;
    FieldsReader inner(context_, node->items[0]);
    walk(inner);
    inner.finish();
  }

  void version(std::string_view key);
  void origin(models::Origin& origin) { origin = {context_.origin_file, map_.line}; }
  void file(std::string& file) { file = context_.origin_file; }

  /// A key that is read elsewhere.
  void ask(std::string_view key) { asked_.push_back(key); }

  /// Reports the keys nobody asked for.
  void finish();

 private:
  const Node* take(std::string_view key, const Spec& spec);

  template <class T>
  void read_struct(const Node& node, std::string_view key, T& value, const Node* name = nullptr) {
    if (!expect(context_, node, key, Node::Kind::Map)) return;
    FieldsReader inner(context_, node, name);
    visit_fields(inner, value);
    inner.finish();
  }

  template <class T>
  void read(const Node& node, std::string_view key, T& value, const Spec& spec) {
    if constexpr (std::is_enum_v<T>) {
      auto index = static_cast<std::size_t>(value);
      read_word(context_, node, key, index, EnumWords<T>::words);
      value = static_cast<T>(index);
    } else if constexpr (requires { read_value(context_, node, key, value, spec); }) {
      read_value(context_, node, key, value, spec);
    } else {
      read_struct(node, key, value);
    }
  }

  template <class T>
  void read(const Node& node, std::string_view key, std::vector<T>& values, const Spec& spec) {
    if constexpr (std::is_same_v<T, std::string>) {
      read_value(context_, node, key, values, spec);
    } else {
      if (!expect(context_, node, key, Node::Kind::List)) return;
      for (const Node& item : node.items) read(item, key, values.emplace_back(), spec);
    }
  }

  Context& context_;
  const Node& map_;
  const Node* name_;
  std::vector<std::string_view> asked_;
};

/// Parses, reads and checks one file into `value`; everything that is wrong with it ends in `context.errors`. Returns the tree,
/// for checks that go beyond one field.
template <class T>
Node read_file(Context& context, std::string_view text, T& value) {
  Result<Node> root = parse_yaml(context.file, text);
  if (!root) {
    context.errors.push_back(root.error());
    return {};
  }
  if (!expect(context, *root, "the file", Node::Kind::Map)) return {};
  FieldsReader reader(context, *root);
  visit_fields(reader, value);
  reader.finish();
  return *std::move(root);
}

}  // namespace chokepoint::rulebase
