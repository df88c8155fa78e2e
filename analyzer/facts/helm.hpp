// Helm templates as far as they read without rendering: `{{ .Values.a.b }}` is looked up, an `if` on values is decided where its
// value is known, other directives are left out.
#pragma once
#include <string>
#include <string_view>

#include "facts/node.hpp"

namespace chokepoint::facts {

/// Lines stay where they are, so that places hold.
std::string read_template(std::string_view text, const Node& values);

}  // namespace chokepoint::facts
