#include "driver/selection.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/nearest.hpp"

namespace chokepoint::driver {
namespace {

bool contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

Result<rulebase::RuleBase> load_rules(const Settings& settings) {
  if (settings.rule_folders.empty()) return rulebase::built_in_rules();
  Result<rulebase::RuleBase> rules = rulebase::built_in();
  if (!rules) return rules;
  for (const std::string& folder : settings.rule_folders) {
    if (Result<void> added = rulebase::add_directory(*rules, folder); !added) return tl::make_unexpected(added.error());
  }
  return rules;
}

Result<void> load_libraries(rulebase::RuleBase& rules, const Settings& settings, const rulebase::Ecosystems& wanted) {
  if (!settings.rule_folders.empty()) return {};  // they were needed to check what the folders add
  Result<std::vector<models::Library>> libraries = rulebase::built_in_libraries(wanted);
  if (!libraries) return tl::make_unexpected(libraries.error());
  rules.libraries = std::move(*libraries);
  return {};
}

std::vector<std::string> rule_ids(const rulebase::RuleBase& rules) {
  std::vector<std::string> ids;
  for (const rules::Rule& rule : rules.rules) ids.push_back(rule.info.id);
  return ids;
}

Result<const rules::Rule*> find_rule(const rulebase::RuleBase& rules, std::string_view id) {
  for (const rules::Rule& rule : rules.rules) {
    if (rule.info.id == id) return &rule;
  }
  const std::string guess = did_you_mean(id, rule_ids(rules));
  return fail(fmt::format("unknown rule `{}`{}", id, guess.empty() ? "; `chokepoint rules` lists all" : guess));
}

Result<void> select_rules(rulebase::RuleBase& rules, const Settings& settings) {
  for (const std::vector<std::string>* ids : {&settings.only, &settings.skip}) {
    for (const std::string& id : *ids) {
      if (Result<const rules::Rule*> known = find_rule(rules, id); !known) return tl::make_unexpected(known.error());
    }
  }
  std::erase_if(rules.rules, [&](const rules::Rule& rule) {
    return contains(settings.skip, rule.info.id) || (!settings.only.empty() && !contains(settings.only, rule.info.id));
  });
  if (rules.rules.empty() && !settings.only.empty()) return fail("`--only` and `--skip` leave no rule to run");
  return {};
}

}  // namespace chokepoint::driver
