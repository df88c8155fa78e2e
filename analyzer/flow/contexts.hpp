// Pass 7a: contexts flow down the call graph from the entry points; every function knows a shortest way back to one.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "flow/entries.hpp"
#include "link/program.hpp"

namespace chokepoint::flow {

/// Where code runs: on whose behalf × on which kind of thread. A bit set per function.
enum Context : std::uint8_t {
  kRequestLoop = 0,
  kRequestThread = 1,
  kJobLoop = 2,
  kJobThread = 3,
  kStartup = 4,
  kCli = 5,
};
constexpr std::size_t kContexts = 6;
using ContextSet = std::uint8_t;
constexpr ContextSet bit(Context context) { return static_cast<ContextSet>(1u << context); }

/// The bits of a context word of the rules' vocabulary: "request", "event-loop", "job", "startup", "cli", "any".
ContextSet contexts_named(std::string_view word);

/// One call on the way from an entry point to a function.
struct Step {
  FunctionIndex caller = link::kNone;  // kNone: the function is an entry point itself
  ir::OpId op;
  Context from{};                     // the caller's context
  std::uint32_t entry = link::kNone;  // for entry points: index of the entry
  Evidence evidence = Evidence::Resolved;
  std::uint32_t distance = 0;
};

class Contexts {
 public:
  /// A call that may lead to a function.
  struct Caller {
    FunctionIndex caller;
    ir::OpId op;
    link::Edge edge;
  };

  /// Follows edges of at least this evidence. Offline files and the handlers of `test_routes` are not followed.
  Contexts(const Program& program, const std::vector<EntryPoint>& entries, Evidence least,
           const std::vector<EntryPoint>& test_routes = {});

  ContextSet of(FunctionIndex f) const { return reached_[f]; }
  /// The last step of the shortest way to `f` in this context; only valid if `of(f)` has the bit.
  const Step& step(FunctionIndex f, Context context) const { return steps_[context][f]; }
  /// Calls from the entry point down to `f`, entry first; the last step's target is `f`.
  std::vector<std::pair<FunctionIndex, Step>> path(FunctionIndex f, Context context) const;
  /// Entry points that reach `f` in one of these contexts, as indices, sorted.
  std::vector<std::uint32_t> entries_reaching(FunctionIndex f, ContextSet contexts) const;
  /// The calls that lead to `f`, whatever their evidence.
  std::span<const Caller> callers_of(FunctionIndex f) const {
    return std::span<const Caller>(callers_).subspan(first_caller_[f], first_caller_[f + 1] - first_caller_[f]);
  }
  const std::vector<EntryPoint>& entries() const { return entries_; }
  /// Whether `f` is the function of an entry point itself.
  bool is_entry(FunctionIndex f) const { return is_entry_[f]; }

 private:
  void index_callers();
  const Program& program_;
  const std::vector<EntryPoint>& entries_;
  Evidence least_;
  std::vector<ContextSet> reached_;
  std::vector<bool> is_entry_;
  std::array<std::vector<Step>, kContexts> steps_;
  std::vector<std::uint32_t> first_caller_;
  std::vector<Caller> callers_;
};

/// The context in which the callee of an edge runs, or nothing when the edge leaves the program's contexts.
bool follow(const link::Edge& edge, Context from, Context& to);

}  // namespace chokepoint::flow
