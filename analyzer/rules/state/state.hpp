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
  bool stored_id = false;   // the key is that of something the service keeps: of a user, a device …
  bool identifies = false;  // the key is of a user, an address, a request …
  bool replaces = false;    // the key has been looked up before, and is there
  bool connection = false;  // a live connection is put in
  bool direct = false;      // … and not only something that holds them
};

/// A variable, not a container, that is given what a request brings, and read in another function.
struct Remembered {
  link::SlotIndex slot = link::kNone;
  std::string name;
  link::FunctionIndex function = link::kNone;
  ir::OpId op;
  bool personal = false;  // of the user who asks, by its name
};

struct ProcessState {
  std::vector<Container> containers;
  std::vector<Addition> additions;  // by container, in the order of the program
  std::vector<Remembered> remembered;
};

ProcessState find_state(const CheckInput& input);

std::vector<Remembered> find_remembered(const CheckInput& input, Lifespans& lifespans, RequestData& requests);

}  // namespace chokepoint::rules
