// Side notes of evaluation: entry points being registered, decorators by qualified name, lazy queries being run.
#include <algorithm>
#include <array>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::OpKind;

constexpr std::size_t kMaxImplementations = 64;  // of an interface whose method is registered
constexpr int kMaxWrappers = 4;                  // `wrap(wrap(handler))`

}  // namespace

Evaluator::Evaluator(Linker& linker) : linker_(linker), program_(linker.program_) {
  constexpr std::array<std::string_view, 12> kConsumers = {"Array.from", "all", "any", "bool",   "len", "list",
                                                           "max",        "min", "set", "sorted", "sum", "tuple"};
  std::transform(kConsumers.begin(), kConsumers.end(), consumers_.begin(),
                 [&](std::string_view name) { return program_.names.intern(name); });
}

std::uint32_t Evaluator::router_of(const Value& value) const {
  if (!value.is(ValueKind::ExternalInstance) || value.args == 0) return kNone;
  const Value& made = program_.value_lists[value.args].front();
  return made.is(ValueKind::Object) ? made.id : kNone;
}

// A struct of the project that embeds a router registers on it.
std::uint32_t Evaluator::embedded_router(const Value& value) const {
  if (!value.is(ValueKind::Instance) || language_ != Language::Go) return kNone;
  for (const auto& [name, slot] : program_.classes[value.id].fields) {
    if (const std::uint32_t router = router_of(program_.slots[slot]); router != kNone) return router;
  }
  return kNone;
}

void Evaluator::register_entries(CallSite& site, const ir::Op& op, std::size_t position, const Value& callee,
                                 const Value& receiver) {
  Registration registration;
  registration.caller = function_;
  registration.op = ir::OpId::from_index(position);
  registration.path = Name(callee.id);
  registration.router = router_of(receiver);
  if (registration.router == kNone && callee.args) {  // a method kept as a value: `handle := group.Handle`
    registration.router = router_of(Value{ValueKind::ExternalInstance, Evidence::Resolved, callee.id, callee.args});
  }
  if (registration.router == kNone) registration.router = embedded_router(receiver);
  registration.made = first_op_ + static_cast<std::uint32_t>(position);
  const bool java = language_ == Language::Java;
  if (java && registration.router == kNone && makes_static_router(op, callee)) registration.router = registration.made;
  const std::uint32_t router = op.kind == OpKind::Call ? router_parameter(op) : kNone;
  registration.open = language_ == Language::Go && op.kind == OpKind::Call && (router != kNone || depends_on_parameters(op));
  const auto operands = ir_->operands_of(*f_, op);
  const LibraryNames::Function& function = linker_.known_.function(language_, registration.path);
  for (std::uint32_t i = 0; i < operands.size(); ++i) {
    const models::Run* run = run_of(function.rows, op, i);
    if (const Value value = value_of(operands[i].value); run && value.is(ValueKind::Function))
      parameter_types(*run, value.id, receiver);
    if (!mount_callback(site, operands[i], i, registration, receiver))
      collect_handlers(operands[i].value, i, registration, 0, router);
  }
  if (registration.open && !registration.handlers.empty()) note_forward(registration, 0, kNone, registration.handlers, router);
  if (function.makes_router) linker_.made_routers_[registration.made] = registration;
  registrations.push_back(std::move(registration));
}

// `route(GET("/users"), handler)` makes the router that it registers on.
bool Evaluator::makes_static_router(const ir::Op& op, const Value& callee) {
  const Value made = library_result(op, Name(callee.id), {});
  return made.is(ValueKind::ExternalInstance) && linker_.known_.type(language_, Name(made.id)).is_router;
}

// `r.Route("/users", func(r chi.Router) {…})`: the function runs here, with the router that the call makes.
bool Evaluator::mount_callback(CallSite& site, const ir::Operand& operand, std::uint32_t index, Registration& registration,
                               const Value& receiver) {
  const Value value = value_of(operand.value);
  if (!value.is(ValueKind::Function) || !linker_.library_.mounts(ecosystem(), program_.names[registration.path])) return false;
  const ir::Function& callback = program_.function(value.id);
  if (language_ == Language::Java && receiver.known()) return mount_builder(site, value, index, registration, receiver);
  if (callback.parameters.count == 0) return false;
  if (family(language_) == "javascript") return mount_plugin(site, value, index, registration, receiver);
  if (language_ != Language::Go) return false;
  const SlotIndex parameter = program_.first_parameter_slot[value.id] + (callback.receiver ? 1 : 0);
  const Value& declared = program_.slots[parameter];
  if (declared.is(ValueKind::ExternalInstance)) {
    Value made = declared;
    made.args = program_.intern_list({Value{ValueKind::Object, Evidence::Resolved, registration.made, 0}});
    update(parameter, made);
  }
  add_edge(site, value.id, EdgeKind::Callback, std::min(site.evidence, value.evidence));
  registration.mounted.emplace_back(index, registration.made);
  return true;
}

