#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

using ir::OpId;
using ir::OpKind;

OpId add_compute(Lowering& l, std::string_view op, Span span, std::initializer_list<ir::Operand> operands, ir::TypeId type = {}) {
  return l.b.add({.kind = OpKind::Compute, .span = span, .text = l.b.str(op), .aux = type.raw}, operands);
}

OpId lower_or_unknown(Lowering& l, Node node, Span span) { return node ? lower_expression(l, node) : add_unknown(l, span); }

OpId lower_ternary(Lowering& l, Node node) {
  const Node yes = child(node, Field::consequence_);
  const Node no = child(node, Field::alternative_);
  const OpId condition = lower_or_unknown(l, child(node, Field::condition_), node.span());
  l.b.open_region(ir::RegionKind::Branch, yes ? yes.span() : node.span(), condition);
  const OpId first = lower_or_unknown(l, yes, node.span());
  l.b.close_region();
  l.b.open_region(ir::RegionKind::Else, no ? no.span() : node.span(), condition);
  const OpId second = lower_or_unknown(l, no, node.span());
  l.b.close_region();
  return add_compute(l, "?:", node.span(), {{{}, condition}, {{}, first}, {{}, second}});
}

OpId lower_unary(Lowering& l, Node node) {
  const Node op = child(node, Field::operator_);
  const OpId operand = lower_or_unknown(l, child(node, Field::operand_), node.span());
  return add_compute(l, op ? op.text() : std::string_view{}, node.span(), {{{}, operand}});
}

OpId lower_cast(Lowering& l, Node node) {
  const OpId value = lower_or_unknown(l, child(node, Field::value_), node.span());
  const ir::TypeId type = lower_type(l, child(node, Field::type_));
  return add_compute(l, "cast", node.span(), {{{}, value}}, type);
}

OpId lower_instanceof(Lowering& l, Node node) {
  const OpId value = lower_or_unknown(l, child(node, Field::left_), node.span());
  if (Node pattern = child(node, Field::pattern_)) {
    const OpId test = add_compute(l, "instanceof", node.span(), {{{}, value}}, lower_type(l, content(pattern)));
    lower_pattern(l, pattern, value);
    return test;
  }
  const ir::TypeId type = lower_type(l, child(node, Field::right_));
  const OpId test = add_compute(l, "instanceof", node.span(), {{{}, value}}, type);
  if (Node name = child(node, Field::name_)) add_local(l, name.text(), value, type, name.span());
  return test;
}

// `a.b`, `super.b`, `Outer.super.b`, `Outer.this`.
OpId lower_field_access(Lowering& l, Node node) {
  const Node object = child(node, Field::object_);
  const Node field = child(node, Field::field_);
  OpId base = lower_or_unknown(l, object, node.span());
  for (Node c : node.children()) {
    if (kind_of(c) == Kind::super_ && c.field() == 0) base = add_member(l, base, "super", {node.span().begin, c.span().end});
  }
  return field ? add_member(l, base, field.text(), node.span()) : base;
}

OpId lower_array_access(Lowering& l, Node node) {
  const OpId array = lower_or_unknown(l, child(node, Field::array_), node.span());
  const OpId index = lower_or_unknown(l, child(node, Field::index_), node.span());
  return l.b.add({.kind = OpKind::Index, .span = node.span(), .base = array}, {{{}, index}});
}

OpId lower_array_creation(Lowering& l, Node node) {
  ir::TypeId type = lower_type(l, child(node, Field::type_));
  for (Node c : node.children()) {
    if (kind_of(c) == Kind::dimensions_expr) {
      if (Node size = content(c)) lower_expression(l, size);
      if (type) type = l.b.add_type("[]", std::span<const ir::TypeId>(&type, 1));
    } else if (kind_of(c) == Kind::dimensions && type) {
      for (char bracket : c.text()) {
        if (bracket == '[') type = l.b.add_type("[]", std::span<const ir::TypeId>(&type, 1));
      }
    }
  }
  if (Node value = child(node, Field::value_)) return lower_elements(l, value, type);
  return l.b.add({.kind = OpKind::Aggregate,
                  .detail = static_cast<std::uint8_t>(ir::AggregateKind::List),
                  .span = node.span(),
                  .aux = type.raw});
}

bool is_type(Kind kind) {
  switch (kind) {
    case Kind::type_identifier:
    case Kind::scoped_type_identifier:
    case Kind::generic_type:
    case Kind::array_type:
    case Kind::annotated_type:
    case Kind::integral_type:
    case Kind::floating_point_type:
    case Kind::boolean_type:
    case Kind::void_type: return true;
    default: return false;
  }
}

// `Foo::bar`, `Foo::new`: the last child is the name, the first one what it is taken from.
OpId lower_method_reference(Lowering& l, Node node) {
  const Node from = content(node);
  Node name;
  for (Node c : node.children()) {
    if (kind_of(c) == Kind::identifier || kind_of(c) == Kind::kw_new) name = c;
  }
  if (!from || !name || from == name) return add_unknown(l, node.span());
  const OpId base = is_type(kind_of(from)) ? lower_type_name(l, from) : lower_expression(l, from);
  return add_member(l, base, name.text(), node.span(), 1);
}

OpId lower_class_literal(Lowering& l, Node node) {
  const Node type = content(node);
  if (!type) return add_unknown(l, node.span());
  return add_member(l, lower_type_name(l, type), "class", node.span());
}

// `STR."a \{b}"`: a call of the processor with the string and the values inside it.
OpId lower_template(Lowering& l, Node node) {
  const OpId callee = lower_or_unknown(l, child(node, Field::template_processor_), node.span());
  OperandList arguments(l);
  if (Node text = child(node, Field::template_argument_)) {
    arguments.push(lower_literal(l, text));
    for (Node part : text.children()) {
      if (kind_of(part) != Kind::string_interpolation) continue;
      if (Node value = content(part)) arguments.push(lower_expression(l, value));
    }
  }
  return l.b.add({.kind = OpKind::Call, .span = node.span(), .base = callee}, arguments.items());
}

