#include "frontends/python/lowering.hpp"

namespace chokepoint::frontends::python {
namespace {

using ir::AggregateKind;
using ir::LiteralKind;
using ir::RegionKind;

OpId add_literal(Lowering& l, Node node, LiteralKind kind, std::string_view text) {
  return l.ir.add({.kind = OpKind::Literal, .detail = static_cast<std::uint8_t>(kind), .span = node.span(), .text = l.str(text)});
}

OpId compute(Lowering& l, Span span, std::string_view op, std::initializer_list<ir::Operand> operands) {
  return l.ir.add({.kind = OpKind::Compute, .span = span, .text = l.str(op)}, operands);
}

OpId lower_attribute(Lowering& l, Node node) {
  const OpId base = lower_expression(l, child(node, NodeField::object_));
  const Node name = child(node, NodeField::attribute_);
  return l.ir.add({.kind = OpKind::Member, .span = node.span(), .text = l.str(text_of(name)), .base = base});
}

OpId lower_subscript(Lowering& l, Node node) {
  const OpId base = lower_expression(l, child(node, NodeField::value_));
  OperandList operands(l);
  lower_subscripts(l, node, operands);
  return l.ir.add({.kind = OpKind::Index, .span = node.span(), .base = base}, operands.items());
}

void lower_slice(Lowering& l, Node slice, OperandList& operands) {
  constexpr std::string_view kNames[] = {"from", "to", "step"};
  std::uint32_t end = slice.span().begin;
  std::size_t place = 0;
  for (Node c : slice.children()) {
    if (!is_content(c)) continue;
    // Colons are not in the tree: what stands between two bounds tells how many were passed.
    for (const char ch : l.tree.text().substr(end, c.span().begin - end)) place += ch == ':';
    end = c.span().end;
    operands.add(lower_expression(l, c), l.str(kNames[std::min<std::size_t>(place, 2)]));
  }
}

OpId lower_slice_value(Lowering& l, Node slice) {
  OperandList bounds(l);
  lower_slice(l, slice, bounds);
  return l.ir.add({.kind = OpKind::Compute, .span = slice.span(), .text = l.str("slice")}, bounds.items());
}

OpId lower_binary(Lowering& l, Node node) {
  const std::size_t mark = l.nodes.size();
  while (kind_of(node) == Kind::binary_operator) {
    l.nodes.push_back(node);
    node = child(node, NodeField::left_);
  }
  OpId value = lower_expression(l, node);
  while (l.nodes.size() > mark) {
    const Node op = l.nodes.back();
    l.nodes.pop_back();
    const OpId right = lower_expression(l, child(op, NodeField::right_));
    const Node sign = child(op, NodeField::operator_);
    value = compute(l, op.span(), sign ? sign.text() : "?", {{{}, value}, {{}, right}});
  }
  return value;
}

// `a and b`: b runs only where a holds; `a or b`: only where it does not.
OpId lower_boolean(Lowering& l, Node node) {
  const std::size_t mark = l.nodes.size();
  while (kind_of(node) == Kind::boolean_operator) {
    l.nodes.push_back(node);
    node = child(node, NodeField::left_);
  }
  OpId value = lower_expression(l, node);
  while (l.nodes.size() > mark) {
    const Node op = l.nodes.back();
    l.nodes.pop_back();
    const bool both = static_cast<bool>(child(op, Kind::kw_and));
    const Node right = child(op, NodeField::right_);
    l.ir.open_region(both ? RegionKind::Branch : RegionKind::Else, right ? right.span() : op.span(), value);
    const OpId second = lower_expression(l, right);
    l.ir.close_region();
    value = compute(l, op.span(), both ? "&&" : "||", {{{}, value}, {{}, second}});
  }
  return value;
}

// `a < b < c` is `a < b` and `b < c` with b evaluated once.
OpId lower_comparison(Lowering& l, Node node) {
  OpId value, left;
  std::string_view op;
  const std::uint32_t begin = node.span().begin;
  for (Node c : node.children()) {
    if (field_of(c) == NodeField::operators_) {
      const std::string_view text = c.text();
      op = text.starts_with("not") ? "not in" : text.starts_with("is") && text != "is" ? "is not" : text;
    } else if (is_content(c)) {
      const OpId right = lower_expression(l, c);
      if (left) {
        const Span span{begin, c.span().end};
        const OpId pair = compute(l, span, op, {{{}, left}, {{}, right}});
        value = value ? compute(l, span, "&&", {{{}, value}, {{}, pair}}) : pair;
      }
      left = right;
    }
  }
  return value ? value : left ? left : unknown(l, node.span());
}

OpId lower_conditional(Lowering& l, Node node) {
  const Node first = content(node, 0), test = content(node, 1), second = content(node, 2);
  if (!second) return unknown(l, node.span());
  const OpId condition = lower_expression(l, test);
  l.ir.open_region(RegionKind::Branch, first.span(), condition);
  const OpId yes = lower_expression(l, first);
  l.ir.close_region();
  l.ir.open_region(RegionKind::Else, second.span(), condition);
  const OpId no = lower_expression(l, second);
  l.ir.close_region();
  return compute(l, node.span(), "?:", {{{}, condition}, {{}, yes}, {{}, no}});
}

OpId lower_walrus(Lowering& l, Node node) {
  const Node name = child(node, NodeField::name_);
  const OpId value = lower_expression(l, child(node, NodeField::value_));
  if (!name) return value;
  assign_name(l, l.str(name.text()), value, {.span = node.span()});
  return add_name(l, name);
}

OpId lower_await(Lowering& l, Node node) {
  const OpId value = lower_expression(l, content(node));
  return l.ir.add({.kind = OpKind::Await, .span = node.span(), .base = value});
}

OpId lower_yield(Lowering& l, Node node) {
  OpId value;
  if (const Node what = content(node)) value = lower_expression(l, what);
  l.ir.function(l.ir.current_function()).is_generator = true;
  return l.ir.add({.kind = OpKind::Yield, .span = node.span(), .base = value});
}

OpId lower_as(Lowering& l, Node node) {
  const OpId value = lower_expression(l, content(node));
  if (const Node alias = child(node, NodeField::alias_)) bind(l, content(alias), value, 0);
  return value;
}

OpId lower_unary(Lowering& l, Node node, std::string_view op) {
  const OpId value = lower_expression(l, child(node, NodeField::argument_));
  return compute(l, node.span(), op, {{{}, value}});
}

}  // namespace

OpId unknown(Lowering& l, Span span) { return l.ir.add({.kind = OpKind::Literal, .span = span}); }

OpId add_name(Lowering& l, Node node) { return l.ir.add({.kind = OpKind::Name, .span = node.span(), .text = l.str(node.text())}); }

void lower_subscripts(Lowering& l, Node subscript, OperandList& operands) {
  std::size_t count = 0;
  Node only;
  for (Node c : subscript.children()) {
    if (field_of(c) != NodeField::subscript_ || !is_content(c)) continue;
    only = c;
    ++count;
  }
  if (count == 1 && kind_of(only) == Kind::slice) return lower_slice(l, only, operands);
  operands.add(lower_subscript_value(l, subscript));
}

OpId lower_subscript_value(Lowering& l, Node subscript) {
  Node only;
  for (Node c : subscript.children()) {
    if (field_of(c) != NodeField::subscript_ || !is_content(c)) continue;
    if (only) return lower_elements(l, subscript, AggregateKind::Tuple, NodeField::subscript_);
    only = c;
  }
  return lower_expression(l, only);
}

bool is_expression(Kind kind) {
  switch (kind) {
    case Kind::attribute:
    case Kind::await:
    case Kind::binary_operator:
    case Kind::boolean_operator:
    case Kind::call:
    case Kind::comparison_operator:
    case Kind::concatenated_string:
    case Kind::conditional_expression:
    case Kind::dictionary:
    case Kind::dictionary_comprehension:
    case Kind::ellipsis:
    case Kind::expression_list:
    case Kind::false_:
    case Kind::float_:
    case Kind::generator_expression:
    case Kind::identifier:
    case Kind::integer:
    case Kind::lambda:
    case Kind::list:
    case Kind::list_comprehension:
    case Kind::named_expression:
    case Kind::none_:
    case Kind::not_operator:
    case Kind::parenthesized_expression:
    case Kind::set:
    case Kind::set_comprehension:
    case Kind::string:
    case Kind::subscript:
    case Kind::true_:
    case Kind::tuple:
    case Kind::unary_operator:
    case Kind::yield:
    case Kind::as_pattern: return true;
    default: return false;
  }
}

OpId lower_expression(Lowering& l, Node node) {
  if (!node) return unknown(l, {});
  const Nested nested(l);
  if (nested.too_deep()) return unknown(l, node.span());
  switch (kind_of(node)) {
    case Kind::identifier: return add_name(l, node);
    case Kind::attribute: return lower_attribute(l, node);
    case Kind::call: return lower_call(l, node);
    case Kind::string:
    case Kind::concatenated_string: return lower_string(l, node);
    case Kind::integer:
    case Kind::float_: return lower_number(l, node);
    case Kind::true_: return add_literal(l, node, LiteralKind::Boolean, "true");
    case Kind::false_: return add_literal(l, node, LiteralKind::Boolean, "false");
    case Kind::none_: return add_literal(l, node, LiteralKind::Null, {});
    case Kind::ellipsis: return l.ir.add({.kind = OpKind::Name, .span = node.span(), .text = l.str("Ellipsis")});
    case Kind::subscript: return lower_subscript(l, node);
    case Kind::slice: return lower_slice_value(l, node);
    case Kind::binary_operator: return lower_binary(l, node);
    case Kind::boolean_operator: return lower_boolean(l, node);
    case Kind::comparison_operator: return lower_comparison(l, node);
    case Kind::not_operator: return lower_unary(l, node, "!");
    case Kind::unary_operator: return lower_unary(l, node, node.text().substr(0, 1));
    case Kind::conditional_expression: return lower_conditional(l, node);
    case Kind::await: return lower_await(l, node);
    case Kind::yield: return lower_yield(l, node);
    case Kind::lambda: return lower_lambda(l, node);
    case Kind::named_expression: return lower_walrus(l, node);
    case Kind::as_pattern: return lower_as(l, node);
    case Kind::list:
    case Kind::list_pattern: return lower_elements(l, node, AggregateKind::List);
    case Kind::tuple:
    case Kind::tuple_pattern:
    case Kind::pattern_list:
    case Kind::expression_list: return lower_elements(l, node, AggregateKind::Tuple);
    case Kind::set: return lower_elements(l, node, AggregateKind::Set);
    case Kind::dictionary: return lower_dictionary(l, node);
    case Kind::list_comprehension:
    case Kind::generator_expression: return lower_comprehension(l, node, AggregateKind::List);
    case Kind::set_comprehension: return lower_comprehension(l, node, AggregateKind::Set);
    case Kind::dictionary_comprehension: return lower_comprehension(l, node, AggregateKind::Map);
    case Kind::augmented_assignment: return lower_augmented_assignment(l, node);
    case Kind::parenthesized_expression:
    case Kind::as_pattern_target:
    case Kind::list_splat:
    case Kind::list_splat_pattern:
    case Kind::dictionary_splat:
    case Kind::type:
    case Kind::chevron: return lower_expression(l, content(node));
    default: recover(l, node); return unknown(l, node.span());
  }
}

}  // namespace chokepoint::frontends::python