// `route().nest(path("/users"), builder -> builder.GET(…))`, `.nest(path("/users"), () -> route(…))`.
bool Evaluator::mount_builder(CallSite& site, const Value& callback, std::uint32_t index, Registration& registration,
                              const Value& receiver) {
  add_edge(site, callback.id, EdgeKind::Callback, std::min(site.evidence, callback.evidence), models::Run::Where::Startup);
  if (program_.function(callback.id).parameters.count == 0) {
    const std::uint32_t made = router_of(read_slot(program_.result_slot[callback.id]));
    if (made != kNone) registration.mounted.emplace_back(index, made);
    return true;
  }
  Value made = receiver;
  made.args = program_.intern_list({Value{ValueKind::Object, Evidence::Resolved, registration.made, 0}});
  update(program_.first_parameter_slot[callback.id], made);
  registration.mounted.emplace_back(index, registration.made);
  return true;
}

// `Depends(get_user)` as a default of a handler runs with it; in a module it is the framework that will call it.
bool Evaluator::registers_here(const models::LibraryCall* known) const {
  return f_->kind == ir::FunctionKind::Module || !known ||
         std::all_of(known->rows.begin(), known->rows.end(), [](const models::Call* row) { return row->runs.empty(); });
}

// `app.register(async (app) => {…}, { prefix: "/users" })`: the function gets a router below the one it is registered on. If its
// parameter is declared, routes on it are found by the module they stand in.
bool Evaluator::mount_plugin(CallSite& site, const Value& plugin, std::uint32_t index, Registration& registration,
                             const Value& receiver) {
  const std::string_view path = program_.names[registration.path];
  if (linker_.library_.has_entries(ecosystem(), path) || !receiver.is(ValueKind::ExternalInstance)) return false;
  Value made = receiver;
  made.evidence = Evidence::Typed;
  made.args = program_.intern_list({Value{ValueKind::Object, Evidence::Resolved, registration.made, 0}});
  update(program_.first_parameter_slot[plugin.id], made);
  add_edge(site, plugin.id, EdgeKind::Callback, std::min(site.evidence, plugin.evidence), models::Run::Where::Startup);
  registration.mounted.emplace_back(index, registration.made);
  const FileIndex file = program_.file_of_function[plugin.id];
  if (file != file_) registration.mounted.emplace_back(index, program_.files[file].first_op);
  return true;
}

// A route on a router whose type is not known: the method of a row of `unknown`, a path, and a function that takes a request and
// a response.
bool Evaluator::register_by_shape(CallSite& site, const ir::Op& op, std::size_t position, const Value& receiver) {
  const ir::Op* base = op.base ? &ir_->op(*f_, op.base) : nullptr;
  if (!base || base->kind != OpKind::Member || receiver.known() || family(language_) != "javascript") return false;
  const auto operands = ir_->operands_of(*f_, op);
  if (operands.size() < 2) return false;
  const ir::Op& route = ir_->op(*f_, operands[0].value);
  const auto kind = static_cast<ir::LiteralKind>(route.detail);
  if (route.kind != OpKind::Literal || (kind != ir::LiteralKind::String && kind != ir::LiteralKind::Template)) return false;
  if (!text(route.text).starts_with("/") && kind == ir::LiteralKind::String) return false;
  const bool handled = std::any_of(operands.begin() + 1, operands.end(), [&](const ir::Operand& operand) {
    const Value value = value_of(operand.value);
    return value.is(ValueKind::Function) && program_.function(value.id).parameters.count >= 2;
  });
  const std::string path = "unknown#" + std::string(text(base->text));
  if (!handled || !linker_.library_.registers(ecosystem(), path)) return false;
  register_entries(site, op, position, Value{ValueKind::External, Evidence::Typed, program_.names.intern(path).raw, 0}, receiver);
  return true;
}

