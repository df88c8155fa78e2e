// Registrations by way of the project's own functions: `func (r *Router) GET(path string, h Handler) { r.mux.Handle("GET", path, h) }`
// registers whatever it is called with, so that each of its calls is a registration.
#include <algorithm>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::OpKind;

constexpr std::size_t kMaxFrames = 4;     // wrappers around wrappers
constexpr std::size_t kMaxForwards = 64;  // registrations of one function that depend on its parameters
constexpr int kMaxDepth = 6;              // of an expression that is searched for a parameter

}  // namespace

// The parameter of this function a Name is, kNone if it is none; parameters of functions around a closure do not count.
std::uint32_t Evaluator::parameter_of(ir::OpId id) const {
  if (!id) return kNone;
  const ir::Op& op = ir_->op(*f_, id);
  if (op.kind != OpKind::Name) return kNone;
  const Binding binding = program_.bindings[first_op_ + id.index()];
  if (binding.kind() != BindKind::Parameter) return kNone;
  return binding.id() - program_.first_parameter_slot[function_];
}

bool Evaluator::mentions_parameter(ir::OpId id, int depth) const {
  if (!id || depth > kMaxDepth) return false;
  if (parameter_of(id) != kNone) return true;
  const ir::Op& op = ir_->op(*f_, id);
  if (op.kind == OpKind::Name) {  // a local made from a parameter
    for (const Write& write : writes) {
      if (write.value && write.slot == program_.bindings[first_op_ + id.index()].id() && mentions_parameter(write.value, depth + 1))
        return true;
    }
    return false;
  }
  if (op.kind != OpKind::Compute && op.kind != OpKind::Call) return false;
  for (const ir::Operand& operand : ir_->operands_of(*f_, op)) {
    if (mentions_parameter(operand.value, depth + 1)) return true;
  }
  return false;
}

// Whether the path or verb of a registration is not known before this function is called.
bool Evaluator::depends_on_parameters(const ir::Op& op) const {
  for (const ir::Operand& operand : ir_->operands_of(*f_, op)) {
    const Value value = value_of(operand.value);
    const bool text = value.is(ValueKind::ExternalInstance) && program_.names[Name(value.id)] == "string";
    if ((text || !value.known()) && mentions_parameter(operand.value, 0)) return true;
  }
  return false;
}

// The parameter that is the router a call registers on, kNone if it is none.
std::uint32_t Evaluator::router_parameter(const ir::Op& op) const {
  const ir::Op* base = op.base ? &ir_->op(*f_, op.base) : nullptr;
  if (!base) return kNone;
  return parameter_of(base->kind == OpKind::Member ? base->base : op.base);
}

void Evaluator::note_forward(const Registration& registration, std::uint32_t operand, std::uint32_t parameter,
                             const std::vector<Handler>& handlers, std::uint32_t router) {
  if (language_ != Language::Go || registration.frames.size() >= kMaxFrames || forwards_.size() >= kMaxForwards) return;
  Forward forward{registration, operand, parameter, router};
  forward.registration.handlers = handlers;
  forward.registration.mounted.clear();
  forwards_.push_back(std::move(forward));
}

// A closure that is registered calls functions this one was given: `mux.HandleFunc(path, func(w, r) { h(w, r) })`.
void Evaluator::forward_captured(FunctionIndex lambda, std::uint32_t operand, const Registration& registration,
                                 std::uint32_t router) {
  const ir::FileIr& ir = program_.ir_of(lambda);
  const ir::Function& closure = program_.function(lambda);
  const std::uint32_t first = program_.files[program_.file_of_function[lambda]].first_op + closure.ops.first;
  const SlotIndex parameters = program_.first_parameter_slot[function_];
  for (const ir::Op& op : ir.ops_of(closure)) {
    if (op.kind != OpKind::Call || !op.base || ir.op(closure, op.base).kind != OpKind::Name) continue;
    const Binding binding = program_.bindings[first + op.base.index()];
    if (binding.kind() != BindKind::Outer || binding.id() < parameters || binding.id() >= parameters + f_->parameters.count)
      continue;
    note_forward(registration, operand, binding.id() - parameters, {}, router);
  }
}

