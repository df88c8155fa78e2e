#include "rulebase/vocabulary.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rulebase/fields_reader.hpp"

namespace chokepoint::rulebase {
namespace {

/// `effects: { blocks-io: "one sentence" }`, which is shorter than a map per word.
void read_words(Context& context, const Node& root, std::string_view key, std::vector<Word>& words) {
  const Node* map = find(root, key);
  if (map == nullptr || !expect(context, *map, key, Node::Kind::Map)) return;
  for (std::size_t i = 0; i < map->items.size(); ++i) {
    Word& word = words.emplace_back();
    read_value(context, map->keys[i], key, word.name, {.words = Words::Id});
    read_value(context, map->items[i], word.name, word.text, {});
  }
  std::sort(words.begin(), words.end(), [](const Word& a, const Word& b) { return a.name < b.name; });
  if (key == "effects" && words.size() > max_effects)
    context.report(map->keys[max_effects], fmt::format("more than {} effects", max_effects));
}

}  // namespace

Result<Vocabulary> read_vocabulary(std::string_view file, std::string_view text) {
  Context context;
  context.file = file;
  const Result<Node> root = parse_yaml(file, text);
  if (!root) return tl::make_unexpected(root.error());
  if (!expect(context, *root, "the file", Node::Kind::Map)) return tl::make_unexpected(joined(context.errors));
  FieldsReader reader(context, *root);
  reader.version("schema");
  Vocabulary vocabulary;
  const std::pair<std::string_view, std::vector<Word>*> lists[] = {
      {"effects", &vocabulary.effects},     {"contexts", &vocabulary.contexts}, {"options", &vocabulary.options},
      {"resources", &vocabulary.resources}, {"traits", &vocabulary.traits},     {"facts", &vocabulary.facts},
      {"silencers", &vocabulary.silencers}};
  for (const auto& [key, words] : lists) {
    reader.ask(key);
    read_words(context, *root, key, *words);
  }
  reader.finish();
  if (!context.errors.empty()) return tl::make_unexpected(joined(context.errors));
  return vocabulary;
}

}  // namespace chokepoint::rulebase
