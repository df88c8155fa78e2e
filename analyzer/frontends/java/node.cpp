#include <string>

#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {

Node child(Node node, Field field) {
  if (!node) return {};
  for (Node c : node.children()) {
    if (c.field() == static_cast<std::uint8_t>(field) && !is_comment(c)) return c;
  }
  return {};
}

Node child(Node node, Kind kind) {
  if (!node) return {};
  for (Node c : node.children()) {
    if (kind_of(c) == kind) return c;
  }
  return {};
}

Node content(Node node) {
  if (!node) return {};
  for (Node c : node.children()) {
    if (is_content(c)) return c;
  }
  return {};
}

std::string dotted(Node name) {
  std::string text;
  for (char c : name.text()) {
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') text += c;
  }
  return text;
}

ir::OpId add_name(Lowering& l, std::string_view text, Span span) {
  return l.b.add({.kind = ir::OpKind::Name, .span = span, .text = l.b.str(text)});
}

ir::OpId add_member(Lowering& l, ir::OpId base, std::string_view text, Span span, std::uint8_t detail) {
  return l.b.add({.kind = ir::OpKind::Member, .detail = detail, .span = span, .text = l.b.str(text), .base = base});
}

ir::OpId add_unknown(Lowering& l, Span span) { return l.b.add({.kind = ir::OpKind::Literal, .span = span}); }

void add_local(Lowering& l, std::string_view name, ir::OpId value, ir::TypeId type, Span span, std::uint8_t flags) {
  l.b.add({.kind = ir::OpKind::Assign, .flags = flags, .span = span, .text = l.b.str(name), .base = value, .aux = type.raw});
}

}  // namespace chokepoint::frontends::java
