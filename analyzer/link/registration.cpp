// Side notes of evaluation: entry points being registered, decorators by qualified name, lazy queries being run.
#include <algorithm>
#include <array>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::OpKind;

constexpr int kMaxWrappers = 4;  // `wrap(wrap(handler))`

// Built-ins that run a lazy query to the end.
constexpr std::array<std::string_view, 12> kConsumers = {"Array.from", "all", "any", "bool", "len", "list",
                                                         "max", "min", "set", "sorted", "sum", "tuple"};

}  // namespace

std::uint32_t Evaluator::router_of(const Value& value) const {
  if (!value.is(ValueKind::ExternalInstance) || value.args == 0) return kNone;
  const Value& made = program_.value_lists[value.args].front();
  return made.is(ValueKind::Object) ? made.id : kNone;
}

void Evaluator::register_entries(const ir::Op& op, std::size_t position, Name path, const Value& receiver) {
  Registration registration;
  registration.caller = function_;
  registration.op = ir::OpId::from_index(position);
  registration.path = path;
  registration.router = router_of(receiver);
  const auto operands = ir_->operands_of(*f_, op);
  for (std::uint32_t i = 0; i < operands.size(); ++i) collect_handlers(operands[i].value, i, registration, 0);
  registrations.push_back(std::move(registration));
}

void Evaluator::collect_handlers(ir::OpId id, std::uint32_t operand, Registration& registration, int depth) {
  if (!id || depth > kMaxWrappers) return;
  const Value value = value_of(id);
  const ir::Op& op = ir_->op(*f_, id);
  if (const std::uint32_t router = router_of(value); router != kNone) {
    registration.mounted.emplace_back(operand, router);
    return;
  }
  if (value.is(ValueKind::Module)) {
    const std::uint32_t module = program_.files[value.id].first_op;
    registration.mounted.emplace_back(operand, module);
    return;
  }
  if (value.is(ValueKind::Function) || value.is(ValueKind::Class)) {
    registration.handlers.push_back({operand, value.is(ValueKind::Class), value.id});
    return;
  }
  if (op.kind == OpKind::Call) {
    // `View.as_view()`, `Controller.handler("x")`: the class; `wrap(handler)`: the function inside.
    if (op.base) {
      const ir::Op& callee = ir_->op(*f_, op.base);
      if (callee.kind == OpKind::Member && value_of(callee.base).is(ValueKind::Class)) collect_handlers(callee.base, operand, registration, depth + 1);
    }
    for (const ir::Operand& inner : ir_->operands_of(*f_, op)) collect_handlers(inner.value, operand, registration, depth + 1);
  } else if (op.kind == OpKind::Aggregate) {
    for (const ir::Operand& inner : ir_->operands_of(*f_, op)) collect_handlers(inner.value, operand, registration, depth + 1);
  }
}

void Evaluator::name_decorators() {
  const ir::FunctionId own = ir::FunctionId::from_index(function_ - program_.files[file_].first_function);
  for (std::size_t i = 0; i < ir_->decorators.size(); ++i) {
    const ir::Decorator& decorator = ir_->decorators[i];
    if (decorator.holder != own || !decorator.op) continue;
    const ir::Op& op = ir_->op(*f_, decorator.op);
    const Value value = op.kind == OpKind::Call ? value_of(op.base) : value_of(decorator.op);
    if (value.is(ValueKind::External)) program_.decorators[program_.files[file_].first_decorator + i] = Name(value.id);
    if (value.is(ValueKind::ExternalInstance)) program_.decorators[program_.files[file_].first_decorator + i] = Name(value.id);
    // A decorated function handed to a router is registered by the call of the decorator.
    if (op.kind != OpKind::Call) continue;
    const std::uint32_t router = op.base && ir_->op(*f_, op.base).kind == OpKind::Member
                                     ? router_of(value_of(ir_->op(*f_, op.base).base)) : kNone;
    if (router != kNone) program_.decorator_routers[program_.files[file_].first_decorator + static_cast<std::uint32_t>(i)] = router;
  }
}

bool Evaluator::is_lazy(const Value& value) const {
  if (!value.is(ValueKind::ExternalInstance)) return false;
  const models::TypeModel* model = linker_.library_.type(ecosystem(), program_.names[Name(value.id)]);
  return model && !model->evaluated_by.empty();
}

void Evaluator::note_evaluation(std::size_t position, ir::OpId subject, const char* how) {
  const Value value = value_of(subject);
  if (!is_lazy(value)) return;
  evaluations.push_back({function_, ir::OpId::from_index(position), subject, Name(value.id), how, value.evidence});
}

void Evaluator::note_evaluation(const ir::Op& op, std::size_t position) {
  if (op.kind == OpKind::Assign && op.has(ir::kElement)) return note_evaluation(position, op.base, "iterate");
  if (op.kind == OpKind::Await) return note_evaluation(position, op.base, "await");
  if (op.kind != OpKind::Call || !op.base) return;
  const Value callee = value_of(op.base);
  if (!callee.is(ValueKind::External)) return;
  const std::string_view path = program_.names[Name(callee.id)];
  if (std::find(kConsumers.begin(), kConsumers.end(), path) == kConsumers.end()) return;
  note_evaluation(position, ir_->positional(*f_, op, 0), "list");
}

}  // namespace chokepoint::link
