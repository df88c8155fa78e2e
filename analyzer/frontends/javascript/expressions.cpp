// Expressions: one switch over the node kinds, and the kinds that are too small for a file of their own.
#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

bool is_identifier(std::string_view text) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  for (char c : text) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
    if (!word) return false;
  }
  return true;
}

OpId lower_member(Lowering& l, Node n) {
  const OpId base = lower_base(l, child(n, Field::object_));
  const Node property = child(n, Field::property_);
  const std::uint8_t flags = child_of_kind(n, Kind::optional_chain) ? ir::kOptional : std::uint8_t{0};
  return add_member(l, n.span(), base, property ? l.builder.str(property.text()) : Str{}, flags);
}

OpId lower_subscript(Lowering& l, Node n) {
  const OpId base = lower_base(l, child(n, Field::object_));
  const Node index = child(n, Field::index_);
  const std::uint8_t flags = child_of_kind(n, Kind::optional_chain) ? ir::kOptional : std::uint8_t{0};
  if (const Str name = literal_index(l, index)) return add_member(l, n.span(), base, name, flags);
  const OpId value = lower_expression(l, index);
  return l.builder.add({.kind = OpKind::Index, .flags = flags, .span = n.span(), .base = base}, {{.value = value}});
}

OpId lower_sequence(Lowering& l, Node n) {
  OpId last;
  each_named(n, [&](Node part) { last = lower_expression(l, part); });
  return last ? last : add_unknown(l, n.span());
}

// `x as T`, `x satisfies T`, `<T>x`.
OpId lower_cast(Lowering& l, Node n) {
  const bool prefix = kind_of(n) == Kind::type_assertion;
  Node value, type;
  for (Node c : n.children()) {
    if (is_trivia(kind_of(c))) continue;
    if (!c.is_named() && kind_of(c) != Kind::kw_const) continue;
    if (prefix ? kind_of(c) == Kind::type_arguments : static_cast<bool>(value)) type = c;
    else value = c;
  }
  const OpId operand = lower_expression(l, value);
  if (!type || kind_of(type) == Kind::kw_const) return operand;  // `as const` says nothing about the value
  if (prefix) type = first_named(type);
  return add_compute(l, n.span(), "cast", {{operand}}, lower_type(l, type));
}

OpId lower_await(Lowering& l, Node n) {
  const OpId value = lower_expression(l, first_named(n));
  return l.builder.add({.kind = OpKind::Await, .span = n.span(), .base = value});
}

OpId lower_yield(Lowering& l, Node n) {
  const Node inner = first_named(n);
  const OpId value = inner ? lower_expression(l, inner) : OpId{};
  return l.builder.add({.kind = OpKind::Yield, .span = n.span(), .base = value});
}

OpId lower_class_expression(Lowering& l, Node n, Str name) {
  const Node own = child(n, Field::name_);
  const ir::ClassId id = lower_class(l, n, own ? l.builder.str(own.text()) : name, {});
  return l.builder.add({.kind = OpKind::Class, .span = n.span(), .aux = id.raw});
}

OpId lower_inner(Lowering& l, Node n) {
  const Node inner = first_named(n);
  return inner ? lower_expression(l, inner) : add_unknown(l, n.span());
}

OpId lower_others(Lowering& l, Node n) {
  switch (kind_of(n)) {
    // Types in places where error recovery left them alone: nothing runs there.
    case Kind::type_annotation:
    case Kind::type_arguments:
    case Kind::type_parameters:
    case Kind::type_identifier:
    case Kind::predefined_type:
    case Kind::generic_type:
    case Kind::object_type:
    case Kind::union_type:
    case Kind::function_type:
    case Kind::literal_type:
    case Kind::accessibility_modifier: return add_unknown(l, n.span());
    default: {
      const OpId value = lower_fragments(l, n);
      return value ? value : add_unknown(l, n.span());
    }
  }
}

OpId lower_primary(Lowering& l, Node n) {
  switch (kind_of(n)) {
    case Kind::identifier:
    case Kind::property_identifier:
    case Kind::private_property_identifier:
    case Kind::shorthand_property_identifier:
    case Kind::shorthand_property_identifier_pattern:
    case Kind::import_:
    case Kind::this_:
    case Kind::super_:
    case Kind::meta_property: return add_name(l, n.span(), n.text());
    case Kind::number: return add_literal(l, n.span(), ir::LiteralKind::Number, number_text(l, n));
    case Kind::string: return add_literal(l, n.span(), ir::LiteralKind::String, string_text(l, n));
    case Kind::true_:
    case Kind::false_: return add_literal(l, n.span(), ir::LiteralKind::Boolean, l.builder.str(n.text()));
    case Kind::null:
    case Kind::undefined: return add_literal(l, n.span(), ir::LiteralKind::Null, l.builder.str(n.text()));
    case Kind::template_string: return lower_template(l, n, false);
    case Kind::regex: return lower_regex(l, n);
    case Kind::object: return lower_object(l, n);
    case Kind::array: return lower_array(l, n);
    case Kind::arrow_function:
    case Kind::function_expression:
    case Kind::generator_function: return lower_function_expression(l, n, {});
    case Kind::method_definition: return lower_object_method(l, n);
    case Kind::class_: return lower_class_expression(l, n, {});
    case Kind::jsx_element:
    case Kind::jsx_self_closing_element: return lower_jsx(l, n);
    default: return lower_others(l, n);
  }
}

