// Callbacks of the project's own helpers: `func inTx(run func(Tx) error) error { … run(tx) … }` runs what each of its callers
// passes, so the edge to a callback stands at the call that passes it. Otherwise every caller would seem to run every callback.
#include <algorithm>
#include <map>
#include <set>

#include "link/linker.hpp"

namespace chokepoint::link {
namespace {

using models::Run;

constexpr std::size_t kMaxHelpers = 4;  // helpers that hand a callback on to one another

}  // namespace

class Relays {
 public:
  Relays(Program& program, std::vector<Passed> passed) : program_(program), passed_(std::move(passed)) {}

  void run() {
    if (passed_.empty()) return;
    std::stable_sort(passed_.begin(), passed_.end(), [](const Passed& a, const Passed& b) { return a.parameter < b.parameter; });
    for (const Passed& passed : passed_) {
      if (passed.function != kNone) by_function_[passed.function].push_back(&passed);
    }
    extra_.resize(program_.calls.size());
    std::vector<std::pair<const CallSite*, SlotIndex>> calls;
    for (const CallSite& call : program_.calls) {
      const SlotIndex parameter = callee_slot(call);
      if (parameter == kNone || passed_for(parameter).empty()) continue;
      calls.emplace_back(&call, parameter);
      called_.try_emplace(parameter, &call);
    }
    for (const auto& [call, parameter] : calls) relay(*call, parameter);
    rebuild();
  }

 private:
  /// How a callback runs, seen from the call that passes it.
  struct Way {
    EdgeKind kind = EdgeKind::Callback;
    Run::Where where = Run::Where::Here;
    bool detached = false;
    bool endless = false;
    bool curried = false;  // in a closure that the helper returns: `inTx(run)(ctx)`
  };

  std::span<const Passed> passed_for(SlotIndex parameter) const {
    const auto less = [](const Passed& p, SlotIndex s) { return p.parameter < s; };
    const auto first = std::lower_bound(passed_.begin(), passed_.end(), parameter, less);
    auto last = first;
    while (last != passed_.end() && last->parameter == parameter) ++last;
    return {first, last};
  }

  /// The function around a closure, kNone if it is none.
  FunctionIndex around(FunctionIndex f) const {
    const ir::FunctionId parent = program_.function(f).parent;
    return parent ? program_.global(program_.file_of_function[f], parent) : kNone;
  }

  bool is_parameter(FunctionIndex f, SlotIndex slot) const {
    const SlotIndex first = program_.first_parameter_slot[f];
    return slot >= first && slot < first + program_.function(f).parameters.count;
  }

  /// Whether `f` runs while the function that has the parameter does: as itself, or as a closure that is called on the way.
  bool runs_within(FunctionIndex f, SlotIndex parameter, Way& way, std::size_t depth) const {
    for (; f != kNone && !is_parameter(f, parameter); f = around(f)) {
      const FunctionIndex outer = around(f);
      if (outer == kNone || !runs(outer, f, way, depth)) return false;
    }
    return f != kNone;
  }

  bool runs(FunctionIndex outer, FunctionIndex closure, Way& way, std::size_t depth) const {
    for (const CallSite& call : program_.calls_of(outer)) {
      for (const Edge& edge : program_.edges_of(call)) {
        if (edge.target != closure) continue;
        if (edge.where != Run::Where::Here && edge.where != Run::Where::PerElement && edge.kind != EdgeKind::Spawn) return false;
        if (edge.kind == EdgeKind::Spawn) way.kind = EdgeKind::Spawn;
        way.detached |= edge.detached;
        way.endless |= edge.endless;
        if (edge.where != Run::Where::Here) way.where = edge.where;
        return true;
      }
    }
    if (returns(outer, closure)) return way.curried = true;
    const auto passings = by_function_.find(closure);
    if (depth >= kMaxHelpers || passings == by_function_.end()) return false;
    for (const Passed* passed : passings->second) {  // to another helper, which calls it
      if (passed->caller == outer && calls_parameter(passed->parameter, way, depth + 1)) return true;
    }
    return false;
  }

  bool returns(FunctionIndex outer, FunctionIndex closure) const {
    const SlotIndex result = program_.result_slot[outer];
    const auto& made = program_.slot_functions[result];
    return (program_.slots[result].is(ValueKind::Function) && program_.slots[result].id == closure) ||
           std::find(made.begin(), made.end(), closure) != made.end();
  }

  // The call of what a call returns: `inTx(run)(ctx)` of `inTx(run)`.
  const CallSite* called_at_once(const Passed& passed) const {
    for (const CallSite& call : program_.calls_of(passed.caller)) {
      if (program_.ir_of(passed.caller).op(program_.function(passed.caller), call.op).base == passed.op) return &call;
    }
    return nullptr;
  }

