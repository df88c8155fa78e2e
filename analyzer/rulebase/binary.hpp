// The rule base as one flat run of bytes: what is embedded in the program, because parsing YAML at every start would be slow.
#pragma once
#include <string>
#include <string_view>

#include "rulebase/rulebase.hpp"

namespace chokepoint::rulebase {

std::string write_binary(RuleBase rules);

/// All of these fail on bytes that write_binary of the same build has not written.
Result<RuleBase> read_binary(std::string_view bytes);
/// Without the libraries.
Result<RuleBase> read_rules(std::string_view bytes);
/// Of bytes that read_rules has accepted.
Result<std::vector<models::Library>> read_libraries(std::string_view bytes, const Ecosystems& wanted);

}  // namespace chokepoint::rulebase
