#include "rulebase/rule_reader.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

namespace chokepoint::rulebase {
namespace {

/// What each shape cannot do without and may have besides.
struct ShapeKeys {
  rules::Shape shape;
  std::vector<std::string_view> required, optional;
};

const std::vector<ShapeKeys>& shape_keys() {
  using enum rules::Shape;
  static const std::vector<ShapeKeys> keys{
      {Reach, {"from", "effects"}, {"except", "unless"}},
      {Call, {"from", "effects", "option", "states"}, {"except", "unless"}},
      {Chain, {"from", "effects"}, {"except", "unless"}},
      {Loop, {"from", "effects"}, {"except", "unless", "depth"}},
      {Resource, {"resource"}, {"from", "unless"}},
      {State, {"natures", "from"}, {"elements", "named", "drained", "effects", "unless", "anchors", "with", "without", "once"}},
      {Entry, {"from"}, {"effects", "unless", "callback"}},
      {Hold, {"from", "resource", "effects"}, {"except", "option", "unless"}},
      {Page, {"from"}, {}},
      {Config, {"anchors"}, {"with", "without", "once"}},
      {Absence, {"anchors", "without"}, {"with", "once", "per_repository"}},
      {Pair, {"anchors", "limits"}, {"with", "without", "factors", "unit", "assumed"}},
      {Dependency, {"anchors"}, {"with", "without", "once"}},
  };
  return keys;
}

void check_shape(Context& context, const Node& root, const rules::Match& match) {
  const Node* node = find(root, "match");
  if (node == nullptr || node->items.size() != 1) return;
  const std::string& shape = node->keys[0].text;
  for (const ShapeKeys& one : shape_keys()) {
    if (one.shape != match.shape || shape != EnumWords<rules::Shape>::words[static_cast<std::size_t>(one.shape)]) continue;
    for (const std::string_view key : one.required)
      if (find(node->items[0], key) == nullptr) context.report(node->keys[0], fmt::format("`{}` needs key `{}`", shape, key));
    for (const Node& key : node->items[0].keys)
      if (std::find(one.required.begin(), one.required.end(), key.text) == one.required.end() &&
          std::find(one.optional.begin(), one.optional.end(), key.text) == one.optional.end())
        context.report(key, fmt::format("`{}` has no key `{}`", shape, key.text));
  }
}

void check_examples(Context& context, const Node& root, const rules::Rule& rule) {
  const Node* examples = find(root, "examples");
  if (examples == nullptr || examples->kind != Node::Kind::List || examples->items.size() != rule.info.examples.size()) return;
  for (std::size_t i = 0; i < rule.info.examples.size(); ++i) {
    const findings::RuleInfo::Example& example = rule.info.examples[i];
    const std::vector<std::string>& languages = rule.info.languages;
    if (std::find(languages.begin(), languages.end(), example.language) == languages.end())
      context.report(examples->items[i], fmt::format("the rule is not for `{}`", example.language));
    const std::string mark = (example.language == "python" || example.language == "project" ? "#! " : "//! ") + rule.info.id;
    const bool code = example.language == "project" && example.bad.find("//! " + rule.info.id) != std::string::npos;
    if (!code && example.bad.find(mark) == std::string::npos)
      context.report(examples->items[i], fmt::format("no line of `bad` is marked `{}`", mark));
  }
}

/// A clue looks for one thing.
void check_clues(Context& context, const Node& root) {
  constexpr std::array<std::string_view, 11> kKinds = {"setting", "package", "packages", "runtime", "process",  "fact",
                                                       "files",   "routes",  "mentions", "effects", "functions"};
  const Node* match = find(root, "match");
  if (match == nullptr || match->items.size() != 1) return;
  for (const std::string_view list : {"anchors", "with", "without", "limits"}) {
    const Node* clues = find(match->items[0], list);
    if (clues == nullptr) continue;
    for (const Node& clue : clues->items) {
      const auto kinds = std::count_if(clue.keys.begin(), clue.keys.end(), [&](const Node& key) {
        return std::find(kKinds.begin(), kKinds.end(), key.text) != kKinds.end();
      });
      if (kinds != 1) context.report(clue, fmt::format("a clue needs exactly one of the keys {}", fmt::join(kKinds, ", ")));
    }
  }
}

}  // namespace

rules::Rule read_rule(Context& context, std::string_view text) {
  rules::Rule rule;
  const Node root = read_file(context, text, rule);
  if (!context.errors.empty()) return rule;  // the checks below are about what could be read
  const std::string stem = std::filesystem::path(context.origin_file).stem().string();
  if (const Node* id = find(root, "id"); id != nullptr && !rule.info.id.empty() && rule.info.id != stem)
    context.report(*id, fmt::format("rule `{}` stands in a file named `{}`; both must be equal", rule.info.id, stem));
  check_shape(context, root, rule.match);
  check_clues(context, root);
  check_examples(context, root, rule);
  return rule;
}

}  // namespace chokepoint::rulebase
