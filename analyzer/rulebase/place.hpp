// The short notation of models::Place, and names with alternatives.
//
//   parse_place("argument:1.timeout")        →  {Argument, 1, "", ["timeout"]}
//   expand_braces("requests.{get,post}")     →  ["requests.get", "requests.post"]
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "models/model.hpp"

namespace chokepoint::rulebase {

/// As a regular expression, for editors.
inline constexpr std::string_view place_pattern =
    R"(^(receiver|argument:[0-9]+|argument:last|arguments:[0-9]+|keyword:[^.\s]+|result|result:[0-9]+)(\.[^.\s]+)*$)";

Result<models::Place> parse_place(std::string_view text);

/// The inverse of parse_place.
std::string show(const models::Place& place);

/// Alternatives do not nest; at most 1000 results.
Result<std::vector<std::string>> expand_braces(std::string_view pattern);

/// Empty, or what is wrong with a qualified name: `net/http.Client#Do`, `os.path.*`.
std::string name_problem(std::string_view name);

}  // namespace chokepoint::rulebase
