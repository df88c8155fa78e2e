// Whether the path that a probe asks for is one the code answers.
//
//   probed_path("curl -f http://localhost:8080/healthz || exit 1")   → "/healthz"
#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "rules/check.hpp"

namespace chokepoint::rules {

/// The path itself, or that of the first URL of this machine in a command; "" if there is none or it is only known when it runs.
std::string probed_path(std::string_view value);

/// Whether the routes of these projects are well known and neither they nor any text of the code nor a file has the last part of
/// the path. What answers every path, or a part of one that only a variable names, answers this one, too.
bool is_unserved(const CheckInput& input, std::string_view path, const std::set<std::size_t>& projects);

}  // namespace chokepoint::rules