  bool calls_parameter(SlotIndex parameter, Way& way, std::size_t depth) const {
    const auto call = called_.find(parameter);
    return call != called_.end() && runs_within(call->second->caller, parameter, way, depth);
  }

  SlotIndex callee_slot(const CallSite& call) const {
    if (!call.of_variable) return kNone;
    const ir::Op& op = program_.ir_of(call.caller).op(program_.function(call.caller), call.op);
    return program_.binding(call.caller, op.base).id();
  }

  /// `for _, x := range xs { run(x) }`
  bool per_element(const CallSite& call) const {
    const ir::FileIr& ir = program_.ir_of(call.caller);
    const ir::Function& function = program_.function(call.caller);
    const ir::Op& op = ir.op(function, call.op);
    for (const ir::Operand& operand : ir.operands_of(function, op)) {
      const SlotIndex slot = operand.value ? program_.slot_of(call.caller, operand.value) : kNone;
      if (slot == kNone) continue;
      for (const Write& write : program_.writes_of(slot)) {
        if (write.function != call.caller || !ir.op(function, write.op).has(ir::kElement)) continue;
        for (ir::RegionId r = op.region; r; r = ir.region(function, r).parent) {
          if (r == ir.op(function, write.op).region && ir.region(function, r).kind == ir::RegionKind::Loop) return true;
        }
      }
    }
    return false;
  }

  void relay(const CallSite& call, SlotIndex parameter) {
    if (call.edge_count == 0) return;
    Way way;
    if (!runs_within(call.caller, parameter, way, 0)) return;
    const Edge& first = program_.edges[call.first_edge];
    if (first.kind == EdgeKind::Spawn) way = {EdgeKind::Spawn, Run::Where::WorkerThread, first.detached, first.endless};
    if (way.where == Run::Where::Here && per_element(call)) way.where = Run::Where::PerElement;
    std::set<FunctionIndex> targets;
    std::set<SlotIndex> seen;
    stand_at_callers(parameter, way, targets, seen);
    for (std::uint32_t e = 0; e < call.edge_count; ++e) {
      Edge& edge = program_.edges[call.first_edge + e];
      if (targets.contains(edge.target)) edge.relay = Relay::Away;
    }
  }

  void stand_at_callers(SlotIndex parameter, const Way& way, std::set<FunctionIndex>& targets, std::set<SlotIndex>& seen) {
    if (!seen.insert(parameter).second) return;
    for (const Passed& passed : passed_for(parameter)) {
      if (passed.function != kNone) {
        add(passed, passed.function, way, targets);
      } else if (seen.size() <= kMaxHelpers && handed_on(passed)) {
        stand_at_callers(passed.from, way, targets, seen);
      } else {
        for (FunctionIndex function : program_.slot_functions[passed.from]) add(passed, function, way, targets);
      }
    }
  }

  /// The argument is a parameter of the caller itself.
  bool handed_on(const Passed& passed) const {
    Way way;
    return !passed_for(passed.from).empty() && runs_within(passed.caller, passed.from, way, 0);
  }

  void add(const Passed& passed, FunctionIndex target, const Way& way, std::set<FunctionIndex>& targets) {
    const CallSite* site = way.curried ? called_at_once(passed) : program_.call_at(passed.caller, passed.op);
    if (!site || target == passed.caller) return;
    targets.insert(target);
    auto& extra = extra_[static_cast<std::size_t>(site - program_.calls.data())];
    for (const Edge& edge : extra) {
      if (edge.target == target) return;
    }
    Edge edge{target, way.kind, way.where, Evidence::Resolved};
    edge.relay = Relay::Here;
    edge.detached = way.detached;
    edge.endless = way.endless;
    extra.push_back(edge);
  }

  void rebuild() {
    std::vector<Edge> edges;
    edges.reserve(program_.edges.size());
    for (std::size_t i = 0; i < program_.calls.size(); ++i) {
      CallSite& call = program_.calls[i];
      const std::uint32_t first = static_cast<std::uint32_t>(edges.size());
      for (const Edge& edge : program_.edges_of(call)) edges.push_back(edge);
      std::stable_sort(extra_[i].begin(), extra_[i].end(), [](const Edge& a, const Edge& b) { return a.target < b.target; });
      edges.insert(edges.end(), extra_[i].begin(), extra_[i].end());
      call.first_edge = first;
      call.edge_count = static_cast<std::uint32_t>(edges.size()) - first;
    }
    program_.edges = std::move(edges);
  }

  Program& program_;
  std::vector<Passed> passed_;                                       // sorted by parameter
  std::map<FunctionIndex, std::vector<const Passed*>> by_function_;  // where a function is passed
  std::map<SlotIndex, const CallSite*> called_;                      // the first call of a parameter
  std::vector<std::vector<Edge>> extra_;                             // per call
};

void Linker::relay_callbacks() { Relays(program_, std::move(passed_)).run(); }

}  // namespace chokepoint::link