void Evaluator::finish_forwards() {
  if (linker_.forwards_[function_] == forwards_) return;
  linker_.forwards_[function_] = forwards_;
  changed.push_back(program_.result_slot[function_]);  // callers have read it
}

// The arguments a call binds to a parameter: several for a variable one.
std::vector<ir::OpId> Evaluator::arguments_for(const ir::Op& op, FunctionIndex target, std::uint32_t parameter) const {
  std::vector<ir::OpId> arguments;
  const ir::Function& function = program_.function(target);
  const auto parameters = function.parameters.of(program_.ir_of(target).parameters);
  if (parameter >= parameters.size()) return arguments;
  std::uint32_t position = function.receiver ? 1 : 0;
  for (const ir::Operand& operand : ir_->operands_of(*f_, op)) {
    const bool spread = text(operand.name) == "...";
    if (operand.name && !spread) continue;
    if (position == parameter || (parameters[parameter].rest && position > parameter)) arguments.push_back(operand.value);
    ++position;
  }
  return arguments;
}

void Evaluator::forward_registrations(const ir::Op& op, std::size_t position, FunctionIndex target) {
  if (target == function_ || linker_.forwards_[target].empty()) return;
  const std::vector<Forward> forwards = linker_.forwards_[target];
  for (const Forward& forward : forwards) {
    Registration registration = forward.registration;
    registration.frames.push_back({function_, ir::OpId::from_index(position)});
    registration.open = depends_on_parameters(op);
    std::uint32_t router = kNone;
    for (ir::OpId argument : forward.router == kNone ? std::vector<ir::OpId>{} : arguments_for(op, target, forward.router)) {
      if (const std::uint32_t known = router_of(value_of(argument)); known != kNone) registration.router = known;
      router = parameter_of(argument);
    }
    if (!registration.handlers.empty()) {
      registration.open |= router != kNone;
      if (registration.open) note_forward(registration, forward.operand, kNone, registration.handlers, router);
    } else {
      for (ir::OpId argument : arguments_for(op, target, forward.parameter)) {
        collect_handlers(argument, forward.operand, registration, 0, router);
      }
    }
    if (!registration.handlers.empty()) registrations.push_back(std::move(registration));
  }
}

// Generated code that is kept in the repository registers as if it were a library: `pb.RegisterGreeterHandlerServer(ctx, mux, s)`.
void Evaluator::register_generated(CallSite& site, const ir::Op& op, std::size_t position, FunctionIndex target) {
  if (language_ != Language::Go || program_.function(target).receiver || !linker_.forwards_[target].empty()) return;
  if (!program_.file_of(target).offline || program_.files[file_].offline) return;
  const std::string name = program_.function_name(target);
  if (!linker_.library_.registers(ecosystem(), name)) return;
  const Name path = program_.names.intern(name);
  register_entries(site, op, position, Value{ValueKind::External, Evidence::Typed, path.raw, 0}, {});
}

// `func group(path string) *gin.RouterGroup { return engine.Group(path) }` makes another router with each call.
Value Evaluator::renew_router(const ir::Op& op, std::size_t position, FunctionIndex target, Value result) {
  const std::uint32_t router = router_of(result);
  auto made = linker_.made_routers_.find(router);
  if (router == kNone || made == linker_.made_routers_.end()) return result;
  Registration registration = made->second;
  const FunctionIndex maker = registration.frames.empty() ? registration.caller : registration.frames.back().function;
  if (maker != target || !registration.open || registration.frames.size() >= kMaxFrames) return result;
  registration.frames.push_back({function_, ir::OpId::from_index(position)});
  registration.made = first_op_ + static_cast<std::uint32_t>(position);
  registration.open = depends_on_parameters(op);
  result.args = program_.intern_list({Value{ValueKind::Object, Evidence::Resolved, registration.made, 0}});
  linker_.made_routers_[registration.made] = registration;
  registrations.push_back(std::move(registration));
  return result;
}

}  // namespace chokepoint::link
