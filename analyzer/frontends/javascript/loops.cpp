// Loops. `for (const x of xs)` assigns an element of `xs` to `x` inside its region; conditions of `while` stand inside, too.
#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

using ir::LoopKind;

ir::RegionId open_loop(Lowering& l, Node n, LoopKind kind, OpId subject = {}) {
  return l.builder.open_region(ir::RegionKind::Loop, n.span(), subject, static_cast<std::uint8_t>(kind));
}

void lower_body(Lowering& l, Node n) {
  if (const Node body = child(n, Field::body_)) lower_statement(l, body);
}

void lower_condition(Lowering& l, Node n, ir::RegionId loop) {
  const Node condition = child(n, Field::condition_);
  if (!condition || kind_of(condition) == Kind::empty_statement) return;
  l.builder.set_region_subject(loop, lower_expression(l, condition));
}

// The variable of `for (… of …)`. A pattern is taken apart from the name `$element`.
void assign_element(Lowering& l, Node left, OpId source, std::uint8_t flags) {
  const std::uint8_t declares = flags & ir::kDeclares;
  if (kind_of(left) == Kind::identifier) {
    add_assign(l, left.span(), l.builder.str(left.text()), source, flags);
    return;
  }
  const Str name = l.builder.str("$element");
  add_assign(l, left.span(), name, source, flags | ir::kDeclares);
  const OpId element = l.builder.add({.kind = OpKind::Name, .span = left.span(), .text = name});
  destructure(l, left, element, declares);
}

}  // namespace

void lower_for(Lowering& l, Node n) {
  if (const Node initializer = child(n, Field::initializer_)) lower_statement(l, initializer);
  const ir::RegionId loop = open_loop(l, n, LoopKind::Count);
  lower_condition(l, n, loop);
  lower_body(l, n);
  if (const Node increment = child(n, Field::increment_)) lower_expression(l, increment);
  l.builder.close_region();
}

void lower_for_in(Lowering& l, Node n) {
  const OpId iterable = lower_expression(l, child(n, Field::right_));
  const Node op = child(n, Field::operator_);
  const Node left = child(n, Field::left_);
  const bool keys = op && kind_of(op) == Kind::kw_in;
  std::uint8_t flags = child(n, Field::kind_) ? ir::kDeclares : std::uint8_t{0};
  if (!keys) flags |= ir::kElement;
  for (Node c : n.children()) {
    if (kind_of(c) == Kind::kw_await && field_of(c) != Field::kind_) flags |= ir::kAsync;
  }
  open_loop(l, n, LoopKind::ForEach, iterable);
  if (left) assign_element(l, unwrap(left), keys ? OpId{} : iterable, flags);  // a key is no part of the object
  lower_body(l, n);
  l.builder.close_region();
}

void lower_while(Lowering& l, Node n) {
  const ir::RegionId loop = open_loop(l, n, LoopKind::While);
  lower_condition(l, n, loop);
  lower_body(l, n);
  l.builder.close_region();
}

void lower_do(Lowering& l, Node n) {
  const ir::RegionId loop = open_loop(l, n, LoopKind::While);
  lower_body(l, n);
  lower_condition(l, n, loop);
  l.builder.close_region();
}

}  // namespace chokepoint::frontends::javascript
