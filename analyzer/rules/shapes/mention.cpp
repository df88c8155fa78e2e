#include "rules/shapes/mention.hpp"

#include <algorithm>

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {

using ir::OpKind;

bool mentions(const link::Program& program, link::FunctionIndex f, ir::OpId id, const RE2& words, int levels) {
  if (!id || levels < 0) return false;
  const ir::Op& op = op_at(program, f, id);
  const bool word = op.kind == OpKind::Name || op.kind == OpKind::Member || op.kind == OpKind::Literal;
  if (word && RE2::PartialMatch(text_at(program, f, op.text), words)) return true;
  if (mentions(program, f, op.base, words, levels - 1)) return true;
  const auto operands = program.ir_of(f).operands_of(program.function(f), op);
  return std::any_of(operands.begin(), operands.end(),
                     [&](const ir::Operand& operand) { return mentions(program, f, operand.value, words, levels - 1); });
}

}  // namespace chokepoint::rules
