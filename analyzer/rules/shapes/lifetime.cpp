#include "rules/shapes/lifetime.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "base/letter_case.hpp"
#include "rules/shapes/once.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::Program;

constexpr int kMaxDepth = 8;
constexpr std::array<std::string_view, 14> kProbes = {"Close",   "Ping",       "PingContext", "close",  "closed",
                                                      "destroy", "disconnect", "dispose",     "end",    "info",
                                                      "isValid", "ping",       "quit",        "release"};

bool is_constructor_call(const Program& program, FunctionIndex f, const ir::Op& op) {
  if (op.kind != OpKind::Call || !op.base) return false;
  if (op.has(ir::kNew)) return true;
  const std::string_view name = text_at(program, f, op_at(program, f, op.base).text);
  return program.file_of(f).language == Language::Python && !name.empty() && std::isupper(static_cast<unsigned char>(name[0]));
}

// Whether `value` is the value of `made`: through await, locals, addresses, and objects that are made of it.
bool is_value(const Program& program, FunctionIndex f, ir::OpId value, ir::OpId made, int depth = 0) {
  if (!value || depth > kMaxDepth) return false;
  if (value == made) return true;
  const ir::Op& op = op_at(program, f, value);
  if (op.kind == OpKind::Name) {
    const link::SlotIndex slot = program.slot_of(f, value);
    if (slot == link::kNone) return false;
    const auto writes = program.writes_of(slot);
    return std::any_of(writes.begin(), writes.end(), [&](const link::Write& write) {
      return write.function == f && write.value != value && is_value(program, f, write.value, made, depth + 1);
    });
  }
  if (op.kind == OpKind::Await) return is_value(program, f, op.base, made, depth + 1);
  if (op.kind == OpKind::Member && op.detail == 2) return is_value(program, f, op.base, made, depth + 1);  // Go: `db, err := …`
  const bool wraps = op.kind == OpKind::Aggregate || op.kind == OpKind::Compute || is_constructor_call(program, f, op);
  if (!wraps) return false;
  const auto operands = program.ir_of(f).operands_of(program.function(f), op);
  return std::any_of(operands.begin(), operands.end(),
                     [&](const ir::Operand& operand) { return is_value(program, f, operand.value, made, depth + 1); });
}

bool leaves(const Program& program, FunctionIndex f, ir::OpId id, const ir::Op& op, ir::OpId made) {
  switch (op.kind) {
    case OpKind::Return:
    case OpKind::Yield: return is_value(program, f, op.base, made);
    case OpKind::Store:
    case OpKind::StoreIndex: {
      if (program.function(f).kind == ir::FunctionKind::Constructor) return false;  // as long as the object, which callers make
      const auto operands = program.ir_of(f).operands_of(program.function(f), op);
      return !operands.empty() && is_value(program, f, operands.back().value, made);
    }
    case OpKind::Assign: {
      return program.binding(f, id).is_outside() && is_value(program, f, op.base, made);
    }
    default: return false;
  }
}

bool sets_up_database(const Program& program, FunctionIndex f) {
  const auto ops = program.ir_of(f).ops_of(program.function(f));
  return std::any_of(ops.begin(), ops.end(), [&](const ir::Op& op) {
    if (op.kind != OpKind::Literal) return false;
    const std::string text = upper_case(text_at(program, f, op.text).substr(0, 16));
    return begins_with_any(text, {"CREATE DATABASE", "CREATE USER", "CREATE SCHEMA", "CREATE ROLE", "DROP DATABASE", "DROP USER"});
  });
}

// The callees of `execute("SELECT 1")`.
std::set<std::uint32_t> trivial_queries(const Program& program, FunctionIndex f) {
  std::set<std::uint32_t> callees;
  for (const ir::Op& op : program.ir_of(f).ops_of(program.function(f))) {
    if (op.kind != OpKind::Call || op.operand_count != 1) continue;
    const ir::Op& query = op_at(program, f, program.ir_of(f).operands_of(program.function(f), op)[0].value);
    const std::string_view text = query.kind == OpKind::Literal ? text_at(program, f, query.text) : std::string_view();
    if (text == "SELECT 1" || text == "select 1") callees.insert(op.base.raw);
  }
  return callees;
}

// The names of all members that are asked of the value, `connection.end()`.
std::set<std::string_view> uses_of(const Program& program, FunctionIndex f, ir::OpId made) {
  std::set<std::string_view> uses;
  const std::set<std::uint32_t> trivial = trivial_queries(program, f);
  const auto ops = program.ir_of(f).ops_of(program.function(f));
  for (std::size_t i = 0; i < ops.size(); ++i) {
    const ir::Op& op = ops[i];
    if (op.kind == OpKind::Member && trivial.contains(ir::OpId::from_index(i).raw)) continue;
    if (op.kind == OpKind::Member && op.detail != 2 && is_value(program, f, op.base, made))
      uses.insert(text_at(program, f, op.text));
    if (op.kind != OpKind::Call) continue;
    const auto operands = program.ir_of(f).operands_of(program.function(f), op);
    const bool given = std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
      return operand.value && op_at(program, f, operand.value).kind == OpKind::Name && is_value(program, f, operand.value, made);
    });
    if (given) uses.insert("(argument)");
  }
  return uses;
}

// `try (Connection connection = …)`, `with connect() as connection`
bool is_entered(const Program& program, FunctionIndex f, ir::OpId made) {
  const auto ops = program.ir_of(f).ops_of(program.function(f));
  return std::any_of(ops.begin(), ops.end(), [&](const ir::Op& op) {
    return op.kind == OpKind::Assign && op.has(ir::kEntered) && is_value(program, f, op.base, made);
  });
}

}  // namespace

bool handed_on(const Program& program, FunctionIndex f, ir::OpId made) {
  const auto ops = program.ir_of(f).ops_of(program.function(f));
  for (std::size_t i = 0; i < ops.size(); ++i) {
    if (leaves(program, f, ir::OpId::from_index(i), ops[i], made)) return true;
  }
  return false;
}

bool tests_or_sets_up(const Program& program, FunctionIndex f, ir::OpId made) {
  if (sets_up_database(program, f)) return true;
  const std::set<std::string_view> uses = uses_of(program, f, made);
  if (uses.empty()) return is_entered(program, f, made);  // opened and closed at once
  return std::all_of(uses.begin(), uses.end(),
                     [](std::string_view use) { return std::find(kProbes.begin(), kProbes.end(), use) != kProbes.end(); });
}

}  // namespace chokepoint::rules
