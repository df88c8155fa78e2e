#include "frontends/go/lowering.hpp"

#include <string>

#include "frontends/go/literal_text.hpp"

namespace chokepoint::frontends::go {

using ir::LiteralKind;
using ir::OpId;
using ir::OpKind;
using ir::RegionKind;

OpId Lowering::expression(Node node) {
  if (!node) return {};
  if (depth_ >= kMaxNesting) {
    b_.count_truncated();
    return {};
  }
  const Nested nested(depth_);
  return dispatch(node);
}

OpId Lowering::dispatch(Node node) {
  switch (kind(node)) {
    case Kind::binary_expression: return binary(node);
    case Kind::blank_identifier:
    case Kind::identifier: return name(node);
    case Kind::call_expression: return call(node);
    case Kind::composite_literal: return composite(node, 0);
    case Kind::false_:
    case Kind::true_: return literal(node, LiteralKind::Boolean, node.text());
    case Kind::float_literal:
    case Kind::imaginary_literal:
    case Kind::int_literal: return literal(node, LiteralKind::Number, number_text(node.text()));
    case Kind::func_literal: return function_literal(node);
    case Kind::index_expression: return index(node);
    case Kind::interpreted_string_literal:
    case Kind::raw_string_literal:
    case Kind::rune_literal: return string_literal(node);
    case Kind::iota: return literal(node, LiteralKind::Number, std::to_string(iota_));
    case Kind::nil: return literal(node, LiteralKind::Null, "nil");
    case Kind::literal_element:
    case Kind::parenthesized_expression: return expression(only_child(node));
    case Kind::selector_expression: return selector(node);
    case Kind::slice_expression: return slice(node);
    case Kind::type_assertion_expression: return assertion(node);
    case Kind::type_conversion_expression: return conversion(node);
    case Kind::type_instantiation_expression: return type_as_callee(node);
    case Kind::unary_expression: return unary(node);
    case Kind::argument_list:
    case Kind::error:
    case Kind::expression_list: return recovered(node);
    default: return is_type(node) ? type_as_callee(node) : OpId{};
  }
}

// What did not parse: the parts may still be calls.
OpId Lowering::recovered(Node node) {
  OpId last;
  for (Node part : node.children()) {
    if (is_code(part)) last = expression(part);
  }
  return last;
}

// Long chains (`"SELECT …" + "FROM …" + …`) lean to the left and are walked in a loop.
OpId Lowering::binary(Node node) {
  std::vector<Node> spine;
  for (; kind(node) == Kind::binary_expression; node = child(node, Field::left_)) spine.push_back(node);
  OpId left = expression(node);
  for (auto it = spine.rbegin(); it != spine.rend(); ++it) {
    const Node op = child(*it, Field::operator_);
    const Node right_node = child(*it, Field::right_);
    const std::string_view text = op ? op.text() : std::string_view{};
    const bool conditional = text == "&&" || text == "||";
    if (conditional) b_.open_region(RegionKind::Branch, right_node ? right_node.span() : it->span(), left);
    const OpId right = expression(right_node);
    if (conditional) b_.close_region();
    left = compute(*it, text, {left, right});
  }
  return left;
}

OpId Lowering::unary(Node node) {
  const Node operand_node = child(node, Field::operand_);
  const Node op_node = child(node, Field::operator_);
  const std::string_view op = op_node ? op_node.text() : std::string_view{};
  if (op == "*") return expression(operand_node);
  if (op == "&" && kind(operand_node) == Kind::composite_literal) return composite(operand_node, ir::kNew);
  if (op == "-" && (kind(operand_node) == Kind::int_literal || kind(operand_node) == Kind::float_literal)) {
    return literal(node, LiteralKind::Number, "-" + number_text(operand_node.text()));
  }
  return compute(node, op, {expression(operand_node)});
}

OpId Lowering::selector(Node node) {
  const OpId base = expression(child(node, Field::operand_));
  const Node field = child(node, Field::field_);
  return b_.add(
      {.kind = OpKind::Member, .span = node.span(), .text = b_.str(field ? field.text() : std::string_view{}), .base = base});
}

OpId Lowering::index(Node node) {
  const OpId base = expression(child(node, Field::operand_));
  const OpId position = expression(child(node, Field::index_));
  return b_.add({.kind = OpKind::Index, .span = node.span(), .base = base}, {{{}, position}});
}

OpId Lowering::slice(Node node) {
  const OpId base = expression(child(node, Field::operand_));
  std::vector<ir::Operand> bounds;
  auto bound = [&](Field field, std::string_view name) {
    if (const Node part = child(node, field)) bounds.push_back({b_.str(name), expression(part)});
  };
  bound(Field::start_, "from");
  bound(Field::end_, "to");
  bound(Field::capacity_, "step");
  if (bounds.empty()) return base;  // `buffer[:]` is the whole
  return b_.add({.kind = OpKind::Index, .span = node.span(), .base = base}, bounds);
}

OpId Lowering::assertion(Node node) {
  const OpId value = expression(child(node, Field::operand_));
  return compute(node, "cast", {value}, type(child(node, Field::type_)));
}

OpId Lowering::name(Node node) { return b_.add({.kind = OpKind::Name, .span = node.span(), .text = b_.str(node.text())}); }

OpId Lowering::literal(Node node, LiteralKind literal_kind, std::string_view text) {
  return b_.add(
      {.kind = OpKind::Literal, .detail = static_cast<std::uint8_t>(literal_kind), .span = node.span(), .text = b_.str(text)});
}

OpId Lowering::string_literal(Node node) {
  std::string_view content = node.text();
  if (content.size() < 2) return literal(node, LiteralKind::String, {});
  const bool raw = content.front() == '`';
  content = content.substr(1, content.size() - 2);
  if (content.find(raw ? '\r' : '\\') == std::string_view::npos) return literal(node, LiteralKind::String, content);
  return literal(node, LiteralKind::String, raw ? raw_text(content) : unescape(content));
}

OpId Lowering::compute(Node node, std::string_view op, std::initializer_list<OpId> values, ir::TypeId type_id) {
  ir::Operand operands[2];
  std::size_t count = 0;
  for (OpId value : values) operands[count++] = {{}, value};
  return b_.add({.kind = OpKind::Compute, .span = node.span(), .text = b_.str(op), .aux = type_id.raw},
                std::span<const ir::Operand>(operands, count));
}

}  // namespace chokepoint::frontends::go
