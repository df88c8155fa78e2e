#include "frontends/go/lowering.hpp"

#include <algorithm>

#include "frontends/go/literal_text.hpp"

namespace chokepoint::frontends::go {

using ir::AggregateKind;
using ir::OpId;
using ir::OpKind;
using ir::TypeId;

namespace {

bool is_list_type(Kind type_kind) {
  return type_kind == Kind::slice_type || type_kind == Kind::array_type || type_kind == Kind::implicit_length_array_type;
}

// A named type does not say what it is; its elements do: `H{"k": v}` is a map, `T{Field: v}` a struct, `D{{…}, {…}}` a list.
AggregateKind aggregate_kind(Node body, Kind type_kind) {
  if (type_kind == Kind::map_type) return AggregateKind::Map;
  if (is_list_type(type_kind)) return AggregateKind::List;
  if (type_kind == Kind::struct_type) return AggregateKind::Struct;
  const Node first = only_child(body);
  if (kind(first) == Kind::keyed_element) {
    const Node key = only_child(child(first, Field::key_));
    return kind(key) == Kind::identifier ? AggregateKind::Struct : AggregateKind::Map;
  }
  return kind(only_child(first)) == Kind::literal_value ? AggregateKind::List : AggregateKind::Struct;
}

Node written_element_type(Node type_node) {
  switch (kind(type_node)) {
    case Kind::array_type:
    case Kind::implicit_length_array_type:
    case Kind::slice_type: return child(type_node, Field::element_);
    case Kind::map_type: return child(type_node, Field::value_);
    default: return {};
  }
}

}  // namespace

OpId Lowering::composite(Node node, std::uint8_t flags) {
  const Node type_node = child(node, Field::type_);
  return composite_body(node, child(node, Field::body_), type_node, type(type_node), flags);
}

// Long tables are cut, but calls in the rest of them run all the same and are kept.
OpId Lowering::composite_body(Node node, Node body, Node type_node, TypeId type_id, std::uint8_t flags) {
  if (!body) return {};
  ElementType element_type{written_element_type(type_node), {}, false};
  if (kind(element_type.node) == Kind::pointer_type) {
    element_type.pointer = true;
    element_type.node = only_child(element_type.node);
  }
  const std::size_t mark = operands_.size();
  for (Node part : body.children()) {
    if (!is_code(part)) continue;
    if (operands_.size() - mark >= kMaxElements) {
      flags |= ir::kOptional;
      if (has_calls(part)) element(part, element_type);
      continue;
    }
    if (!element_type.id && element_type.node && kind(part) != Kind::error) element_type.id = type(element_type.node);
    Str key;
    Node value = part;
    if (kind(part) == Kind::keyed_element) {
      key = element_key(child(part, Field::key_));
      value = child(part, Field::value_);
    }
    const OpId id = element(value, element_type);
    operands_.push_back({key, id});
  }
  const AggregateKind aggregate = aggregate_kind(body, kind(type_node));
  if (flags & ir::kOptional) b_.count_truncated();
  const OpId id = b_.add({.kind = OpKind::Aggregate,
                          .detail = static_cast<std::uint8_t>(aggregate),
                          .flags = flags,
                          .span = node.span(),
                          .aux = type_id.raw},
                         std::span<const ir::Operand>(operands_.data() + mark, operands_.size() - mark));
  operands_.resize(mark);
  return id;
}

OpId Lowering::element(Node node, const ElementType& element_type) {
  if (kind(node) == Kind::keyed_element) node = child(node, Field::value_);
  const Node inner = kind(node) == Kind::literal_element ? only_child(node) : node;
  if (kind(inner) != Kind::literal_value) return expression(inner);
  if (depth_ >= kMaxNesting) {
    b_.count_truncated();
    return {};
  }
  const Nested nested(depth_);
  return composite_body(inner, inner, element_type.node, element_type.id, element_type.pointer ? ir::kNew : std::uint8_t{0});
}

// Literal keys by their value, constants by their name; any other key is evaluated and has no name.
Str Lowering::element_key(Node key) {
  const Node inner = kind(key) == Kind::literal_element ? only_child(key) : key;
  const std::string_view text = inner ? inner.text() : std::string_view{};
  switch (kind(inner)) {
    case Kind::identifier:
    case Kind::selector_expression: return has_calls(inner) ? (expression(inner), Str{}) : b_.str(text);
    case Kind::int_literal:
    case Kind::float_literal: return b_.str(number_text(text));
    case Kind::interpreted_string_literal:
    case Kind::rune_literal: return text.size() < 2 ? Str{} : b_.str(unescape(text.substr(1, text.size() - 2)));
    case Kind::raw_string_literal: return text.size() < 2 ? Str{} : b_.str(raw_text(text.substr(1, text.size() - 2)));
    case Kind::true_:
    case Kind::false_: return b_.str(text);
    default: element(key, {}); return {};
  }
}

bool Lowering::has_calls(Node node) const {
  const auto& nodes = tree_.nodes();
  return std::any_of(nodes.begin() + node.index(), nodes.begin() + nodes[node.index()].next, [](const syntax::FlatNode& part) {
    const Kind k = static_cast<Kind>(part.kind);
    return k == Kind::call_expression || k == Kind::func_literal;
  });
}

}  // namespace chokepoint::frontends::go
