// Helm templates as far as they read without rendering: `{{ .Values.a.b }}` is looked up, an `if` on values is decided where its
// value is known, other directives are left out.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "facts/node.hpp"

namespace chokepoint::facts {

/// Whether an `if` is decided by the values, or holds whatever they say.
enum class Conditions : std::uint8_t { Decided, Hold };

/// Lines stay where they are, so that places hold.
std::string read_template(std::string_view text, const Node& values, Conditions conditions = Conditions::Decided);

}  // namespace chokepoint::facts
