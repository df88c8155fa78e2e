// Everywhere a clue about code is found: routes, calls, the names and texts in it.
//
//   sweep_code(input, {.effects = {"http-out"}, .from = {"request"}}, found)   → the call of `requests.get` in rates.py
#pragma once
#include <vector>

#include "rules/clue_sweep.hpp"

namespace chokepoint::rules {

/// Adds to the traces of each project, in the order of RepositoryFacts::projects.
void sweep_code(const CheckInput& input, const Clue& clue, std::vector<std::vector<Trace>>& found);

}  // namespace chokepoint::rules
