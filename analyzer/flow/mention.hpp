// Whether an expression speaks of something by name.
#pragma once
#include <re2/re2.h>

#include "link/program.hpp"

namespace chokepoint::flow {

/// Whether the expression holds a name, a member or a literal that the words match, at most `levels` operations down.
bool mentions(const link::Program& program, link::FunctionIndex function, ir::OpId expression, const RE2& words, int levels);

}  // namespace chokepoint::flow