// Literals and names of a long list are dropped, calls are not.
bool contains_call(const Lowering& l, Node node) {
  const auto& nodes = l.tree.nodes();
  for (std::uint32_t i = node.index(); i < nodes[node.index()].next; ++i) {
    switch (static_cast<Kind>(nodes[i].kind)) {
      case Kind::method_invocation:
      case Kind::object_creation_expression:
      case Kind::lambda_expression:
      case Kind::method_reference: return true;
      default: break;
    }
  }
  return false;
}

}  // namespace

bool is_fragment(Node node) {
  return is_content(node) && node.first_child() && kind_of(node) != Kind::string_literal && !is_type(kind_of(node));
}

void lower_fragments(Lowering& l, Node node) {
  for (Node c : node.children()) {
    if (is_fragment(c)) lower_statement(l, c);
  }
}

// Left-nested operators are folded in a loop: concatenations of hundreds of strings are common. The right side of `&&` runs if the
// left one holds, that of `||` if it does not.
OpId lower_binary(Lowering& l, Node expression) {
  std::vector<Node> spine;
  Node leftmost = expression;
  while (leftmost && kind_of(leftmost) == Kind::binary_expression) {
    spine.push_back(leftmost);
    leftmost = child(leftmost, Field::left_);
  }
  OpId value = lower_or_unknown(l, leftmost, expression.span());
  for (; !spine.empty(); spine.pop_back()) {
    const Node node = spine.back();
    const Node op = child(node, Field::operator_);
    const Node right = child(node, Field::right_);
    const std::string_view sign = op ? op.text() : std::string_view{};
    const bool lazy = sign == "&&" || sign == "||";
    if (lazy) {
      const ir::RegionKind side = sign == "&&" ? ir::RegionKind::Branch : ir::RegionKind::Else;
      l.b.open_region(side, right ? right.span() : node.span(), value);
    }
    const OpId second = lower_or_unknown(l, right, node.span());
    if (lazy) l.b.close_region();
    value = add_compute(l, sign, node.span(), {{{}, value}, {{}, second}});
  }
  return value;
}

OpId lower_elements(Lowering& l, Node list, ir::TypeId type) {
  const Level level(l);
  if (level.too_deep()) return add_unknown(l, list.span());
  OperandList elements(l);
  std::uint8_t flags = 0;
  for (Node element : list.children()) {
    if (!is_content(element)) continue;
    const bool cut = elements.size() == ir::FileBuilder::kMaxOperands;
    if (cut && !(flags & ir::kOptional)) {
      flags = ir::kOptional;
      l.b.count_truncated();
    }
    if (cut && !contains_call(l, element)) continue;
    const OpId value = lower_initializer(l, element, {});
    if (!cut) elements.push(value);
  }
  return l.b.add({.kind = OpKind::Aggregate,
                  .detail = static_cast<std::uint8_t>(ir::AggregateKind::List),
                  .flags = flags,
                  .span = list.span(),
                  .aux = type.raw},
                 elements.items());
}

OpId lower_initializer(Lowering& l, Node value, ir::TypeId type) {
  switch (kind_of(value)) {
    case Kind::array_initializer:
    case Kind::element_value_array_initializer: return lower_elements(l, value, type);
    case Kind::annotation:
    case Kind::marker_annotation: return lower_annotation(l, value);
    default: return lower_expression(l, value);
  }
}

OpId lower_expression(Lowering& l, Node node) {
  const Level level(l);
  if (level.too_deep()) return add_unknown(l, node.span());
  switch (kind_of(node)) {
    case Kind::identifier:
    case Kind::type_identifier:
    case Kind::this_:
    case Kind::super_: return add_name(l, node.text(), node.span());
    case Kind::binary_integer_literal:
    case Kind::character_literal:
    case Kind::decimal_floating_point_literal:
    case Kind::decimal_integer_literal:
    case Kind::false_:
    case Kind::hex_floating_point_literal:
    case Kind::hex_integer_literal:
    case Kind::null_literal:
    case Kind::octal_integer_literal:
    case Kind::string_literal:
    case Kind::true_: return lower_literal(l, node);
    case Kind::array_access: return lower_array_access(l, node);
    case Kind::array_creation_expression: return lower_array_creation(l, node);
    case Kind::array_initializer: return lower_elements(l, node, {});
    case Kind::assignment_expression: return lower_assignment(l, node);
    case Kind::binary_expression: return lower_binary(l, node);
    case Kind::cast_expression: return lower_cast(l, node);
    case Kind::class_literal: return lower_class_literal(l, node);
    case Kind::field_access: return lower_field_access(l, node);
    case Kind::instanceof_expression: return lower_instanceof(l, node);
    case Kind::lambda_expression: return lower_lambda(l, node);
    case Kind::method_invocation: return lower_invocation(l, node);
    case Kind::method_reference: return lower_method_reference(l, node);
    case Kind::object_creation_expression: return lower_creation(l, node);
    case Kind::parenthesized_expression: return lower_or_unknown(l, content(node), node.span());
    case Kind::switch_expression: return lower_switch_expression(l, node);
    case Kind::template_expression: return lower_template(l, node);
    case Kind::ternary_expression: return lower_ternary(l, node);
    case Kind::unary_expression: return lower_unary(l, node);
    case Kind::update_expression: return lower_update(l, node);
    default: lower_fragments(l, node); return add_unknown(l, node.span());
  }
}

}  // namespace chokepoint::frontends::java
