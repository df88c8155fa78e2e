#include "frontends/go/lowering.hpp"

#include <string>

namespace chokepoint::frontends::go {

using ir::OpId;
using ir::OpKind;
using ir::TypeId;

namespace {

constexpr std::uint8_t kTupleElement = 2;  // Member::detail

std::vector<Node> parts_of(Node list) {
  std::vector<Node> parts;
  for (Node part : list.children()) {
    if (is_code(part)) parts.push_back(part);
  }
  return parts;
}

Node without_parentheses(Node node) {
  while (kind(node) == Kind::parenthesized_expression) node = only_child(node);
  return node;
}

// `v, ok := m[k]`, `v, ok := x.(T)`, `v, ok := <-ch`: the first target is the value itself.
bool has_comma_ok_form(Node value) {
  switch (kind(value)) {
    case Kind::index_expression:
    case Kind::type_assertion_expression: return true;
    case Kind::unary_expression: return child(value, Field::operator_).text() == "<-";
    default: return false;
  }
}

}  // namespace

void Lowering::assignment(Node node) {
  const Node left = child(node, Field::left_);
  const Node right = child(node, Field::right_);
  const Node op = child(node, Field::operator_);
  if (!left || !right) return statements_of(node);
  const std::string_view text = op ? op.text() : "=";
  if (text == "=") return assign(parts_of(left), right, {}, 0);
  const Place target = place(only_child(left));
  const OpId old = load(target);
  const OpId value = expression(only_child(right));
  store(target, compute(node, text.substr(0, text.size() - 1), {old, value}), ir::kAugmented);
}

void Lowering::short_variable(Node node) {
  assign(parts_of(child(node, Field::left_)), child(node, Field::right_), {}, ir::kDeclares);
}

void Lowering::increment(Node node, std::string_view op) {
  const Place target = place(only_child(node));
  const OpId old = load(target);
  const OpId one = literal(node, ir::LiteralKind::Number, "1");
  store(target, compute(node, op, {old, one}), ir::kAugmented);
}

void Lowering::variable_declaration(Node node) {
  for (Node spec : node.children()) {
    if (kind(spec) == Kind::var_spec_list) variable_declaration(spec);
    else if (kind(spec) == Kind::var_spec)
      variable_spec(spec, child(spec, Field::type_), child(spec, Field::value_), ir::kDeclares);
  }
}

void Lowering::variable_spec(Node spec, Node type_node, Node values, std::uint8_t flags) {
  std::vector<Node> targets;
  for (Node part : spec.children()) {
    if (in_field(part, Field::name_) && is_code(part)) targets.push_back(part);
  }
  assign(targets, values, type(type_node), flags);
}

// A constant without a value repeats the expression above it with the next iota.
void Lowering::constant_declaration(Node node) {
  const std::uint64_t outer = iota_;
  iota_ = 0;
  Node type_node, values;
  for (Node spec : node.children()) {
    if (kind(spec) != Kind::const_spec) continue;
    if (const Node own = child(spec, Field::value_)) {
      values = own;
      type_node = child(spec, Field::type_);
    }
    variable_spec(spec, type_node, values, ir::kDeclares);
    ++iota_;
  }
  iota_ = outer;
}

// All values are evaluated before the first target is written: `a, b = b, a`.
void Lowering::assign(const std::vector<Node>& targets, Node values, TypeId type, std::uint8_t flags) {
  const std::vector<Node> nodes = parts_of(values);
  if (nodes.size() == 1 && targets.size() > 1) return assign_tuple(targets, nodes.front(), type, flags);
  std::vector<OpId> ops;
  for (Node value : nodes) ops.push_back(expression(value));
  for (std::size_t i = 0; i < targets.size(); ++i) { store(place(targets[i]), i < ops.size() ? ops[i] : OpId{}, flags, type); }
}

void Lowering::assign_tuple(const std::vector<Node>& targets, Node value, TypeId type, std::uint8_t flags) {
  const OpId whole = expression(value);
  const bool comma_ok = has_comma_ok_form(without_parentheses(value));
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Node target = targets[i];
    if (target.text() == "_") continue;
    OpId part = whole;
    if (!comma_ok) {
      part = b_.add({.kind = OpKind::Member,
                     .detail = kTupleElement,
                     .span = target.span(),
                     .text = b_.str(std::to_string(i)),
                     .base = whole});
    } else if (i > 0) {
      part = compute(target, "ok", {whole});
    }
    store(place(target), part, flags, type);
  }
}

// `*p = v` writes what p points to, which is the same object as far as the analysis can tell.
Lowering::Place Lowering::place(Node target) {
  for (;;) {
    if (kind(target) == Kind::parenthesized_expression) target = only_child(target);
    else if (kind(target) == Kind::unary_expression && child(target, Field::operator_).text() == "*")
      target = child(target, Field::operand_);
    else break;
  }
  Place place;
  place.node = target;
  place.valid = true;
  switch (kind(target)) {
    case Kind::blank_identifier:
    case Kind::identifier: place.name = b_.str(target.text()); break;
    case Kind::selector_expression:
      place.kind = OpKind::Store;
      place.base = expression(child(target, Field::operand_));
      place.name = b_.str(child(target, Field::field_) ? child(target, Field::field_).text() : std::string_view{});
      break;
    case Kind::index_expression:
      place.kind = OpKind::StoreIndex;
      place.base = expression(child(target, Field::operand_));
      place.index = expression(child(target, Field::index_));
      break;
    default:
      expression(target);
      place.valid = false;
      break;
  }
  return place;
}

OpId Lowering::load(const Place& place) {
  if (!place.valid) return {};
  const Span span = place.node.span();
  if (place.kind == OpKind::Assign) return b_.add({.kind = OpKind::Name, .span = span, .text = place.name});
  if (place.kind == OpKind::Store) return b_.add({.kind = OpKind::Member, .span = span, .text = place.name, .base = place.base});
  return b_.add({.kind = OpKind::Index, .span = span, .base = place.base}, {{{}, place.index}});
}

void Lowering::store(const Place& place, OpId value, std::uint8_t flags, TypeId type) {
  if (!place.valid) return;
  const Span span = place.node.span();
  if (place.kind == OpKind::Assign) {
    b_.add({.kind = OpKind::Assign, .flags = flags, .span = span, .text = place.name, .base = value, .aux = type.raw});
    return;
  }
  flags &= static_cast<std::uint8_t>(~ir::kDeclares);
  if (place.kind == OpKind::Store) {
    b_.add({.kind = OpKind::Store, .flags = flags, .span = span, .text = place.name, .base = place.base}, {{{}, value}});
  } else {
    b_.add({.kind = OpKind::StoreIndex, .flags = flags, .span = span, .base = place.base}, {{{}, place.index}, {{}, value}});
  }
}

}  // namespace chokepoint::frontends::go
