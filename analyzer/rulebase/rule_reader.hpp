// rules/catalog/<family>/<rule-id>.yml → rules::Rule.
#pragma once
#include "rulebase/fields_reader.hpp"

namespace chokepoint::rulebase {

/// `context.origin_file` is the path below catalog/; its last part must be the rule's id.
rules::Rule read_rule(Context& context, std::string_view text);

}  // namespace chokepoint::rulebase
