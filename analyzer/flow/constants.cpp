#include "flow/constants.hpp"

#include <cctype>
#include <cstdlib>

#include "base/letter_case.hpp"

namespace chokepoint::flow {
namespace {

using ir::LiteralKind;
using ir::OpKind;

constexpr int kMaxDepth = 12;  // names and operators followed for one constant

const ir::Op& op_of(const Program& program, FunctionIndex f, ir::OpId id) { return program.ir_of(f).op(program.function(f), id); }

// The field of a struct literal by name, or by its place among the declared fields.
ir::OpId literal_field(const Program& program, const Bindings& bindings, std::string_view wanted) {
  const link::Frame& literal = bindings.literal;
  const ir::FileIr& ir = program.ir_of(literal.function);
  const ir::Op& op = op_of(program, literal.function, literal.op);
  if (op.kind != OpKind::Aggregate) return {};
  if (const ir::OpId named = ir.operand_named(program.function(literal.function), op, wanted)) return named;
  const ir::ClassId own =
      ir::ClassId::from_index(bindings.literal_class - program.files[program.file_of_class[bindings.literal_class]].first_class);
  std::size_t position = 0;
  for (const ir::Field& field : program.class_ir(bindings.literal_class).fields) {
    if (field.owner != own) continue;
    if (program.class_ir(bindings.literal_class).text(field.name) == wanted)
      return ir.positional(program.function(literal.function), op, position);
    ++position;
  }
  return {};
}

// The argument that a call around the registration gives to this parameter.
Origin bound_parameter(const Program& program, FunctionIndex function, link::SlotIndex slot, const Bindings& bindings) {
  const link::SlotIndex first = program.first_parameter_slot[function];
  const ir::Function& callee = program.function(function);
  if (!bindings.frames || slot < first || slot >= first + callee.parameters.count) return {};
  FunctionIndex around = bindings.function;
  for (const link::Frame& frame : *bindings.frames) {
    if (around == function) {
      const ir::Op& call = op_of(program, frame.function, frame.op);
      const std::size_t position = slot - first - (callee.receiver ? 1 : 0);
      return {frame.function, program.ir_of(frame.function).positional(program.function(frame.function), call, position)};
    }
    around = frame.function;
  }
  return {};
}

// One step through what the registration's surroundings bind; nothing if this is not bound by them.
Origin bound(const Program& program, const Origin& at, const ir::Op& op, link::SlotIndex slot, const Bindings& bindings) {
  if (op.kind == OpKind::Name) return bound_parameter(program, at.function, slot, bindings);
  if (bindings.literal.function == link::kNone) return {};
  return {bindings.literal.function, literal_field(program, bindings, program.ir_of(at.function).text(op.text))};
}

// What a call of a library merely hands on: `Objects.requireNonNull(client, "…")`.
ir::OpId handed_on(const Program& program, FunctionIndex function, ir::OpId call) {
  const link::CallSite* site = program.call_at(function, call);
  if (!site || !site->rows) return {};
  const auto& rows = site->rows->rows;
  const bool same = std::any_of(rows.begin(), rows.end(), [](const models::Call* row) { return row->returns == "argument:0"; });
  return same ? program.ir_of(function).positional(program.function(function), op_of(program, function, call), 0) : ir::OpId{};
}

}  // namespace

Origin origin_of(const Program& program, FunctionIndex function, ir::OpId op, const Bindings* bindings) {
  Origin origin{function, op};
  for (int hops = 0; hops < kMaxDepth && origin.op; ++hops) {
    const ir::Op& current = op_of(program, origin.function, origin.op);
    if (current.kind == OpKind::Await ||
        (current.kind == OpKind::Compute && program.ir_of(origin.function).text(current.text) == "cast")) {
      const auto operands = program.ir_of(origin.function).operands_of(program.function(origin.function), current);
      origin.op = current.kind == OpKind::Await ? current.base : operands.empty() ? ir::OpId{} : operands[0].value;
      continue;
    }
    if (current.kind == OpKind::Call) {
      const ir::OpId same = handed_on(program, origin.function, origin.op);
      if (!same) return origin;
      origin.op = same;
      continue;
    }
    if (current.kind != OpKind::Name && current.kind != OpKind::Member) return origin;
    const link::SlotIndex slot = program.slot_of(origin.function, origin.op);
    if (slot == link::kNone) return origin;
    if (bindings) {
      const Origin given = bound(program, origin, current, slot, *bindings);
      if (given.op && !(given.function == origin.function && given.op == origin.op)) {
        origin = given;
        continue;
      }
    }
    const auto writes = program.writes_of(slot);
    if (writes.size() != 1 || !writes[0].value) return origin;
    const Origin next{writes[0].function, writes[0].value};
    if (next.function == origin.function && next.op == origin.op) return origin;
    const ir::Op& assign = op_of(program, next.function, writes[0].op);
    if (assign.has(ir::kElement)) return origin;
    origin = next;
  }
  return origin;
}

std::optional<std::string> constant_text(const Program& program, FunctionIndex function, ir::OpId id, int depth,
                                         const Bindings* bindings) {
  if (!id || depth > kMaxDepth) return std::nullopt;
  const Origin origin = origin_of(program, function, id, bindings);
  const ir::FileIr& ir = program.ir_of(origin.function);
  const ir::Op& op = op_of(program, origin.function, origin.op);
  if (op.kind == OpKind::Literal) {
    const auto kind = static_cast<LiteralKind>(op.detail);
    if (kind == LiteralKind::String || kind == LiteralKind::Template || kind == LiteralKind::Number)
      return std::string(ir.text(op.text));
    return std::nullopt;
  }
  if (op.kind == OpKind::Member && ir.language == Language::Go) {  // `http.MethodGet`, a constant of a library known by its name
    const std::string_view name = ir.text(op.text);
    if (name.size() < 7 || !name.starts_with("Method") || name[6] < 'A' || name[6] > 'Z') return std::nullopt;
    return upper_case(name.substr(6));
  }
  if (op.kind == OpKind::Compute && ir.text(op.text) == "+") {
    std::string text;
    bool any = false;
    for (const ir::Operand& operand : ir.operands_of(program.function(origin.function), op)) {
      const auto part = constant_text(program, origin.function, operand.value, depth + 1, bindings);
      any |= part.has_value();
      text += part.value_or("{}");
    }
    if (any) return text;
  }
  return std::nullopt;
}

std::optional<double> constant_number(const Program& program, FunctionIndex function, ir::OpId id, int depth) {
  if (!id || depth > kMaxDepth) return std::nullopt;
  const Origin origin = origin_of(program, function, id);
  const ir::FileIr& ir = program.ir_of(origin.function);
  const ir::Op& op = op_of(program, origin.function, origin.op);
  if (op.kind == OpKind::Literal && static_cast<LiteralKind>(op.detail) == LiteralKind::Number) {
    const std::string text(ir.text(op.text));
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    return end == text.c_str() ? std::nullopt : std::optional<double>(value);
  }
  if (op.kind != OpKind::Compute) return std::nullopt;
  const auto operands = ir.operands_of(program.function(origin.function), op);
  const std::string_view sign = ir.text(op.text);
  if (operands.size() == 1 && sign == "-") {
    const auto value = constant_number(program, origin.function, operands[0].value, depth + 1);
    return value ? std::optional<double>(-*value) : std::nullopt;
  }
  if (operands.size() != 2) return std::nullopt;
  const auto a = constant_number(program, origin.function, operands[0].value, depth + 1);
  const auto b = constant_number(program, origin.function, operands[1].value, depth + 1);
  if (!a || !b) return std::nullopt;
  if (sign == "*") return *a * *b;
  if (sign == "+") return *a + *b;
  if (sign == "-") return *a - *b;
  if (sign == "/" && *b != 0) return *a / *b;
  return std::nullopt;
}

bool is_literal(const Program& program, FunctionIndex function, ir::OpId id, std::string_view text) {
  if (!id) return false;
  const Origin origin = origin_of(program, function, id);
  const ir::Op& op = op_of(program, origin.function, origin.op);
  const std::string_view written = program.ir_of(origin.function).text(op.text);
  if (op.kind == OpKind::Literal && static_cast<LiteralKind>(op.detail) == LiteralKind::Null) {
    return text == "None" || text == "null" || text == "nil";
  }
  if (op.kind == OpKind::Literal) return written == text;
  if (op.kind == OpKind::Name) return (text == "undefined" || text == "nil") && written == text;
  if (op.kind == OpKind::Compute && written == "-") {
    const auto value = constant_number(program, origin.function, origin.op);
    return value && !text.empty() && std::strtod(std::string(text).c_str(), nullptr) == *value;
  }
  return false;
}

}  // namespace chokepoint::flow
