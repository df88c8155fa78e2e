#include "rules/shapes/beside.hpp"

#include <algorithm>

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::EdgeKind;
using models::Run;

// `await find()`, `return find()`: whoever calls the function waits in turn.
bool is_waited_for(const link::Program& program, const flow::EffectSite& site) {
  const ir::FileIr& ir = program.ir_of(site.function);
  const ir::Function& function = program.function(site.function);
  if (ir.op(function, site.op).kind == OpKind::Await) return true;
  const auto ops = ir.ops_of(function);
  return std::any_of(ops.begin(), ops.end(), [&](const ir::Op& one) {
    if (one.kind != OpKind::Await && one.kind != OpKind::Return) return false;
    const auto operands = ir.operands_of(function, one);
    return one.base == site.op ||
           std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) { return operand.value == site.op; });
  });
}

bool holds_up(const CheckInput& input, const flow::EffectSite& site) {
  const Language language = input.program.file_of(site.function).language;
  if (language == Language::Go ||
      (site.effects & input.words.of(std::vector<std::string>{"blocks-db", "blocks-io", "blocks-reactive", "loads-model"})))
    return true;
  return language != Language::Java && is_waited_for(input.program, site);
}

bool stays(const link::Edge& edge) {
  if (edge.detached || edge.endless || edge.on_worker || edge.kind == EdgeKind::Spawn) return false;
  return edge.where == Run::Where::Here || edge.where == Run::Where::PerElement || edge.where == Run::Where::Startup;
}

bool stays_on(const link::Program& program, link::FunctionIndex target, const flow::Step& step) {
  const link::CallSite* call = step.op ? program.call_at(step.caller, step.op) : nullptr;
  if (!call) return false;
  const auto edges = program.edges_of(*call);
  return std::any_of(edges.begin(), edges.end(), [&](const link::Edge& edge) {
    return edge.target == target && stays(edge) && (edge.kind != EdgeKind::Dispatch || edges.size() == 1);
  });
}

}  // namespace

bool leads_beside(const CheckInput& input, link::FunctionIndex function, flow::ContextSet contexts) {
  for (std::size_t c = 0; c < flow::kContexts; ++c) {
    const auto context = static_cast<flow::Context>(c);
    if (!(input.contexts.of(function) & contexts & flow::bit(context))) continue;
    const auto path = input.contexts.path(function, context);
    const bool stays =
        std::all_of(path.begin() + 1, path.end(), [&](const auto& hop) { return stays_on(input.program, hop.first, hop.second); });
    if (stays) return false;
  }
  return true;
}

bool runs_beside(const CheckInput& input, const flow::EffectSite& site, flow::ContextSet contexts) {
  return !holds_up(input, site) || leads_beside(input, site.function, contexts);
}

}  // namespace chokepoint::rules
