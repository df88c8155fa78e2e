// Calls: `f(a, ...b)`, `a?.b<T>()`, `new X(a)`, sql`…`, `import("m")`.
#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

void lower_arguments(Lowering& l, Node arguments, StackList<ir::Operand>& operands) {
  each_named(arguments, [&](Node argument) {
    if (kind_of(argument) == Kind::error) {
      lower_fragments(l, argument);
      return;
    }
    const bool spread = kind_of(argument) == Kind::spread_element;
    const OpId value = lower_expression(l, argument);
    operands.push({.name = spread ? l.builder.str("...") : Str{}, .value = value});
  });
}

// TypeScript's grammar has the `?.` of a call as a bare operator.
bool is_optional(Node call) {
  for (Node c : call.children()) {
    if (kind_of(c) == Kind::optional_chain || (kind_of(c) == Kind::op && c.text() == "?.")) return true;
  }
  return false;
}

// A tagged template. The grammar reads the tag of sql<User>`…` as `sql<User>!`.
OpId lower_tagged(Lowering& l, Node n, Node tag, ir::TypeId types, Node literal) {
  Node callee = unwrap(tag);
  if (kind_of(callee) == Kind::instantiation_expression) {
    types = lower_type_arguments(l, child(callee, Field::type_arguments_));
    callee = first_named(callee);
  }
  const OpId base = kind_of(tag) == Kind::parenthesized_expression ? lower_expression(l, tag) : lower_base(l, callee);
  const OpId text = lower_template(l, literal, true);
  return l.builder.add({.kind = OpKind::Call, .span = n.span(), .base = base, .aux = types.raw}, {{.value = text}});
}

}  // namespace

Node misread_tag(Node n) {
  const Node left = child(n, Field::left_);
  const Node right = child(n, Field::right_);
  if (!left || !right || kind_of(right) != Kind::template_string || kind_of(left) != Kind::binary_expression) return {};
  const Node less = child(left, Field::operator_);
  const Node greater = child(n, Field::operator_);
  return less && greater && less.text() == "<" && greater.text() == ">" ? left : Node{};
}

OpId lower_misread_tag(Lowering& l, Node n, Node left) {
  const ir::TypeId type = type_of_expression(l, child(left, Field::right_), {});
  const ir::TypeId types = type ? l.builder.add_type("<>", {{type}}) : ir::TypeId{};
  const std::size_t outer = l.postponed.size();
  return finish_postponed(l, outer, lower_tagged(l, n, child(left, Field::left_), types, child(n, Field::right_)));
}

OpId lower_call(Lowering& l, Node n) {
  const Node arguments = child(n, Field::arguments_);
  if (arguments && kind_of(arguments) == Kind::template_string) {
    return lower_tagged(l, n, child(n, Field::function_), {}, arguments);
  }
  const OpId callee = lower_base(l, child(n, Field::function_));
  const ir::TypeId types = lower_type_arguments(l, child(n, Field::type_arguments_));
  StackList<ir::Operand> operands(l.operands);
  lower_arguments(l, arguments, operands);
  const OpId call = l.builder.add({.kind = OpKind::Call,
                                   .flags = is_optional(n) ? ir::kOptional : std::uint8_t{0},
                                   .span = n.span(),
                                   .base = callee,
                                   .aux = types.raw},
                                  operands.items());
  note_required(l, n, call);
  note_defined_export(l, n);
  return call;
}

OpId lower_new(Lowering& l, Node n) {
  const OpId callee = lower_expression(l, child(n, Field::constructor_));
  const ir::TypeId types = lower_type_arguments(l, child(n, Field::type_arguments_));
  StackList<ir::Operand> operands(l.operands);
  lower_arguments(l, child(n, Field::arguments_), operands);
  return l.builder.add({.kind = OpKind::Call, .flags = ir::kNew, .span = n.span(), .base = callee, .aux = types.raw},
                       operands.items());
}

}  // namespace chokepoint::frontends::javascript
