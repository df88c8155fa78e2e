// JSON Schema of rule and model files, for completion in editors: generated from the same list of fields the reader walks.
#pragma once
#include <string>

#include "rulebase/rulebase.hpp"

namespace chokepoint::rulebase {

/// Text of rules/schema/rule.schema.json.
std::string rule_schema(const RuleBase& rules);

/// Text of rules/schema/model.schema.json.
std::string model_schema(const RuleBase& rules);

}  // namespace chokepoint::rulebase
