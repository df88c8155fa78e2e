// JSX. A component is a call of its function: `<List items={load()}>…</List>` → call List ({items}, children). Elements of the
// page (`<div>`) are a map of their attributes and children.
#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

bool is_component(Node name) {
  if (!name || kind_of(name) == Kind::jsx_namespace_name) return false;
  if (kind_of(name) == Kind::member_expression) return true;
  const std::string_view text = name.text();
  return !text.empty() && !(text[0] >= 'a' && text[0] <= 'z');
}

void lower_attribute(Lowering& l, Node attribute, StackList<ir::Operand>& operands) {
  if (kind_of(attribute) != Kind::jsx_attribute) {  // {...props}
    const Node inner = first_named(attribute);
    if (inner) operands.push({.name = l.builder.str("**"), .value = lower_expression(l, inner)});
    return;
  }
  Node name, value;
  each_named(attribute, [&](Node part) { (name ? value : name) = part; });
  if (!name) return;
  if (value && kind_of(value) == Kind::jsx_expression) value = first_named(value);
  const Str key = l.builder.str(name.text());
  const OpId op =
      value ? lower_value(l, value, key) : add_literal(l, attribute.span(), ir::LiteralKind::Boolean, l.builder.str("true"));
  operands.push({.name = key, .value = op});
}

void lower_attributes(Lowering& l, Node tag, StackList<ir::Operand>& operands) {
  for (Node c : tag.children()) {
    if (field_of(c) == Field::attribute_ && !is_trivia(kind_of(c))) lower_attribute(l, c, operands);
  }
}

void lower_children(Lowering& l, Node element, StackList<ir::Operand>& operands) {
  for (Node c : element.children()) {
    Node inner = c;
    switch (kind_of(c)) {
      case Kind::jsx_expression: inner = first_named(c); break;
      case Kind::jsx_element:
      case Kind::jsx_self_closing_element: break;
      case Kind::error: lower_fragments(l, c); continue;
      default: continue;
    }
    if (inner) operands.push({.value = lower_expression(l, inner)});
  }
}

}  // namespace

OpId lower_jsx(Lowering& l, Node n) {
  const bool open = kind_of(n) == Kind::jsx_element;
  const Node tag = open ? child(n, Field::open_tag_) : n;
  const Node name = tag ? child(tag, Field::name_) : Node{};
  const bool component = is_component(name);
  const OpId callee = component ? lower_expression(l, name) : OpId{};
  StackList<ir::Operand> operands(l.operands);
  if (tag) lower_attributes(l, tag, operands);
  const auto map = static_cast<std::uint8_t>(ir::AggregateKind::Map);
  if (!component) {
    if (open) lower_children(l, n, operands);
    return l.builder.add({.kind = OpKind::Aggregate, .detail = map, .span = n.span()}, operands.items());
  }
  const OpId properties = l.builder.add({.kind = OpKind::Aggregate, .detail = map, .span = tag.span()}, operands.items());
  StackList<ir::Operand> arguments(l.operands);
  arguments.push({.value = properties});
  if (open) lower_children(l, n, arguments);
  return l.builder.add({.kind = OpKind::Call, .span = n.span(), .base = callee}, arguments.items());
}

}  // namespace chokepoint::frontends::javascript
