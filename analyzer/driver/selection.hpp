// Which rules run: the built-in ones and the user's, narrowed by --only and --skip.
#pragma once
#include <string>
#include <vector>

#include "base/result.hpp"
#include "driver/settings.hpp"
#include "rulebase/rulebase.hpp"

namespace chokepoint::driver {

/// The built-in rule base with what stands in the folders of --rules.
Result<rulebase::RuleBase> load_rules(const Settings& settings);
/// Its libraries, which are loaded last: by then the languages of the repository are known. `wanted` ones at least.
Result<void> load_libraries(rulebase::RuleBase& rules, const Settings& settings, const rulebase::Ecosystems& wanted);

std::vector<std::string> rule_ids(const rulebase::RuleBase& rules);

/// The rule of that id; the message of an unknown one names the nearest.
Result<const rules::Rule*> find_rule(const rulebase::RuleBase& rules, std::string_view id);

/// Drops the rules that are not to run. Fails on an unknown id, and when nothing is left of what `--only` names.
Result<void> select_rules(rulebase::RuleBase& rules, const Settings& settings);

}  // namespace chokepoint::driver
