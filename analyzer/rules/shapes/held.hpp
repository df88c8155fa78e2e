// Where a resource is held: the body of a function that is annotated with it, a callback that runs while it is held, the block of
// a `with`, or the operations between the call that acquires it and the one that releases it.
#pragma once
#include <string>
#include <vector>

#include "rules/shapes/below.hpp"

namespace chokepoint::rules {

struct Held {
  Stretch stretch;
  std::string by;  // "@Transactional", "transaction.atomic"
};

/// Sorted by function, then position; only in code that is analysed.
std::vector<Held> held_stretches(const CheckInput& input, const std::string& resource);

}  // namespace chokepoint::rules