// Whether an argument of a wrapper can be the handler it wraps: a function, or something with `ServeHTTP`.
bool Evaluator::may_handle(const Value& value) const {
  if (!value.known() || value.is(ValueKind::Function)) return true;
  if (value.is(ValueKind::ExternalInstance)) {
    const std::string_view type = program_.names[Name(value.id)];
    return type.ends_with("Handler") || type.ends_with("Func") || type.ends_with("Handle");
  }
  if (!value.is(ValueKind::Instance)) return false;
  const bool named_function = program_.class_of(value.id).kind == ir::ClassKind::Alias && program_.classes[value.id].bases.empty();
  return named_function || linker_.find_member(value.id, program_.names.intern("ServeHTTP"), false).method != kNone;
}

// A closure of this file, or a local that holds one.
bool Evaluator::written_here(const ir::Op& op, const Value& value) const {
  if (op.kind == OpKind::Function) return true;
  return op.kind == OpKind::Name && value.is(ValueKind::Function) && program_.file_of_function[value.id] == file_ &&
         program_.function(value.id).kind == ir::FunctionKind::Lambda;
}

// A method of an interface stands for those of the types that implement it: `router.AddConsumerHandler(…, listener.Handle)`.
void Evaluator::push_function(const Value& value, std::uint32_t operand, Registration& registration) {
  registration.handlers.push_back({operand, value.is(ValueKind::Class), value.id, false, kNone});
  if (language_ != Language::Go || !value.is(ValueKind::Function) || !program_.function(value.id).is_abstract) return;
  const ClassIndex owner = program_.owner_of_function[value.id];
  if (owner == kNone || program_.classes[owner].derived.size() > kMaxImplementations) return;
  const Name wanted = linker_.name(program_.file_of_function[value.id], program_.function(value.id).name);
  for (const ClassIndex klass : program_.classes[owner].derived) {
    const Linker::Member member = linker_.find_member(klass, wanted, false);
    if (member.method == kNone || program_.function(member.method).is_abstract) continue;
    registration.handlers.push_back({operand, false, member.method, false, kNone});
  }
}

// What a local variable was given: `resolvers` of `const resolvers = merge({}, orders, users)`.
bool Evaluator::collect_written(ir::OpId id, std::uint32_t operand, Registration& registration, int depth, std::uint32_t router) {
  const Binding binding = program_.bindings[first_op_ + id.index()];
  if (ir_->op(*f_, id).kind != OpKind::Name || binding.kind() != BindKind::Local || depth >= kMaxWrappers) return false;
  const std::size_t before = registration.handlers.size();
  const std::vector<Write> known = writes;
  for (const Write& write : known) {
    if (write.slot != binding.id() || write.value == id || !write.value) continue;
    const bool renamed = ir_->op(*f_, write.value).kind == OpKind::Name;
    collect_handlers(write.value, operand, registration, depth + (renamed ? 1 : 0), router);
  }
  return registration.handlers.size() > before;
}

