// What the rules about state in the process share; it is made once for all of them.
#pragma once
#include <vector>

#include "rules/state/container.hpp"
#include "rules/state/request_data.hpp"

namespace chokepoint::rules {

/// What one container is filled with: its place, and what of it is known.
struct Addition {
  const Container* container = nullptr;
  const Use* use = nullptr;
  bool key_from_request = false;
  bool value_from_request = false;
  bool few_keys = false;    // the key has a name or type of which there are few values
  bool identifies = false;  // the key is of a user, an address, a request …
  bool connection = false;  // a live connection is put in
};

struct ProcessState {
  std::vector<Container> containers;
  std::vector<Addition> additions;  // by container, in the order of the program
};

ProcessState find_state(const CheckInput& input);

}  // namespace chokepoint::rules
