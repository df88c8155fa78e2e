#include "rules/shapes/argument.hpp"

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {

std::optional<std::uint32_t> parameter_position(const link::Program& program, link::FunctionIndex function, link::SlotIndex slot) {
  const link::SlotIndex first = program.first_parameter_slot[function];
  if (slot < first || slot - first >= program.function(function).parameters.count) return std::nullopt;
  return slot - first;
}

ir::OpId argument_for(const link::Program& program, const flow::Contexts::Caller& caller, link::FunctionIndex function,
                      std::uint32_t position) {
  const ir::FileIr& ir = program.ir_of(caller.caller);
  const ir::Function& around = program.function(caller.caller);
  if (!caller.op || ir.op(around, caller.op).kind != ir::OpKind::Call) return {};
  const ir::Op& call = ir.op(around, caller.op);
  const ir::Parameter& parameter = program.function(function).parameters.of(program.ir_of(function).parameters)[position];
  const std::string_view name = program.ir_of(function).text(parameter.name);
  if (const ir::OpId named = name.empty() ? ir::OpId() : ir.operand_named(around, call, name)) return named;
  const std::uint32_t own = is_receiver(program, function, 0) ? 1 : 0;
  return position < own ? ir::OpId() : ir.positional(around, call, position - own);
}

}  // namespace chokepoint::rules
