#include "facts/settings.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/letter_case.hpp"
#include "facts/deployment.hpp"
#include "facts/workspace.hpp"

namespace chokepoint::facts {
namespace {

constexpr std::size_t kMaxSettings = 20'000;  // of a project
constexpr std::size_t kMaxValue = 2'000;

bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '_'; }) &&
         std::count(text.begin(), text.end(), '.') <= 1 && text.front() != '_';
}

void add(ProjectFacts& facts, const Setting& like, std::string_view key, const Node& node, const source::File& file,
         std::size_t depth) {
  if (depth > kMaxNesting || facts.settings.size() >= kMaxSettings) return;
  if (!key.empty()) {
    Setting setting = like;
    setting.key = key;
    setting.place = place_of(file, node);
    setting.kind = node.kind == Node::Kind::Map    ? ValueKind::Map
                   : node.kind == Node::Kind::List ? ValueKind::List
                                                   : kind_of(node.text);
    if (node.kind == Node::Kind::Text) setting.value = node.text.substr(0, kMaxValue);
    facts.settings.push_back(std::move(setting));
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const std::string below = node.kind == Node::Kind::List ? fmt::format("{}[{}]", key, i)
                              : key.empty()                 ? node.keys[i]
                                                            : fmt::format("{}.{}", key, node.keys[i]);
    add(facts, like, below, node.items[i], file, depth + 1);
  }
}

}  // namespace

ValueKind kind_of(std::string_view text) {
  if (text.empty() || text == "null" || text == "~" || text == "None") return ValueKind::Null;
  const std::string word = lower_case(text);
  if (word == "true" || word == "false") return ValueKind::Boolean;
  return is_number(text) ? ValueKind::Number : ValueKind::Text;
}

void add_settings(ProjectFacts& facts, const Setting& like, std::string_view key, const Node& node, const source::File& file) {
  if (node) add(facts, like, key, node, file, 0);
}

bool add_setting(ProjectFacts& facts, Setting setting) {
  if (facts.settings.size() >= kMaxSettings) return false;
  setting.value.resize(std::min(setting.value.size(), kMaxValue));
  facts.settings.push_back(std::move(setting));
  return true;
}

void add_setting(ProjectFacts& facts, const Setting& like, std::string key, std::string value, const Place& place) {
  if (facts.settings.size() >= kMaxSettings) return;
  Setting setting = like;
  setting.key = std::move(key);
  setting.kind = kind_of(value);
  setting.value = std::move(value);
  setting.place = place;
  facts.settings.push_back(std::move(setting));
}

void add_value(ProjectFacts& facts, const Setting& like, const std::string& key, const Value& value, std::size_t depth) {
  if (depth > kMaxNesting) return;
  Setting setting = like;
  setting.key = key;
  setting.value = value.text;
  setting.kind = value.kind;
  setting.variable = value.variable;
  setting.place = value.place;
  if (!add_setting(facts, std::move(setting))) return;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const std::string below =
        value.kind == ValueKind::Map ? fmt::format("{}.{}", key, value.keys[i]) : fmt::format("{}[{}]", key, i);
    add_value(facts, like, below, *value.items[i], depth + 1);
  }
}

bool is_for_production(std::string_view name) { return !is_for_development(name); }

}  // namespace chokepoint::facts
