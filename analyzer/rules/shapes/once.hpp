// What guards a value or a callback so that it is made or run once.
#pragma once
#include <initializer_list>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/check.hpp"

namespace chokepoint::rules {

// All names, members and slots read by conditions of the function.
struct Guards {
  std::set<std::pair<std::uint32_t, int>> seen;  // operations looked at, by depth
  std::set<link::SlotIndex> slots;
  std::set<std::string_view> words;
};
Guards guards_of(const link::Program& program, link::FunctionIndex function);

/// The same of the conditions that stand before an operation, for one operation after the other.
class GuardsBefore {
 public:
  GuardsBefore(const link::Program& program, link::FunctionIndex function);
  const Guards& at(std::size_t op);

 private:
  const link::Program& program_;
  link::FunctionIndex function_;
  std::vector<ir::OpId> conditions_;  // that are still to come, the last one first
  Guards guards_;
};

/// Whether a function is called in `contexts`, and `holds` of each caller there. Edges of the relay `skipped` are another's.
template <class Holds>
bool every_caller(const CheckInput& input, link::FunctionIndex function, flow::ContextSet contexts, link::Relay skipped,
                  Holds&& holds) {
  bool any = false;
  for (const flow::Contexts::Caller& caller : input.contexts.callers_of(function)) {
    if (input.program.file_of(caller.caller).offline || caller.edge.relay == skipped) continue;
    if (!(input.contexts.of(caller.caller) & contexts)) continue;
    if (!holds(caller)) return false;
    any = true;
  }
  return any;
}

/// A callback that runs once: `once.Do(func() { … })`, `lazy(() => …)`.
bool run_once(const link::Program& program, link::FunctionIndex function);

/// Whether only start-up and callbacks that run once reach a function.
bool only_once(const CheckInput& input, link::FunctionIndex function, flow::ContextSet answering);

/// Whether an operation runs at most once per process while it answers: to make what its callers keep, `if (!server) server = new Server()`.
bool on_first_use(const CheckInput& input, link::FunctionIndex function, ir::OpId op, flow::ContextSet contexts, int depth = 0);

/// Whether an operation stands where the code has seen an error that a process cannot survive: `if (e instanceof OutOfMemoryError)`.
bool beyond_repair(const link::Program& program, link::FunctionIndex function, ir::OpId op);

bool begins_with_any(std::string_view name, std::initializer_list<std::string_view> words);

}  // namespace chokepoint::rules