// What a name, a field or a function expression holds; true if that settles it.
bool Evaluator::collect_value(ir::OpId id, std::uint32_t operand, Registration& registration, int depth, std::uint32_t router) {
  const Value value = value_of(id);
  const ir::Op& op = ir_->op(*f_, id);
  if (const std::uint32_t made = router_of(value); made != kNone) {
    registration.mounted.emplace_back(operand, made);
    return true;
  }
  if (value.is(ValueKind::Module)) {
    registration.mounted.emplace_back(operand, program_.files[value.id].first_op);
    return true;
  }
  const bool go = language_ == Language::Go;
  const std::uint32_t parameter = parameter_of(id);
  const bool itself = f_->receiver && parameter == 0 && value.is(ValueKind::Instance);  // `pb.RegisterShopServer(server, s)`
  if (go && parameter != kNone && !itself) {
    const bool plain = value.is(ValueKind::ExternalInstance) && program_.names[Name(value.id)] == "string";
    if (depth == 0 ? !plain : may_handle(value)) note_forward(registration, operand, parameter, {}, router);
    return true;
  }
  const Binding binding = program_.bindings[first_op_ + id.index()];
  if (go && op.kind == OpKind::Member && binding.kind() == BindKind::Outer && !program_.slot_functions[binding.id()].empty()) {
    registration.handlers.push_back({operand, false, 0, false, binding.id()});
    return true;
  }
  if ((value.is(ValueKind::Function) && !(go && op.kind == OpKind::Call)) || value.is(ValueKind::Class)) {
    push_function(value, operand, registration);
    if (go && written_here(op, value)) forward_captured(value.id, operand, registration, router);
    return true;
  }
  if (value.is(ValueKind::Object) && op.kind != OpKind::Aggregate && collect_object(value, operand, registration, depth))
    return true;
  const bool merged = family(language_) == "javascript" &&
                      (!value.known() || value.is(ValueKind::External) || value.is(ValueKind::ExternalInstance));
  if ((go || merged) && collect_written(id, operand, registration, depth, router)) return true;
  if (go && op.kind == OpKind::Name && (binding.kind() == BindKind::Local || binding.kind() == BindKind::Outer)) {
    for (FunctionIndex f : program_.slot_functions[binding.id()])
      registration.handlers.push_back({operand, false, f, false, kNone});
    if (!program_.slot_functions[binding.id()].empty()) return true;
  }
  if (language_ == Language::Java && value.is(ValueKind::Instance) &&
      depth == 0) {  // an object that implements the handler's interface
    registration.handlers.push_back({operand, true, value.id, false, kNone});
    return true;
  }
  if ((language_ == Language::Java || family(language_) == "javascript") && op.kind == OpKind::Name && slot_holds_functions(id)) {
    for (FunctionIndex f : program_.slot_functions[binding.id()])
      registration.handlers.push_back({operand, false, f, false, kNone});
    return true;
  }
  if (go && value.is(ValueKind::Instance) && op.kind != OpKind::Call && (depth == 0 || may_handle(value))) {
    registration.handlers.push_back({operand, true, value.id, false, kNone});
    return true;
  }
  return false;
}

void Evaluator::collect_handlers(ir::OpId id, std::uint32_t operand, Registration& registration, int depth, std::uint32_t router) {
  if (!id || depth > kMaxWrappers) return;
  if (ir_->op(*f_, id).kind == OpKind::Member && ir_->op(*f_, id).detail == 2)
    id = ir_->op(*f_, id).base;  // `handler, err := newHandler()`
  if (collect_value(id, operand, registration, depth, router)) return;
  const ir::Op& op = ir_->op(*f_, id);
  if (op.kind == OpKind::Literal && depth > 0 && language_ == Language::Python) {
    // `include("shop.urls")`: a module named by a string.
    const std::string_view module = text(op.text);
    if (static_cast<ir::LiteralKind>(op.detail) != ir::LiteralKind::String || module.find('.') == std::string_view::npos) return;
    const FileIndex found = linker_.modules_->python(file_, module, 0);
    if (found != kNone) registration.mounted.emplace_back(operand, program_.files[found].first_op);
  } else if (op.kind == OpKind::Call) {
    collect_call(op, value_of(id), operand, registration, depth, router);
  } else if (op.kind == OpKind::Aggregate || (op.kind == OpKind::Compute && language_ == Language::Go)) {
    for (const ir::Operand& inner : ir_->operands_of(*f_, op))
      collect_handlers(inner.value, operand, registration, depth + 1, router);
  }
}

// `newLogin(delay)` is given a function kept in a variable that is no handler: it takes other parameters than what is returned.
void Evaluator::drop_dependencies(ir::OpId argument, FunctionIndex maker, std::size_t first, Registration& registration) const {
  if (ir_->op(*f_, argument).kind != OpKind::Name || program_.bindings[first_op_ + argument.index()].kind() != BindKind::Local)
    return;
  const auto& made = program_.slot_functions[program_.result_slot[maker]];
  const auto parameters = [&](FunctionIndex f) {
    return program_.function(f).parameters.count - (program_.function(f).receiver ? 1 : 0);
  };
  auto& handlers = registration.handlers;
  handlers.erase(std::remove_if(handlers.begin() + static_cast<std::ptrdiff_t>(first), handlers.end(),
                                [&](const Handler& handler) {
                                  if (handler.is_class || handler.field != kNone || made.empty()) return false;
                                  return std::none_of(made.begin(), made.end(),
                                                      [&](FunctionIndex f) { return parameters(f) == parameters(handler.index); });
                                }),
                 handlers.end());
}

