#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {

Node unwrap(Node n) {
  while (n && (kind_of(n) == Kind::parenthesized_expression || kind_of(n) == Kind::non_null_expression)) {
    const Node inner = first_named(n);
    if (!inner) break;
    n = inner;
  }
  return n;
}

OpId add_name(Lowering& l, Span span, std::string_view name) {
  return l.builder.add({.kind = OpKind::Name, .span = span, .text = l.builder.str(name)});
}

OpId add_literal(Lowering& l, Span span, ir::LiteralKind kind, Str text) {
  return l.builder.add({.kind = OpKind::Literal, .detail = static_cast<std::uint8_t>(kind), .span = span, .text = text});
}

OpId add_member(Lowering& l, Span span, OpId base, Str name, std::uint8_t flags, std::uint8_t detail) {
  return l.builder.add({.kind = OpKind::Member, .detail = detail, .flags = flags, .span = span, .text = name, .base = base});
}

OpId add_compute(Lowering& l, Span span, std::string_view name, std::span<const OpId> values, ir::TypeId type) {
  StackList<ir::Operand> operands(l.operands);
  for (OpId value : values) operands.push({.value = value});
  return l.builder.add({.kind = OpKind::Compute, .span = span, .text = l.builder.str(name), .aux = type.raw}, operands.items());
}

OpId add_assign(Lowering& l, Span span, Str name, OpId value, std::uint8_t flags, ir::TypeId type) {
  return l.builder.add({.kind = OpKind::Assign, .flags = flags, .span = span, .text = name, .base = value, .aux = type.raw});
}

OpId add_store(Lowering& l, Span span, OpId base, Str name, OpId value, std::uint8_t flags) {
  return l.builder.add({.kind = OpKind::Store, .flags = flags, .span = span, .text = name, .base = base}, {{.value = value}});
}

OpId add_unknown(Lowering& l, Span span) { return add_literal(l, span, ir::LiteralKind::None, {}); }

}  // namespace chokepoint::frontends::javascript
