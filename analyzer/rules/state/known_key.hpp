// Whether what is put into a map takes the place of what was there: it has been looked up by the same key before, and where nothing
// was found the function has been left, so that the map does not grow.
//
//   if _, ok := accounts[to]; !ok { return notFound }
//   accounts[to] = accounts[to] + amount
#pragma once
#include "rules/state/container.hpp"

namespace chokepoint::rules {

bool replaces_known(const link::Program& program, const Container& container, const Use& use);

}  // namespace chokepoint::rules
