// Python: routers of the repository's own, mostly copies of a framework's, on which views of a library are registered.
#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::OpKind;

}  // namespace

// `router.register("orders", OrderViewSet)` on a router of the repository's own: a method of a row of `unknown`, a path, and a view.
// `api.add_shop_resource(Orders, "/orders")` of a class that extends a library's: what its method registers with.
void Evaluator::register_view(CallSite& site, const ir::Op& op, std::size_t position, const Value& callee, const Value& receiver) {
  const ir::Op* base = op.base ? &ir_->op(*f_, op.base) : nullptr;
  if (!base || base->kind != OpKind::Member || language_ != Language::Python || receiver.is(ValueKind::ExternalInstance)) return;
  const auto operands = ir_->operands_of(*f_, op);
  if (operands.size() < 2) return;
  const auto is_text = [&](std::size_t n) {
    const ir::Op& route = ir_->op(*f_, operands[n].value);
    return route.kind == OpKind::Literal && static_cast<ir::LiteralKind>(route.detail) == ir::LiteralKind::String;
  };
  const std::size_t where = is_text(0) ? 1 : 0;
  if (!is_text(1 - where)) return;
  const Value view = value_of(operands[where].value);
  if (!view.is(ValueKind::Class) || !answers_requests(view.id)) return;
  std::string path = "unknown#" + std::string(text(base->text));
  if (where == 0) path = callee.is(ValueKind::Function) ? registered_by(callee.id) : std::string{};
  if (path.empty() || !linker_.library_.registers(ecosystem(), path)) return;
  register_entries(site, op, position, Value{ValueKind::External, Evidence::Typed, program_.names.intern(path).raw, 0}, receiver);
}

// What a method registers with on the library type that its class extends: "flask_restful.Api#add_resource"; "" if it does not.
std::string Evaluator::registered_by(FunctionIndex method) const {
  const ClassIndex owner = program_.owner_of_function[method];
  if (owner == kNone) return {};
  const ir::FileIr& ir = program_.ir_of(method);
  const ir::Function& function = program_.function(method);
  for (const Value& base : program_.classes[owner].bases) {
    if (!base.is(ValueKind::External)) continue;
    for (const ir::Op& op : ir.ops_of(function)) {
      if (op.kind != OpKind::Call || !op.base || ir.op(function, op.base).kind != OpKind::Member) continue;
      std::string path(program_.names[Name(base.id)]);
      path.append("#").append(ir.text(ir.op(function, op.base).text));
      if (linker_.library_.has_entries(ecosystem(), path)) return path;
    }
  }
  return {};
}

// Whether a class of the repository has a type of a library that answers requests below it.
bool Evaluator::answers_requests(ClassIndex klass) const {
  for (const ClassIndex one : program_.lineage(klass)) {
    for (const Value& base : program_.classes[one].bases) {
      if (base.is(ValueKind::External) && linker_.library_.answers(ecosystem(), program_.names[Name(base.id)])) return true;
    }
  }
  return false;
}

}  // namespace chokepoint::link
