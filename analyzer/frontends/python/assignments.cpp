#include <charconv>

#include "frontends/python/lowering.hpp"

namespace chokepoint::frontends::python {
namespace {

bool is_sequence(Kind kind) {
  switch (kind) {
    case Kind::pattern_list:
    case Kind::tuple_pattern:
    case Kind::list_pattern:
    case Kind::tuple:
    case Kind::list:
    case Kind::expression_list: return true;
    default: return false;
  }
}

bool is_splat(Kind kind) { return kind == Kind::list_splat_pattern || kind == Kind::list_splat; }

// `(x)` → `x`
Node bare(Node node) {
  while (kind_of(node) == Kind::parenthesized_expression || kind_of(node) == Kind::as_pattern_target) node = content(node);
  return node;
}

std::size_t element_count(Node node) {
  std::size_t count = 0;
  for (Node c : node.children()) count += is_content(c);
  return count;
}

bool has_splat(Node node) {
  for (Node c : node.children()) {
    if (is_splat(kind_of(c))) return true;
  }
  return false;
}

// `a, b = f(), g()`: no tuple in between.
bool pairs_up(Node left, Node right) {
  return is_sequence(kind_of(left)) && is_sequence(kind_of(right)) && element_count(left) == element_count(right) &&
         !has_splat(left) && !has_splat(right);
}

void assign_pairs(Lowering& l, Node left, Node right, Target how) {
  OperandList values(l);
  for (Node c : right.children()) {
    if (is_content(c)) values.add(lower_expression(l, c));
  }
  std::size_t next = 0;
  for (Node c : left.children()) {
    if (is_content(c)) assign(l, c, values.items()[next++].value, how);
  }
}

// Elements after a starred one are counted from the end, as Python itself indexes.
void unpack(Lowering& l, Node target, OpId value, Target how) {
  const int count = static_cast<int>(element_count(target));
  int place = 0;
  for (Node c : target.children()) {
    if (!is_content(c)) continue;
    if (is_splat(kind_of(c))) {
      assign(l, content(c), lower_tuple_element(l, value, "*", c.span()), how);
      place -= count;
    } else {
      assign(l, c, lower_tuple_element(l, value, place, c.span()), how);
    }
    ++place;
  }
}

void store_subscript(Lowering& l, Node target, OpId value, Target how) {
  const OpId base = lower_expression(l, child(target, NodeField::value_));
  const OpId index = lower_subscript_value(l, target);
  l.ir.add({.kind = OpKind::StoreIndex, .flags = how.flags, .span = how.span, .base = base}, {{{}, index}, {{}, value}});
}

void store_attribute(Lowering& l, Node target, OpId value, Target how) {
  const OpId base = lower_expression(l, child(target, NodeField::object_));
  const Node name = child(target, NodeField::attribute_);
  l.ir.add({.kind = OpKind::Store, .flags = how.flags, .span = how.span, .text = l.str(text_of(name)), .base = base},
           {{{}, value}});
}

// `self.users: UserService = …` declares a field.
void declare_field(Lowering& l, Node target, TypeId type) {
  if (kind_of(target) != Kind::attribute || !type) return;
  if (text_of(child(target, NodeField::object_)) != "self") return;
  add_field(l, child(target, NodeField::attribute_), type, false);
}

}  // namespace

void assign_name(Lowering& l, Str name, OpId value, Target how) {
  for (std::size_t i = l.first_global; i < l.globals.size(); ++i) {
    if (l.globals[i] == name) how.flags |= ir::kGlobal;
  }
  l.ir.add({.kind = OpKind::Assign, .flags = how.flags, .span = how.span, .text = name, .base = value, .aux = how.type.raw});
}

OpId lower_tuple_element(Lowering& l, OpId value, std::string_view position, Span span) {
  return l.ir.add({.kind = OpKind::Member, .detail = kTupleElement, .span = span, .text = l.str(position), .base = value});
}

OpId lower_tuple_element(Lowering& l, OpId value, int place, Span span) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, place).ptr;
  return lower_tuple_element(l, value, std::string_view(digits, static_cast<std::size_t>(end - digits)), span);
}

