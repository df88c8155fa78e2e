#include "rules/shapes/repeatable.hpp"

#include <algorithm>
#include <string_view>

#include <re2/re2.h>

#include "flow/mention.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::Program;

constexpr int kMaxDepth = 4;

std::span<const ir::Operand> operands_of(const Program& program, FunctionIndex f, const ir::Op& op) {
  return program.ir_of(f).operands_of(program.function(f), op);
}

// A new one each time names nothing: `uuid()`, `Date.now()`.
bool is_new_each_time(const Program& program, FunctionIndex f, ir::OpId id) {
  static const RE2 kWords("(?i)uuid|random|nanoid|ulid|^now$|^date$|timestamp");
  return flow::mentions(program, f, id, kWords, kMaxDepth);
}

bool names_job(const Program& program, FunctionIndex f, const ir::Op& op, int depth) {
  if (depth > kMaxDepth) return false;
  static const RE2 kIds("(?i)^(job_?id|task_?id|singleton_?key|deduplication(_?id)?)$");
  const auto operands = operands_of(program, f, op);
  return std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
    if (operand.name && RE2::PartialMatch(text_at(program, f, operand.name), kIds))
      return !is_new_each_time(program, f, operand.value);
    const ir::Op& given = op_at(program, f, operand.value);
    return given.kind == OpKind::Aggregate && names_job(program, f, given, depth + 1);
  });
}

// Nothing but literals, in objects and lists as well.
bool is_constant(const Program& program, FunctionIndex f, ir::OpId id, int depth) {
  if (!id || depth > kMaxDepth) return false;
  const ir::Op& op = op_at(program, f, id);
  if (op.kind == OpKind::Literal) return static_cast<ir::LiteralKind>(op.detail) != ir::LiteralKind::Template;
  if (op.kind != OpKind::Aggregate) return false;
  const auto operands = operands_of(program, f, op);
  return !operands.empty() && std::all_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
    return is_constant(program, f, operand.value, depth + 1);
  });
}

}  // namespace

bool is_deduplicated(const Program& program, const flow::EffectSite& site) {
  const ir::Op& op = op_at(program, site.function, site.op);
  return op.kind == OpKind::Call && names_job(program, site.function, op, 0);
}

bool sets_constants(const Program& program, const flow::EffectSite& site) {
  const FunctionIndex f = site.function;
  const ir::Op& op = op_at(program, f, site.op);
  if (op.kind != OpKind::Call) return false;
  static const RE2 kUpdate(
      R"((?is)^\s*update\s+[^ ]+\s+set\s+(["`\w.]+\s*=\s*('[^']*'|[\d.]+|null|true|false)\s*(,\s*)?)+(\s*where\b.*)?;?\s*$)");
  static const RE2 kUpdates("(?i)^update");
  const bool updates = op.base && RE2::PartialMatch(text_at(program, f, op_at(program, f, op.base).text), kUpdates);
  for (const ir::Operand& operand : operands_of(program, f, op)) {
    const ir::Op& given = op_at(program, f, operand.value);
    if (given.kind == OpKind::Literal && RE2::FullMatch(text_at(program, f, given.text), kUpdate)) return true;
    if (!updates || given.kind != OpKind::Aggregate) continue;
    const ir::OpId data = program.ir_of(f).operand_named(program.function(f), given, "data");
    if (data && is_constant(program, f, data, 0)) return true;
  }
  return false;
}

}  // namespace chokepoint::rules
