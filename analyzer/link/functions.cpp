// The functions that variables, fields, parameters and results have been seen to hold, where their type alone does not tell.
#include <algorithm>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::OpKind;

constexpr std::size_t kMaxSlotFunctions = 256;  // callbacks remembered per parameter or field

}  // namespace

void Evaluator::add_function(SlotIndex slot, FunctionIndex function) {
  std::vector<FunctionIndex>& functions = program_.slot_functions.of(slot);
  if (std::find(functions.begin(), functions.end(), function) != functions.end()) return;
  if (functions.size() >= kMaxSlotFunctions) return program_.budgets->spend(Budget::Callbacks, function_);
  functions.push_back(function);
  changed.push_back(slot);
}

bool Evaluator::slot_holds_functions(ir::OpId id) const {
  const Binding binding = program_.bindings[first_op_ + id.index()];
  const bool holds =
      binding.kind() == BindKind::Local || binding.kind() == BindKind::Outer || binding.kind() == BindKind::Parameter;
  return holds && !program_.slot_functions[binding.id()].empty();
}

// What the called function returns, what the variable that is read holds: `probe := newProbe(store)`, `return s.next`.
void Evaluator::add_functions(SlotIndex slot, ir::OpId value) {
  if (language_ == Language::Python || !value) return;
  const ir::Op* op = &ir_->op(*f_, value);
  if (op->kind == OpKind::Aggregate && static_cast<ir::AggregateKind>(op->detail) == ir::AggregateKind::Tuple) {  // `return f, nil`
    for (const ir::Operand& operand : ir_->operands_of(*f_, *op)) {
      if (!operand.value) continue;
      if (value_of(operand.value).is(ValueKind::Function)) add_function(slot, value_of(operand.value).id);
      else add_functions_of_slot(slot, operand.value);
    }
    return;
  }
  if (op->kind == OpKind::Member && op->detail == 2 && op->base) {
    value = op->base;
    op = &ir_->op(*f_, value);
  }
  if (op->kind != OpKind::Call) return add_functions_of_slot(slot, value);
  const Value callee = value_of(op->base);  // unknown if the callee was not lowered
  if (!callee.is(ValueKind::Function)) return;
  read_slot(program_.result_slot[callee.id]);
  const std::vector<FunctionIndex> functions = program_.slot_functions[program_.result_slot[callee.id]];
  for (FunctionIndex function : functions) add_function(slot, function);
}

void Evaluator::add_functions_of_slot(SlotIndex slot, ir::OpId value) {
  const ir::Op& op = ir_->op(*f_, value);
  if (op.kind != OpKind::Name && op.kind != OpKind::Member) return;
  const Binding binding = program_.bindings[first_op_ + value.index()];
  const bool holds =
      binding.kind() == BindKind::Local || binding.kind() == BindKind::Outer || binding.kind() == BindKind::Parameter;
  if (!holds || binding.id() == slot) return;
  const std::vector<FunctionIndex> functions = program_.slot_functions[binding.id()];
  for (FunctionIndex function : functions) add_function(slot, function);
}

// What a parameter holds is said by its slot, even if only one function was ever given for it.
void Evaluator::note_passed(SlotIndex parameter, const ir::Op& call, ir::OpId argument) {
  if (!argument) return;
  const ir::OpId at = ir::OpId::from_index(static_cast<std::size_t>(&call - ir_->ops_of(*f_).data()));
  const Value value = value_of(argument);
  const SlotIndex from = slot_named(argument);
  const bool holds = from != kNone && !program_.slot_functions[from].empty();
  if (holds && is_parameter(from)) {
    passed.push_back({parameter, function_, at, kNone, from});
  } else if (value.is(ValueKind::Function)) {
    passed.push_back({parameter, function_, at, value.id, kNone});
  } else if (holds) {
    passed.push_back({parameter, function_, at, kNone, from});
  }
}

// Of this function or of one around it.
bool Evaluator::is_parameter(SlotIndex slot) const {
  const FunctionIndex first = program_.files[file_].first_function;
  for (ir::FunctionId id = ir::FunctionId::from_index(function_ - first); id; id = ir_->function(id).parent) {
    const SlotIndex parameters = program_.first_parameter_slot[first + static_cast<FunctionIndex>(id.index())];
    if (slot >= parameters && slot < parameters + ir_->function(id).parameters.count) return true;
  }
  return false;
}

// Python: `@logged`, and `@retry(3)`, which returns the decorator.
void Evaluator::note_wrapper(std::size_t decorator, const Value& value, bool is_call) {
  if (language_ != Language::Python) return;
  std::vector<FunctionIndex> makers{value.id};
  if (is_call) makers = program_.slot_functions[program_.result_slot[value.id]];
  for (std::size_t f = 0; f < ir_->functions.size(); ++f) {
    const auto& decorators = ir_->functions[f].decorators;
    if (decorator < decorators.first || decorator >= decorators.first + decorators.count) continue;
    for (FunctionIndex maker : makers)
      linker_.decorated_.insert({program_.files[file_].first_function + static_cast<FunctionIndex>(f), maker});
  }
}

}  // namespace chokepoint::link
