#include "flow/mention.hpp"

#include <algorithm>

namespace chokepoint::flow {

using ir::OpKind;

bool mentions(const link::Program& program, link::FunctionIndex f, ir::OpId id, const RE2& words, int levels) {
  if (!id || levels < 0) return false;
  const ir::FileIr& ir = program.ir_of(f);
  const ir::Op& op = ir.op(program.function(f), id);
  const bool word = op.kind == OpKind::Name || op.kind == OpKind::Member || op.kind == OpKind::Literal;
  if (word && RE2::PartialMatch(ir.text(op.text), words)) return true;
  if (mentions(program, f, op.base, words, levels - 1)) return true;
  const auto operands = ir.operands_of(program.function(f), op);
  return std::any_of(operands.begin(), operands.end(),
                     [&](const ir::Operand& operand) { return mentions(program, f, operand.value, words, levels - 1); });
}

}  // namespace chokepoint::flow
