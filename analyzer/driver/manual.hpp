// `chokepoint rules` and `chokepoint explain RULE`: the rule base as text for people.
#pragma once
#include <string>

#include "rulebase/rulebase.hpp"

namespace chokepoint::driver {

/// One line per rule, in columns.
std::string list_rules(const rulebase::RuleBase& rules);

/// What, why, what to do, limits, examples, place in the guide; lines of at most `width` columns where text can be broken.
std::string explain(const rules::Rule& rule, const rulebase::Guide& guide, bool colour, unsigned width);

}  // namespace chokepoint::driver
