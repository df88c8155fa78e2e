// `x = v`, `a.b = v`, `a[i] = v`, their compound forms, `++` and `--`.
#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

using ir::OpId;
using ir::OpKind;

/// The place an assignment writes to; `base` and `index` are already evaluated.
struct Target {
  Node node;
  OpId base;
  OpId index;
  std::string_view name;
};

Target lower_target(Lowering& l, Node node) {
  Target target{.node = node, .base = {}, .index = {}, .name = {}};
  while (kind_of(target.node) == Kind::parenthesized_expression) {
    const Node inner = content(target.node);
    if (!inner) break;
    target.node = inner;
  }
  switch (kind_of(target.node)) {
    case Kind::identifier: target.name = target.node.text(); break;
    case Kind::field_access: {
      const Node object = child(target.node, Field::object_);
      const Node field = child(target.node, Field::field_);
      target.base = object ? lower_expression(l, object) : add_unknown(l, target.node.span());
      target.name = field ? field.text() : std::string_view{};
      break;
    }
    case Kind::array_access: {
      const Node array = child(target.node, Field::array_);
      const Node index = child(target.node, Field::index_);
      target.base = array ? lower_expression(l, array) : add_unknown(l, target.node.span());
      target.index = index ? lower_expression(l, index) : add_unknown(l, target.node.span());
      break;
    }
    default: lower_expression(l, target.node); break;  // does not compile
  }
  return target;
}

OpId read(Lowering& l, const Target& target) {
  const Span span = target.node.span();
  if (target.index) return l.b.add({.kind = OpKind::Index, .span = span, .base = target.base}, {{{}, target.index}});
  if (target.base) return add_member(l, target.base, target.name, span);
  return add_name(l, target.name, span);
}

void write(Lowering& l, const Target& target, OpId value, Span span, std::uint8_t flags) {
  if (target.index) {
    l.b.add({.kind = OpKind::StoreIndex, .flags = flags, .span = span, .base = target.base}, {{{}, target.index}, {{}, value}});
  } else if (target.base) {
    l.b.add({.kind = OpKind::Store, .flags = flags, .span = span, .text = l.b.str(target.name), .base = target.base},
            {{{}, value}});
  } else if (!target.name.empty()) {
    add_local(l, target.name, value, {}, span, flags);
  }
}

}  // namespace

OpId lower_assignment(Lowering& l, Node assignment) {
  const Node left = child(assignment, Field::left_);
  const Node right = child(assignment, Field::right_);
  const Node sign = child(assignment, Field::operator_);
  if (!left || !right || !sign) return add_unknown(l, assignment.span());
  const Target target = lower_target(l, left);
  std::string_view op = sign.text();
  op.remove_suffix(op.empty() ? 0 : 1);
  if (op.empty()) {
    const OpId value = lower_expression(l, right);
    write(l, target, value, assignment.span(), 0);
    return value;
  }
  const OpId old = read(l, target);
  const OpId operand = lower_expression(l, right);
  const OpId value = l.b.add({.kind = OpKind::Compute, .span = assignment.span(), .text = l.b.str(op)}, {{{}, old}, {{}, operand}});
  write(l, target, value, assignment.span(), ir::kAugmented);
  return value;
}

OpId lower_update(Lowering& l, Node update) {
  const Node operand = content(update);
  const Node sign = child(update, Kind::op);
  if (!operand || !sign) return add_unknown(l, update.span());
  const Target target = lower_target(l, operand);
  const OpId old = read(l, target);
  const OpId one = l.b.add({.kind = OpKind::Literal,
                            .detail = static_cast<std::uint8_t>(ir::LiteralKind::Number),
                            .span = sign.span(),
                            .text = l.b.str("1")});
  const std::string_view op = sign.text().substr(0, 1);
  const OpId value = l.b.add({.kind = OpKind::Compute, .span = update.span(), .text = l.b.str(op)}, {{{}, old}, {{}, one}});
  write(l, target, value, update.span(), ir::kAugmented);
  return operand.index() < sign.index() ? old : value;
}

}  // namespace chokepoint::frontends::java
