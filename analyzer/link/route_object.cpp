// Routes written down as data, in modules that know no server: `{ method: "GET", path: "/users", handler: users.list }`. Lists of
// them are gathered, filtered and handed to the server elsewhere; what they say is plain where they stand.
#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::LiteralKind;
using ir::OpKind;

constexpr std::string_view kRouteObject = "unknown.route";  // what models call it

}  // namespace

void Evaluator::register_route_object(const ir::Op& op, std::size_t position) {
  const auto named = [&](const ir::Op& object, std::string_view key) {
    for (const ir::Operand& operand : ir_->operands_of(*f_, object)) {
      if (operand.name && text(operand.name) == key) return operand.value;
    }
    return ir::OpId{};
  };
  const ir::OpId path = named(op, "path");
  const ir::OpId method = named(op, "method");
  if (!path || !method || !linker_.library_.registers(ecosystem(), kRouteObject)) return;
  const ir::Op& route = ir_->op(*f_, path);
  const auto kind = static_cast<LiteralKind>(route.detail);
  if (route.kind != OpKind::Literal || (kind != LiteralKind::String && kind != LiteralKind::Template)) return;
  if (kind == LiteralKind::String && !text(route.text).starts_with("/")) return;
  Registration registration;
  registration.caller = function_;
  registration.op = ir::OpId::from_index(position);
  registration.path = program_.names.intern(kRouteObject);
  registration.made = first_op_ + static_cast<std::uint32_t>(position);
  const auto operands = ir_->operands_of(*f_, op);
  for (std::uint32_t i = 0; i < operands.size(); ++i) {
    const std::string_view key = text(operands[i].name);
    ir::OpId handler = key == "handler" ? operands[i].value : ir::OpId{};
    if (key == "options" || key == "config") handler = named(ir_->op(*f_, operands[i].value), "handler");
    if (!handler) continue;
    collect_handlers(handler, i, registration, 0, kNone);
  }
  if (!registration.handlers.empty()) registrations.push_back(std::move(registration));
}

}  // namespace chokepoint::link
