#include "frontends/python/lowering.hpp"

namespace chokepoint::frontends::python {
namespace {

void lower_argument(Lowering& l, Node argument, OperandList& operands) {
  switch (kind_of(argument)) {
    case Kind::keyword_argument: {
      const Node name = child(argument, NodeField::name_);
      const OpId value = lower_expression(l, child(argument, NodeField::value_));
      operands.add(value, l.str(text_of(name)));
      return;
    }
    case Kind::list_splat:
    case Kind::parenthesized_list_splat: {
      const OpId value = lower_expression(l, content(argument));
      operands.add(value, l.str("..."));
      return;
    }
    case Kind::dictionary_splat: {
      const OpId value = lower_expression(l, content(argument));
      operands.add(value, l.str("**"));
      return;
    }
    case Kind::error: recover(l, argument); return;
    default: operands.add(lower_expression(l, argument));
  }
}

}  // namespace

OpId lower_call(Lowering& l, Node node) {
  const OpId callee = lower_expression(l, child(node, NodeField::function_));
  const Node arguments = child(node, NodeField::arguments_);
  OperandList operands(l);
  if (kind_of(arguments) == Kind::generator_expression) {
    operands.add(lower_expression(l, arguments));
  } else {
    for (Node c : arguments.children()) {
      if (is_content(c)) lower_argument(l, c, operands);
    }
  }
  note_dynamic_import(l, node);
  return l.ir.add({.kind = OpKind::Call, .span = node.span(), .base = callee}, operands.items());
}

}  // namespace chokepoint::frontends::python
