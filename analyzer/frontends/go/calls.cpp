#include "frontends/go/lowering.hpp"

namespace chokepoint::frontends::go {

using ir::OpId;
using ir::OpKind;
using ir::TypeId;

// `make([]T, n)` and `f[T](x)` carry their types in aux; the other arguments are operands.
OpId Lowering::call(Node node) {
  std::vector<TypeId> types;
  const OpId base = callee(node, types);
  const std::size_t mark = operands_.size();
  for (Node part : child(node, Field::arguments_).children()) {
    if (is_code(part)) argument(part, types);
  }
  const TypeId type_list = types.empty() ? TypeId{} : b_.add_type("<>", types);
  const OpId id = b_.add({.kind = OpKind::Call, .span = node.span(), .base = base, .aux = type_list.raw},
                         std::span<const ir::Operand>(operands_.data() + mark, operands_.size() - mark));
  operands_.resize(mark);
  return id;
}

// `f[T](x)` and `table[key](x)` look alike. The grammar takes a name for a type, which is right unless it is a variable, and
// `*T` for an expression, which is right too rarely to lose the call of a generic function.
OpId Lowering::callee(Node node, std::vector<TypeId>& types) {
  const Node function = child(node, Field::function_);
  if (const Node arguments = child(node, Field::type_arguments_))
    return instantiated(expression(function), function, arguments, types);
  if (kind(function) != Kind::index_expression) return expression(function);
  const Node index = child(function, Field::index_);
  const Node pointee =
      kind(index) == Kind::unary_expression && index.text().starts_with('*') ? child(index, Field::operand_) : Node{};
  if (kind(pointee) != Kind::identifier && kind(pointee) != Kind::selector_expression) return expression(function);
  types.push_back(b_.add_type(pointee.text(), {}, true));
  return expression(child(function, Field::operand_));
}

OpId Lowering::instantiated(OpId base, Node generic, Node arguments, std::vector<TypeId>& types) {
  const Node first = only_child(arguments);
  const Node key = only_child(first);
  const bool alone = key && first.span() == key.span();
  const Node variable = kind(key) == Kind::qualified_type ? child(key, Field::package_) : key;
  if (!alone || !is_variable(variable)) {
    collect_type_arguments(arguments, types);
    return base;
  }
  const OpId position = type_as_callee(key);
  return b_.add({.kind = OpKind::Index, .span = {generic.span().begin, arguments.span().end}, .base = base}, {{{}, position}});
}

/// A parameter or a local variable of the open function.
bool Lowering::is_variable(Node node) {
  const Str text = b_.str(node.text());
  for (const ir::Parameter& parameter : parameters_) {
    if (parameter.name == text) return true;
  }
  for (const ir::Op& op : b_.open_ops()) {
    if (op.kind == OpKind::Assign && op.text == text) return true;
  }
  return false;
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
  const Node generic = child(target, Field::type_);
  std::vector<TypeId> types;
  const OpId base = instantiated(type_as_callee(generic), generic, child(target, Field::type_arguments_), types);
  const OpId value = expression(operand);
  const TypeId type_list = types.empty() ? TypeId{} : b_.add_type("<>", types);
  return b_.add({.kind = OpKind::Call, .span = node.span(), .base = base, .aux = type_list.raw}, {{{}, value}});
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
