#include "flow/route_lists.hpp"

namespace chokepoint::flow {

using ir::OpKind;
using link::FunctionIndex;
using link::kNone;
using link::SlotIndex;

ir::OpId RouteLists::user_of(FunctionIndex f, ir::OpId op) {
  auto [found, inserted] = users_.try_emplace(f);
  std::vector<ir::OpId>& users = found->second;
  if (inserted) {
    const ir::FileIr& ir = program_.ir_of(f);
    const auto ops = ir.ops_of(program_.function(f));
    users.resize(ops.size());
    for (std::size_t i = 0; i < ops.size(); ++i) {
      const ir::OpId user = ir::OpId::from_index(i);
      if (ops[i].base) users[ops[i].base.index()] = user;
      for (const ir::Operand& operand : ir.operands_of(program_.function(f), ops[i])) {
        if (operand.value) users[operand.value.index()] = user;
      }
    }
  }
  return op.index() < users.size() ? users[op.index()] : ir::OpId{};
}

// `patterns = […]`, `patterns += […]`, `patterns.append(…)`, `return […]`.
SlotIndex RouteLists::stored_in(FunctionIndex f, ir::OpId id) const {
  const ir::FileIr& ir = program_.ir_of(f);
  const ir::Function& function = program_.function(f);
  const ir::Op& user = ir.op(function, id);
  if (user.kind == OpKind::Assign) return program_.slot_of(f, id);
  if (user.kind == OpKind::Return) return program_.result_slot[f];
  if (user.kind != OpKind::Call || !user.base) return kNone;
  const ir::Op& callee = ir.op(function, user.base);
  if (callee.kind != OpKind::Member || !callee.base || ir.op(function, callee.base).kind != OpKind::Name) return kNone;
  const std::string_view name = ir.text(callee.text);
  if (name != "append" && name != "extend" && name != "insert") return kNone;
  return program_.slot_of(f, callee.base);
}

// Lists, sums of lists, and what calls are given: `i18n_patterns(path(…))`.
bool RouteLists::passes_on(FunctionIndex f, ir::OpId user, ir::OpId op) const {
  const ir::Op& holder = program_.ir_of(f).op(program_.function(f), user);
  if (holder.kind == OpKind::Aggregate || holder.kind == OpKind::Compute) return true;
  return holder.kind == OpKind::Call && holder.base != op;
}

std::vector<SlotIndex> RouteLists::named(FunctionIndex f, ir::OpId id, int depth) const {
  if (!id || depth > kMaxHops) return {};
  const ir::FileIr& ir = program_.ir_of(f);
  const ir::Op& op = ir.op(program_.function(f), id);
  if (op.kind == OpKind::Member && op.base && ir.op(program_.function(f), op.base).kind == OpKind::Name) id = op.base;
  if (ir.op(program_.function(f), id).kind == OpKind::Name) {
    const SlotIndex slot = program_.slot_of(f, id);
    return slot == kNone ? std::vector<SlotIndex>{} : std::vector<SlotIndex>{slot};
  }
  std::vector<SlotIndex> slots;
  if (op.kind != OpKind::Aggregate && op.kind != OpKind::Compute && op.kind != OpKind::Call) return slots;
  for (const ir::Operand& operand : ir.operands_of(program_.function(f), op)) {
    for (SlotIndex slot : named(f, operand.value, depth + 1)) slots.push_back(slot);
  }
  return slots;
}

}  // namespace chokepoint::flow
