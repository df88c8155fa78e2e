// Ways out of a loop, which tell how often a call in it runs.
#pragma once
#include "link/program.hpp"

namespace chokepoint::rules {

/// Whether a region belongs to this loop and not to one nested in it.
bool belongs_to_loop(const link::Program& program, link::FunctionIndex function, ir::RegionId loop, ir::RegionId region);

/// The loop ends in its first round: `return` or `break` that no condition guards.
bool ends_in_first_round(const link::Program& program, link::FunctionIndex function, ir::RegionId loop);

/// The block of the call leaves the loop after it: `for … { if failed { show(error); return } }`.
bool leaves_loop_after(const link::Program& program, link::FunctionIndex function, ir::RegionId loop, ir::OpId call);

}  // namespace chokepoint::rules
