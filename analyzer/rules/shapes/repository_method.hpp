// A method of a repository that somebody else implements (Spring Data, MyBatis), read by its name and its parameters:
// `findByIdIn(ids)`, `findTop10ByScore()`, `list(int offset, int limit)`.
#pragma once
#include "link/program.hpp"

namespace chokepoint::rules {

/// Whether the call limits how many rows it yields, or asks for keys; a query object kept in a variable is looked into.
bool repository_method_bounds(const link::Program& program, const link::CallSite& call);

}  // namespace chokepoint::rules
