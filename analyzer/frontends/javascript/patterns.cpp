// Destructuring: `const {a, b: [c = 1], ...r} = e` → a = e.a; c = e.b[0] ?? 1; r = e.
#include <charconv>

#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

void destructure_pair(Lowering& l, Node pair, OpId source, std::uint8_t flags) {
  OpId computed;
  const Str key = lower_key(l, child(pair, Field::key_), &computed);
  const OpId part = computed ? l.builder.add({.kind = OpKind::Index, .span = pair.span(), .base = source}, {{.value = computed}})
                             : add_member(l, pair.span(), source, key);
  const Node value = child(pair, Field::value_);
  if (value) destructure(l, value, part, flags);
}

void destructure_object(Lowering& l, Node pattern, OpId source, std::uint8_t flags) {
  each_named(pattern, [&](Node part) {
    switch (kind_of(part)) {
      case Kind::shorthand_property_identifier_pattern:
      case Kind::shorthand_property_identifier: {
        const Str name = l.builder.str(part.text());
        add_assign(l, part.span(), name, add_member(l, part.span(), source, name), flags);
        break;
      }
      case Kind::object_assignment_pattern: {
        const Node left = child(part, Field::left_);
        if (!left) break;
        OpId value = source;
        if (kind_of(left) == Kind::shorthand_property_identifier_pattern) {
          value = add_member(l, left.span(), source, l.builder.str(left.text()));
        }
        destructure(l, left, add_default(l, value, child(part, Field::right_)), flags);
        break;
      }
      case Kind::pair_pattern: destructure_pair(l, part, source, flags); break;
      default: destructure(l, part, source, flags);
    }
  });
}

// Holes have no node: positions are counted by the commas between the elements.
void destructure_array(Lowering& l, Node pattern, OpId source, std::uint8_t flags) {
  const std::string_view text = pattern.text();
  const std::uint32_t begin = pattern.span().begin;
  std::uint32_t at = begin;
  unsigned position = 0;
  for (Node part : pattern.children()) {
    const std::string_view gap = text.substr(at - begin, part.span().begin - at);
    for (char c : gap) position += c == ',';
    at = part.span().end;
    if (!part.is_named() || is_trivia(kind_of(part))) continue;
    if (kind_of(part) == Kind::rest_pattern) {
      destructure(l, part, source, flags);
      continue;
    }
    char digits[12];
    const auto end = std::to_chars(digits, digits + sizeof digits, position).ptr;
    const Str name = l.builder.str(std::string_view(digits, static_cast<std::size_t>(end - digits)));
    destructure(l, part, add_member(l, part.span(), source, name, 0, kTupleElement), flags);
  }
}

void store_part(Lowering& l, Node target, OpId value) {
  const OpId base = lower_expression(l, child(target, Field::object_));
  if (kind_of(target) == Kind::member_expression) {
    const Node property = child(target, Field::property_);
    add_store(l, target.span(), base, property ? l.builder.str(property.text()) : Str{}, value);
    return;
  }
  const Node index = child(target, Field::index_);
  if (const Str name = literal_index(l, index)) {
    add_store(l, target.span(), base, name, value);
    return;
  }
  const OpId key = lower_expression(l, index);
  l.builder.add({.kind = OpKind::StoreIndex, .span = target.span(), .base = base}, {{.value = key}, {.value = value}});
}

}  // namespace

OpId add_default(Lowering& l, OpId value, Node fallback) {
  if (!fallback) return value;
  l.builder.open_region(ir::RegionKind::Else, fallback.span(), value);
  const OpId other = lower_expression(l, fallback);
  l.builder.close_region();
  return add_compute(l, fallback.span(), "??", {{value, other}});
}

void destructure(Lowering& l, Node pattern, OpId source, std::uint8_t flags) {
  const Nesting nesting(l);
  if (!nesting) return;
  switch (kind_of(pattern)) {
    case Kind::identifier:
    case Kind::shorthand_property_identifier_pattern:
      add_assign(l, pattern.span(), l.builder.str(pattern.text()), source, flags);
      break;
    case Kind::object_pattern: destructure_object(l, pattern, source, flags); break;
    case Kind::array_pattern: destructure_array(l, pattern, source, flags); break;
    case Kind::assignment_pattern: {
      const Node left = child(pattern, Field::left_);
      if (left) destructure(l, left, add_default(l, source, child(pattern, Field::right_)), flags);
      break;
    }
    case Kind::rest_pattern:
    case Kind::parenthesized_expression:
    case Kind::non_null_expression: {
      const Node inner = first_named(pattern);
      if (inner) destructure(l, inner, source, flags);
      break;
    }
    case Kind::member_expression:
    case Kind::subscript_expression: store_part(l, pattern, source); break;
    case Kind::undefined: break;
    default: lower_fragments(l, pattern);
  }
}

}  // namespace chokepoint::frontends::javascript