OpId lower_kind(Lowering& l, Node n) {
  switch (kind_of(n)) {
    case Kind::member_expression: return lower_member(l, n);
    case Kind::subscript_expression: return lower_subscript(l, n);
    case Kind::call_expression: return lower_call(l, n);
    case Kind::new_expression: return lower_new(l, n);
    case Kind::await_expression: return lower_await(l, n);
    case Kind::yield_expression: return lower_yield(l, n);
    case Kind::binary_expression: return lower_binary(l, n);
    case Kind::unary_expression: return lower_unary(l, n);
    case Kind::ternary_expression: return lower_ternary(l, n);
    case Kind::assignment_expression: return lower_assignment(l, n);
    case Kind::augmented_assignment_expression: return lower_augmented_assignment(l, n);
    case Kind::update_expression: return lower_update(l, n);
    case Kind::sequence_expression: return lower_sequence(l, n);
    case Kind::as_expression:
    case Kind::satisfies_expression:
    case Kind::type_assertion: return lower_cast(l, n);
    case Kind::non_null_expression:
    case Kind::instantiation_expression: return lower_base(l, first_named(n));
    case Kind::parenthesized_expression:
    case Kind::computed_property_name:
    case Kind::spread_element:
    case Kind::jsx_expression: return lower_inner(l, n);
    case Kind::internal_module:
    case Kind::module: lower_declaration(l, n, {}); return add_unknown(l, n.span());
    default: return lower_primary(l, n);
  }
}

}  // namespace

OpId lower_expression(Lowering& l, Node n) {
  if (!n) return add_unknown(l, {});
  const Nesting nesting(l);
  if (!nesting) return add_unknown(l, n.span());
  const std::size_t outer = l.postponed.size();
  return finish_postponed(l, outer, lower_kind(l, n));
}

OpId lower_base(Lowering& l, Node n) {
  if (!n) return add_unknown(l, {});
  const Nesting nesting(l);
  if (!nesting) return add_unknown(l, n.span());
  Node operand;
  OpId left;
  switch (kind_of(n)) {
    case Kind::await_expression: operand = first_named(n); break;
    case Kind::unary_expression: operand = child(n, Field::argument_); break;
    case Kind::binary_expression:
      if (misread_tag(n)) return lower_kind(l, n);
      left = lower_left(l, n);
      operand = child(n, Field::right_);
      break;
    default: return lower_kind(l, n);
  }
  l.postponed.push_back({n, left});
  return lower_base(l, operand);
}

OpId finish_postponed(Lowering& l, std::size_t outer, OpId value) {
  while (l.postponed.size() > outer) {
    const Postponed last = l.postponed.back();
    l.postponed.pop_back();
    const Span span{last.node.span().begin, l.builder.op(value).span.end};
    switch (kind_of(last.node)) {
      case Kind::await_expression: value = l.builder.add({.kind = OpKind::Await, .span = span, .base = value}); break;
      case Kind::unary_expression: value = add_compute(l, span, operator_of(last.node), {{value}}); break;
      default: value = finish_binary(l, last.node, span, last.left, value);
    }
  }
  return value;
}

OpId lower_value(Lowering& l, Node n, Str name) {
  switch (kind_of(n)) {
    case Kind::arrow_function:
    case Kind::function_expression:
    case Kind::generator_function: return lower_function_expression(l, n, name);
    case Kind::class_: return lower_class_expression(l, n, name);
    default: return lower_expression(l, n);
  }
}

OpId lower_fragments(Lowering& l, Node n) {
  OpId last;
  each_named(n, [&](Node part) {
    switch (kind_of(part)) {
      case Kind::identifier:
      case Kind::member_expression:
      case Kind::call_expression:
      case Kind::object:
      case Kind::array:
      case Kind::string: last = lower_expression(l, part); break;
      default: lower_statement(l, part);
    }
  });
  return last;
}

Str literal_index(Lowering& l, Node index) {
  if (!index || kind_of(index) != Kind::string) return {};
  const Str name = string_text(l, index);
  return is_identifier(l.builder.text(name)) ? name : Str{};
}

}  // namespace chokepoint::frontends::javascript
