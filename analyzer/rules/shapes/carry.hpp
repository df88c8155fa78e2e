// Where the value of an operation goes within its function.
//
//   const user = await load(id);  const name = user.name.trim();      `name` carries the value of `load(id)`
#pragma once
#include <set>

#include "link/program.hpp"

namespace chokepoint::rules {

/// Go: the variables a call fills, `query.Scan(ctx, &ids)`.
std::set<link::SlotIndex> filled_by(const link::Program& program, link::FunctionIndex function, ir::OpId made);

/// Whether `value` is made of the value of `made`: through await, casts, locals, calls on it and what is computed with it; or of the
/// variables in `filled`.
bool carries(const link::Program& program, link::FunctionIndex function, ir::OpId value, ir::OpId made,
             const std::set<link::SlotIndex>& filled = {}, int max_steps = 8);

}  // namespace chokepoint::rules
