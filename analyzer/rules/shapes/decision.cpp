#include "rules/shapes/decision.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;

constexpr std::size_t kMaxHelpers = 4;    // that call each other
constexpr std::size_t kMaxCallers = 200;  // of all helpers of one effect

// Nothing before it leaves the function, and no condition stands around it.
bool always_happens(const link::Program& program, FunctionIndex f, ir::OpId op) {
  const ir::FileIr& ir = program.ir_of(f);
  const ir::Function& function = program.function(f);
  if (function.kind == ir::FunctionKind::Module || function.kind == ir::FunctionKind::Constructor) return false;
  for (ir::RegionId r = ir.op(function, op).region; r; r = ir.region(function, r).parent) {
    const ir::RegionKind kind = ir.region(function, r).kind;
    if (kind != ir::RegionKind::Root && kind != ir::RegionKind::With && kind != ir::RegionKind::Try) return false;
  }
  const auto before = ir.ops_of(function).first(op.index());
  return std::none_of(before.begin(), before.end(),
                      [](const ir::Op& one) { return one.kind == OpKind::Return || one.kind == OpKind::Raise; });
}

// The calls of a helper that answer in one of the contexts; none if it is known by other ways than by calls.
std::vector<flow::Contexts::Caller> deciding_callers(const CheckInput& input, FunctionIndex f, flow::ContextSet contexts) {
  std::vector<flow::Contexts::Caller> callers;
  for (const flow::Contexts::Caller& caller : input.contexts.callers_of(f)) {
    if (caller.edge.kind == link::EdgeKind::Callback || caller.edge.relay != link::Relay::None || !caller.op) return {};
    if (caller.edge.evidence < input.least || input.program.file_of(caller.caller).offline) continue;
    if (input.contexts.of(caller.caller) & contexts) callers.push_back(caller);
  }
  return callers;
}

}  // namespace

std::vector<Decision> decisions_of(const CheckInput& input, const flow::EffectSite& site, flow::ContextSet contexts) {
  std::vector<Decision> level{{site.function, site.op, {}}}, found;
  std::set<FunctionIndex> helpers;
  for (std::size_t depth = 0; !level.empty(); ++depth) {
    std::vector<Decision> next;
    for (Decision& one : level) {
      std::vector<flow::Contexts::Caller> callers;
      const bool helps =
          depth < kMaxHelpers && always_happens(input.program, one.function, one.op) && !input.contexts.is_entry(one.function);
      if (helps && !helpers.contains(one.function)) callers = deciding_callers(input, one.function, contexts);
      if (callers.empty() || found.size() + next.size() + callers.size() > kMaxCallers) {
        found.push_back(std::move(one));
        continue;
      }
      helpers.insert(one.function);
      if (one.hops.empty()) one.hops = {{one.function, one.op}};
      for (const flow::Contexts::Caller& caller : callers) {
        Decision above{caller.caller, caller.op, one.hops};
        above.hops.insert(above.hops.begin(), {caller.caller, caller.op});
        next.push_back(std::move(above));
      }
    }
    level = std::move(next);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Decision& a, const Decision& b) { return std::tie(a.function, a.op) < std::tie(b.function, b.op); });
  return found;
}

}  // namespace chokepoint::rules