// `View.as_view()`, `Controller.handler("x")`: the class; `wrap(handler)`: the function inside; `s.handleUsers()`: what it returns.
void Evaluator::collect_call(const ir::Op& op, const Value& result, std::uint32_t operand, Registration& registration, int depth,
                             std::uint32_t router) {
  const ir::Op* callee = op.base ? &ir_->op(*f_, op.base) : nullptr;
  if (callee && callee->kind == OpKind::Member && value_of(callee->base).is(ValueKind::Class)) {
    collect_handlers(callee->base, operand, registration, depth + 1, router);
  }
  const std::size_t before = registration.handlers.size();
  const std::size_t forwarded = forwards_.size();
  const Value maker = callee ? value_of(op.base) : Value{};
  if (language_ == Language::Python && maker.is(ValueKind::External) &&
      linker_.library_.has_entries(ecosystem(), program_.names[Name(maker.id)]))
    return;                                                           // a route in a list of routes stands for itself
  if (language_ == Language::Python && maker.is(ValueKind::Class)) {  // an object that answers: `LatestEntriesFeed()`
    registration.handlers.push_back({operand, true, maker.id, false, kNone});
    return;
  }
  for (const ir::Operand& inner : ir_->operands_of(*f_, op)) {
    const std::size_t first = registration.handlers.size();
    collect_handlers(inner.value, operand, registration, depth + 1, router);
    if (language_ == Language::Go && maker.is(ValueKind::Function)) drop_dependencies(inner.value, maker.id, first, registration);
  }
  if ((language_ != Language::Go && language_ != Language::Java) || !callee) return;
  if (maker.is(ValueKind::Function)) {
    const bool wraps = registration.handlers.size() > before || forwards_.size() > forwarded;
    read_slot(program_.result_slot[maker.id]);
    for (FunctionIndex made : program_.slot_functions[program_.result_slot[maker.id]]) {
      registration.handlers.push_back({operand, false, made, wraps, kNone});
    }
    if (!wraps && result.is(ValueKind::Instance) && (depth == 0 || may_handle(result)))
      registration.handlers.push_back({operand, true, result.id, false, kNone});
  } else if (result.is(ValueKind::Function)) {
    registration.handlers.push_back({operand, false, result.id, registration.handlers.size() > before, kNone});
  } else if (maker.is(ValueKind::Class) && registration.handlers.size() == before && forwards_.size() == forwarded) {
    registration.handlers.push_back({operand, true, maker.id, false, kNone});  // `Handler(f)`: a type with methods
  }
  // The chain a handler is put at the end of: `alice.New(a, b).Then(handler)`, `builder.With(a).Build()(handler)`.
  if (callee->kind == OpKind::Member) {
    const ir::OpId chain = callee->base;
    if (chain && ir_->op(*f_, chain).kind == OpKind::Call && depth < kMaxWrappers) {
      Registration around = registration;
      around.handlers.clear();
      collect_handlers(chain, operand, around, depth + 1, router);
      for (Handler& handler : around.handlers) {
        handler.wraps |= registration.handlers.size() > before;
        registration.handlers.push_back(handler);
      }
    }
  }
}

void Evaluator::name_decorators() {
  for (std::uint32_t n = linker_.first_held_[function_]; n < linker_.first_held_[function_ + 1]; ++n) {
    const std::uint32_t i = linker_.held_[n];
    const ir::Decorator& decorator = ir_->decorators[i];
    const ir::Op& op = ir_->op(*f_, decorator.op);
    const Value value = op.kind == OpKind::Call ? value_of(op.base) : value_of(decorator.op);
    if (value.is(ValueKind::External)) program_.decorators[program_.files[file_].first_decorator + i] = Name(value.id);
    if (value.is(ValueKind::ExternalInstance)) program_.decorators[program_.files[file_].first_decorator + i] = Name(value.id);
    if (value.is(ValueKind::Function)) note_wrapper(i, value, op.kind == OpKind::Call);
    // A decorated function handed to a router is registered by the call of the decorator.
    if (op.kind != OpKind::Call) continue;
    const std::uint32_t router =
        op.base && ir_->op(*f_, op.base).kind == OpKind::Member ? router_of(value_of(ir_->op(*f_, op.base).base)) : kNone;
    if (router != kNone) program_.decorator_routers[program_.files[file_].first_decorator + i] = router;
  }
}

bool Evaluator::is_lazy(const Value& value) const {
  if (!value.is(ValueKind::ExternalInstance)) return false;
  const models::TypeModel* model = linker_.known_.type(language_, Name(value.id)).model;
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
  if (std::find(consumers_.begin(), consumers_.end(), Name(callee.id)) == consumers_.end()) return;
  note_evaluation(position, ir_->positional(*f_, op, 0), "list");
}

}  // namespace chokepoint::link
