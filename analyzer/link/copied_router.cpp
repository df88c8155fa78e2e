// Python: routers of the repository's own, mostly copies of a framework's, on which views of a library are registered.
#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::OpKind;

constexpr std::size_t kMaxBases = 64;  // of a view

}  // namespace

// `router.register("orders", OrderViewSet)` on a router of the repository's own: a method of a row of `unknown`, a path, and a view.
void Evaluator::register_view(CallSite& site, const ir::Op& op, std::size_t position, const Value& receiver) {
  const ir::Op* base = op.base ? &ir_->op(*f_, op.base) : nullptr;
  if (!base || base->kind != OpKind::Member || language_ != Language::Python || receiver.is(ValueKind::ExternalInstance)) return;
  const std::string path = "unknown#" + std::string(text(base->text));
  if (!linker_.library_.registers(ecosystem(), path)) return;
  const auto operands = ir_->operands_of(*f_, op);
  if (operands.size() < 2) return;
  const ir::Op& route = ir_->op(*f_, operands[0].value);
  if (route.kind != OpKind::Literal || static_cast<ir::LiteralKind>(route.detail) != ir::LiteralKind::String) return;
  const Value view = value_of(operands[1].value);
  if (!view.is(ValueKind::Class) || !answers_requests(view.id)) return;
  register_entries(site, op, position, Value{ValueKind::External, Evidence::Typed, program_.names.intern(path).raw, 0}, receiver);
}

// Whether a class of the repository has a type of a library that answers requests below it.
bool Evaluator::answers_requests(ClassIndex klass) const {
  std::vector<ClassIndex> pending{klass};
  for (std::size_t n = 0; n < pending.size() && n < kMaxBases; ++n) {
    for (const Value& base : program_.classes[pending[n]].bases) {
      if (base.is(ValueKind::Class)) pending.push_back(base.id);
      else if (base.is(ValueKind::External) && linker_.library_.answers(ecosystem(), program_.names[Name(base.id)])) return true;
    }
  }
  return false;
}

}  // namespace chokepoint::link
