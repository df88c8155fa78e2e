// Method and constructor calls.
#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

using ir::OpKind;

// `object.Outer.super.name(…)`: the `super` that stands between the object and the name.
Node inner_super(Node invocation) {
  const Node super_node = child(invocation, Kind::super_);
  return super_node && super_node.field() == 0 ? super_node : Node{};
}

ir::OpId lower_callee(Lowering& l, Node invocation, Node name) {
  const Node object = child(invocation, Field::object_);
  if (!object) return add_name(l, name.text(), name.span());
  ir::OpId base = lower_expression(l, object);
  if (Node super_node = inner_super(invocation)) {
    base = add_member(l, base, "super", {object.span().begin, super_node.span().end});
  }
  return add_member(l, base, name.text(), {invocation.span().begin, name.span().end});
}

}  // namespace

void push_arguments(Lowering& l, Node argument_list, OperandList& arguments) {
  for (Node argument : argument_list.children()) {
    if (is_content(argument)) arguments.push(lower_expression(l, argument));
  }
}

ir::OpId lower_invocation(Lowering& l, Node invocation) {
  const Node name = child(invocation, Field::name_);
  if (!name) return add_unknown(l, invocation.span());
  const ir::OpId callee = lower_callee(l, invocation, name);
  OperandList arguments(l);
  if (Node list = child(invocation, Field::arguments_)) push_arguments(l, list, arguments);
  const ir::TypeId types = lower_type_arguments(l, child(invocation, Field::type_arguments_));
  return l.b.add({.kind = OpKind::Call, .span = invocation.span(), .base = callee, .aux = types.raw}, arguments.items());
}

ir::OpId lower_creation(Lowering& l, Node creation) {
  const Node type = child(creation, Field::type_);
  const Node body = child(creation, Kind::class_body);
  if (!type) return add_unknown(l, creation.span());
  Node outer = content(creation);  // `outer.new Inner()`
  if (outer == type || outer.field() != 0 || outer.index() > child(creation, Kind::kw_new).index()) outer = {};
  ir::OpId callee;
  if (outer) {
    const ir::OpId object = lower_expression(l, outer);
    if (!body) callee = add_member(l, object, (kind_of(type) == Kind::generic_type ? content(type) : type).text(), type.span());
  } else if (!body) {
    callee = lower_type_name(l, type);
  }
  OperandList arguments(l);
  if (Node list = child(creation, Field::arguments_)) push_arguments(l, list, arguments);
  if (body) callee = lower_anonymous_class(l, lower_type(l, type), body);
  const ir::TypeId types =
      kind_of(type) == Kind::generic_type ? lower_type_arguments(l, child(type, Kind::type_arguments)) : ir::TypeId{};
  return l.b.add({.kind = OpKind::Call, .flags = ir::kNew, .span = creation.span(), .base = callee, .aux = types.raw},
                 arguments.items());
}

void lower_constructor_call(Lowering& l, Node invocation) {
  const Node constructor = child(invocation, Field::constructor_);
  if (!constructor) return;
  if (Node object = child(invocation, Field::object_)) lower_expression(l, object);
  const ir::OpId callee = add_name(l, constructor.text(), constructor.span());
  OperandList arguments(l);
  if (Node list = child(invocation, Field::arguments_)) push_arguments(l, list, arguments);
  l.b.add({.kind = OpKind::Call, .span = invocation.span(), .base = callee}, arguments.items());
}

}  // namespace chokepoint::frontends::java