void assign(Lowering& l, Node target, OpId value, Target how) {
  const Nested nested(l);
  if (nested.too_deep()) return;
  target = bare(target);
  if (is_sequence(kind_of(target))) return unpack(l, target, value, {.span = how.span, .flags = how.flags});
  switch (kind_of(target)) {
    case Kind::identifier: assign_name(l, l.str(target.text()), value, how); return;
    case Kind::attribute: store_attribute(l, target, value, {.span = how.span}); return;
    case Kind::subscript: store_subscript(l, target, value, {.span = how.span}); return;
    case Kind::list_splat_pattern:
    case Kind::list_splat: assign(l, content(target), value, how); return;
    default:
      if (target) recover(l, target);
  }
}

void bind(Lowering& l, Node target, OpId source, std::uint8_t flags) {
  target = bare(target);
  if (!target) return;
  const Span span = target.span();
  if (kind_of(target) == Kind::identifier) return assign_name(l, l.str(target.text()), source, {.span = span, .flags = flags});
  const Str name = l.str(kElementName);
  const auto declares = static_cast<std::uint8_t>(flags | ir::kDeclares);
  l.ir.add({.kind = OpKind::Assign, .flags = declares, .span = span, .text = name, .base = source});
  const OpId element = l.ir.add({.kind = OpKind::Name, .span = span, .text = name});
  assign(l, target, element, {.span = span, .flags = static_cast<std::uint8_t>(flags & ir::kDeclares)});
}

// `a = b = f()` is one assignment inside the other; the value is evaluated once, the targets from left to right.
void lower_assignment(Lowering& l, Node node) {
  const std::size_t mark = l.nodes.size();
  Node right = node;
  TypeId type;
  Range metadata;
  while (kind_of(right) == Kind::assignment) {
    l.nodes.push_back(child(right, NodeField::left_));
    if (const Node written = child(right, NodeField::type_)) {
      type = lower_type(l, written);
      metadata = l.ir.add_decorators(l.metadata);
    }
    right = child(right, NodeField::right_);
  }
  const Node left = bare(l.nodes[mark]);
  const Target how{.span = node.span(), .flags = type ? ir::kDeclares : std::uint8_t{0}, .type = type};
  if (is_in_class_body(l)) {
    for (std::size_t i = mark; i < l.nodes.size(); ++i) add_field(l, bare(l.nodes[i]), type, true, metadata);
  } else {
    declare_field(l, left, type);
  }
  if (l.nodes.size() == mark + 1 && pairs_up(left, bare(right))) {
    assign_pairs(l, left, bare(right), how);
  } else if (right) {
    const OpId value = lower_expression(l, right);
    for (std::size_t i = mark; i < l.nodes.size(); ++i) assign(l, l.nodes[i], value, how);
  } else if (kind_of(left) == Kind::identifier) {
    assign_name(l, l.str(left.text()), {}, how);
  }
  l.nodes.resize(mark);
}

OpId lower_augmented_assignment(Lowering& l, Node node) {
  const Node target = bare(child(node, NodeField::left_));
  const Node sign = child(node, NodeField::operator_);
  std::string_view op = sign ? sign.text() : "?";
  if (op.ends_with('=')) op.remove_suffix(1);
  Str name;
  OpId base, index, old;
  switch (kind_of(target)) {
    case Kind::attribute:
      base = lower_expression(l, child(target, NodeField::object_));
      name = l.str(text_of(child(target, NodeField::attribute_)));
      old = l.ir.add({.kind = OpKind::Member, .span = target.span(), .text = name, .base = base});
      break;
    case Kind::subscript:
      base = lower_expression(l, child(target, NodeField::value_));
      index = lower_subscript_value(l, target);
      old = l.ir.add({.kind = OpKind::Index, .span = target.span(), .base = base}, {{{}, index}});
      break;
    default: old = lower_expression(l, target);
  }
  const OpId right = lower_expression(l, child(node, NodeField::right_));
  const OpId value = l.ir.add({.kind = OpKind::Compute, .span = node.span(), .text = l.str(op)}, {{{}, old}, {{}, right}});
  constexpr std::uint8_t flags = ir::kAugmented;
  switch (kind_of(target)) {
    case Kind::attribute:
      l.ir.add({.kind = OpKind::Store, .flags = flags, .span = node.span(), .text = name, .base = base}, {{{}, value}});
      break;
    case Kind::subscript:
      l.ir.add({.kind = OpKind::StoreIndex, .flags = flags, .span = node.span(), .base = base}, {{{}, index}, {{}, value}});
      break;
    case Kind::identifier: assign_name(l, l.str(target.text()), value, {.span = node.span(), .flags = flags}); break;
    default: break;
  }
  return value;
}

}  // namespace chokepoint::frontends::python
