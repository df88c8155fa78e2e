// Containers that live as long as the process, and everything the program does with them.
//
//   const carts = new Map();                                            a container, nature `map`
//   app.post("/:id", (q, r) => { carts.set(q.params.id, q.body); });    Adds, with key and value
//   app.delete("/:id", (q, r) => { carts.delete(q.params.id); });       Removes
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "rules/state/lifespan.hpp"

namespace chokepoint::rules {

struct Use {
  enum class Kind : std::uint8_t {
    Adds,
    Fills,     // adds to a container that it holds
    Removes,   // takes something out, or puts another container in its place
    Measures,  // compares how much it holds
    Reads,
    Escapes,  // handed to code nobody knows
  };
  Kind kind = Kind::Reads;
  link::FunctionIndex function = link::kNone;
  ir::OpId op;
  ir::OpId key, value;
  bool passed = false;    // by way of a parameter, which may be another container in another call
  bool at_start = false;  // in a function that runs only while the process starts
};

struct Container {
  link::SlotIndex slot = link::kNone;
  std::string name;
  std::string nature;                          // map, list, set, queue
  link::FunctionIndex function = link::kNone;  // where it is made
  ir::OpId op;
  Evidence evidence = Evidence::Resolved;
  bool unbuffered = false;  // Go: a channel that holds nothing
  bool bounded = false;     // lets go of what it holds by itself
  std::vector<Use> uses;

  bool has(Use::Kind kind) const;
};

/// What models say of the nature of a library's type, through base types; null if they say nothing.
const models::TypeModel* described_type(const CheckInput& input, std::string_view ecosystem, const link::Value& value);

/// The rows of a call of a library, null if nothing is known.
const models::LibraryCall* rows_of(const link::Program& program, link::FunctionIndex function, ir::OpId call);

/// Containers that outlive requests, by slot, without their uses.
std::vector<Container> find_containers(const CheckInput& input, Lifespans& lifespans);

/// Fills in what is done with them.
void find_uses(const CheckInput& input, Lifespans& lifespans, std::vector<Container>& containers);

}  // namespace chokepoint::rules
