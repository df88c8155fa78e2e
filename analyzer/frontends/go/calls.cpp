#include "frontends/go/lowering.hpp"

namespace chokepoint::frontends::go {

using ir::OpId;
using ir::OpKind;
using ir::TypeId;

// `make([]T, n)` and `f[T](x)` carry their types in aux; the other arguments are operands.
OpId Lowering::call(Node node) {
  const OpId callee = expression(child(node, Field::function_));
  std::vector<TypeId> types;
  collect_type_arguments(child(node, Field::type_arguments_), types);
  const std::size_t mark = operands_.size();
  for (Node part : child(node, Field::arguments_).children()) {
    if (is_code(part)) argument(part, types);
  }
  const TypeId type_list = types.empty() ? TypeId{} : b_.add_type("<>", types);
  const OpId id = b_.add({.kind = OpKind::Call, .span = node.span(), .base = callee, .aux = type_list.raw},
                         std::span<const ir::Operand>(operands_.data() + mark, operands_.size() - mark));
  operands_.resize(mark);
  return id;
}

void Lowering::argument(Node node, std::vector<TypeId>& types) {
  if (is_type(node)) {
    types.push_back(type(node));
  } else if (kind(node) == Kind::variadic_argument) {
    const OpId value = expression(only_child(node));
    operands_.push_back({b_.str("..."), value});
  } else {
    const OpId value = expression(node);
    operands_.push_back({{}, value});
  }
}

// `[]byte(x)` is a cast; `f[T](x)` of a single argument parses the same way and is a call.
OpId Lowering::conversion(Node node) {
  const Node target = child(node, Field::type_);
  const Node operand = child(node, Field::operand_);
  if (kind(target) != Kind::generic_type) {
    const OpId value = expression(operand);
    return compute(node, "cast", {value}, type(target));
  }
  const OpId callee = type_as_callee(child(target, Field::type_));
  const OpId value = expression(operand);
  const TypeId types = type_argument_list(child(target, Field::type_arguments_));
  return b_.add({.kind = OpKind::Call, .span = node.span(), .base = callee, .aux = types.raw}, {{{}, value}});
}

// A name that the grammar took for a type where a value stands.
OpId Lowering::type_as_callee(Node node) {
  switch (kind(node)) {
    case Kind::type_identifier: return name(node);
    case Kind::qualified_type: {
      const Node package = child(node, Field::package_);
      const Node last = child(node, Field::name_);
      if (!package || !last) return {};
      const OpId base = name(package);
      return b_.add({.kind = OpKind::Member, .span = node.span(), .text = b_.str(last.text()), .base = base});
    }
    case Kind::generic_type:
    case Kind::type_instantiation_expression: return type_as_callee(child(node, Field::type_));
    case Kind::parenthesized_type:
    case Kind::pointer_type: return type_as_callee(only_child(node));
    default: return {};
  }
}

}  // namespace chokepoint::frontends::go
