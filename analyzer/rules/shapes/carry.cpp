#include "rules/shapes/carry.hpp"

#include <optional>
#include <vector>

#include "rules/shapes/argument.hpp"
#include "rules/shapes/once.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::Program;

// A call that writes what it is given: `db.PutUser(user)`.
bool changes(const Program& program, FunctionIndex f, ir::OpId call) {
  const ir::Op& op = op_at(program, f, call);
  if (op.kind != OpKind::Call || !op.base) return false;
  return begins_with_any(
      text_at(program, f, op_at(program, f, op.base).text),
      {"Add", "Create", "Delete", "Exec", "Insert", "Put", "Remove", "Save", "Set", "Store", "Update", "Upsert"});
}

// A parameter that nobody can fill for the function that has it: a context, a number, a text.
bool is_plain(const Program& program, FunctionIndex f, link::SlotIndex slot) {
  const std::optional<std::uint32_t> position = parameter_position(program, f, slot);
  if (!position) return false;
  const ir::FileIr& ir = program.ir_of(f);
  const ir::TypeId declared = program.function(f).parameters.of(ir.parameters)[*position].type;
  const std::string_view type = declared ? ir.text(ir.type(declared).name) : std::string_view();
  return type == "string" || type == "bool" || type == "Context" || type == "context.Context" ||
         begins_with_any(type, {"int", "uint", "float"});
}

}  // namespace

std::set<link::SlotIndex> filled_by(const Program& program, FunctionIndex f, ir::OpId made) {
  std::set<link::SlotIndex> slots;
  if (program.file_of(f).language != Language::Go || changes(program, f, made)) return slots;
  const ir::FileIr& ir = program.ir_of(f);
  for (const ir::Operand& operand : ir.operands_of(program.function(f), op_at(program, f, made))) {
    const ir::Op& argument = op_at(program, f, operand.value);
    const bool address = argument.kind == OpKind::Compute && argument.operand_count == 1 && ir.text(argument.text) == "&";
    const ir::OpId variable = address ? ir.operands_of(program.function(f), argument)[0].value : operand.value;
    if (op_at(program, f, variable).kind != OpKind::Name) continue;
    if (const link::SlotIndex slot = program.slot_of(f, variable); slot != link::kNone && !is_plain(program, f, slot))
      slots.insert(slot);
  }
  return slots;
}

// Breadth first, each operation once: locals that are written hundreds of times from themselves are no reason to look at every way
// through them.
bool carries(const Program& program, FunctionIndex f, ir::OpId value, ir::OpId made, const std::set<link::SlotIndex>& filled,
             int max_steps) {
  const ir::FileIr& ir = program.ir_of(f);
  std::set<std::uint32_t> seen;
  std::vector<ir::OpId> level, next;
  auto visit = [&](ir::OpId id) {
    if (id && seen.insert(id.raw).second) next.push_back(id);
  };
  visit(value);
  for (int step = 0; step <= max_steps && !next.empty(); ++step) {
    level.swap(next);
    next.clear();
    for (const ir::OpId id : level) {
      if (id == made) return true;
      const ir::Op& op = op_at(program, f, id);
      if (op.kind == OpKind::Name) {
        const link::SlotIndex slot = program.slot_of(f, id);
        if (slot == link::kNone) continue;
        if (filled.contains(slot)) return true;
        for (const link::Write& write : program.writes_of(slot)) {
          if (write.function == f) visit(write.value);
        }
        continue;
      }
      visit(op.base);
      for (const ir::Operand& operand : ir.operands_of(program.function(f), op)) visit(operand.value);
    }
  }
  return false;
}

}  // namespace chokepoint::rules
