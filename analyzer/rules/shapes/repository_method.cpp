#include "rules/shapes/repository_method.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <re2/re2.h>

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;

constexpr int kMaxChain = 40;  // steps of one chain
constexpr std::array<std::string_view, 6> kLimits = {"limit", "maxResults", "offset", "pageSize", "pagesize", "size"};

// Whether a chain of calls stands on this variable, or on one that was made from it: `criteria = example.createCriteria()`.
bool chain_begins(const link::Program& program, FunctionIndex f, ir::OpId id, link::SlotIndex slot) {
  for (int hops = 0; id && hops < kMaxChain; ++hops) {
    const ir::Op& op = op_at(program, f, id);
    if (op.kind != OpKind::Name) {
      id = op.kind == OpKind::Call || op.kind == OpKind::Member ? op.base : ir::OpId{};
      continue;
    }
    const link::SlotIndex own = program.slot_of(f, id);
    if (own == slot || own == link::kNone) return own == slot;
    const auto writes = program.writes_of(own);
    id = writes.size() == 1 && writes[0].function == f ? writes[0].value : ir::OpId{};
  }
  return false;
}

// `example.createCriteria().andIdEqualTo(id)`.
bool criteria_on_key(const link::Program& program, FunctionIndex f, link::SlotIndex slot) {
  static const RE2 keyed("^and(Id|Ids|Uuid|Key|Code|Email|Name|Slug|Token|Username|Login|Hash)(EqualTo|In)$");
  const auto calls = program.calls_of(f);
  return std::any_of(calls.begin(), calls.end(), [&](const link::CallSite& call) {
    const ir::Op& op = op_at(program, f, call.op);
    if (op.kind != OpKind::Call || !op.base) return false;
    return RE2::PartialMatch(std::string(program.ir_of(f).text(op_at(program, f, op.base).text)), keyed) &&
           chain_begins(program, f, op.base, slot);
  });
}

bool takes_limit(const link::Program& program, FunctionIndex method) {
  const ir::FileIr& ir = program.ir_of(method);
  const auto parameters = program.function(method).parameters.of(ir.parameters);
  return std::any_of(parameters.begin(), parameters.end(), [&](const ir::Parameter& parameter) {
    return std::find(kLimits.begin(), kLimits.end(), ir.text(parameter.name)) != kLimits.end();
  });
}

}  // namespace

bool repository_method_bounds(const link::Program& program, const link::CallSite& call) {
  static const RE2 named("^[a-z]+(First|Top)\\d*By|By(Id|Uuid|Key|Code|Email|Name|Slug|Token|Username|Login|Hash)$|(In|Ids|Keys)$");
  const FunctionIndex f = call.caller;
  const ir::FileIr& ir = program.ir_of(f);
  const ir::Op& op = op_at(program, f, call.op);
  if (op.base && RE2::PartialMatch(std::string(ir.text(op_at(program, f, op.base).text)), named)) return true;
  for (const link::Edge& edge : program.edges_of(call)) {
    if (takes_limit(program, edge.target)) return true;
  }
  const auto operands = ir.operands_of(program.function(f), op);
  return std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
    const link::SlotIndex slot = program.slot_of(f, operand.value);
    return slot != link::kNone && criteria_on_key(program, f, slot);
  });
}

}  // namespace chokepoint::rules
