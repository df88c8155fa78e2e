// Object and array literals: `{ a, "b": 1, ...rest, run() {} }` is a map of named operands, `[a, ...b]` a list.
#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

bool acts(Kind kind) {
  switch (kind) {
    case Kind::call_expression:
    case Kind::new_expression:
    case Kind::await_expression:
    case Kind::yield_expression:
    case Kind::arrow_function:
    case Kind::function_expression:
    case Kind::generator_function:
    case Kind::method_definition:
    case Kind::class_:
    case Kind::assignment_expression:
    case Kind::augmented_assignment_expression:
    case Kind::update_expression:
    case Kind::jsx_element:
    case Kind::jsx_self_closing_element: return true;
    default: return false;
  }
}

// Whether evaluating this subtree does more than make a value. The tails of long constant tables are skipped by this.
bool does_something(Node n) {
  if (acts(kind_of(n))) return true;
  for (Node c : n.children()) {
    if (does_something(c)) return true;
  }
  return false;
}

ir::Operand lower_entry(Lowering& l, Node entry) {
  switch (kind_of(entry)) {
    case Kind::pair: {
      OpId computed;
      const Str key = lower_key(l, child(entry, Field::key_), &computed);
      const OpId value = lower_value(l, child(entry, Field::value_), computed ? Str{} : key);
      return {.name = computed ? l.builder.str("[]") : key, .value = value};
    }
    case Kind::method_definition: {
      const OpId method = lower_object_method(l, entry);
      const Node name = child(entry, Field::name_);
      if (!name || kind_of(name) == Kind::computed_property_name) return {.name = l.builder.str("[]"), .value = method};
      return {.name = lower_key(l, name, nullptr), .value = method};
    }
    case Kind::spread_element: return {.name = l.builder.str("**"), .value = lower_expression(l, entry)};
    case Kind::shorthand_property_identifier: return {.name = l.builder.str(entry.text()), .value = lower_expression(l, entry)};
    default: return {.name = l.builder.str("[]"), .value = lower_expression(l, entry)};
  }
}

OpId add_aggregate(Lowering& l, Node n, ir::AggregateKind kind, StackList<ir::Operand>& operands, bool cut) {
  if (cut) l.builder.count_truncated();
  return l.builder.add({.kind = OpKind::Aggregate,
                        .detail = static_cast<std::uint8_t>(kind),
                        .flags = cut ? ir::kOptional : std::uint8_t{0},
                        .span = n.span()},
                       operands.items());
}

}  // namespace

Str lower_key(Lowering& l, Node key, OpId* computed) {
  if (!key) return {};
  switch (kind_of(key)) {
    case Kind::string: return string_text(l, key);
    case Kind::number: return number_text(l, key);
    case Kind::computed_property_name: {
      const Node inner = first_named(key);
      if (inner && kind_of(inner) == Kind::string) return string_text(l, inner);
      const OpId value = lower_expression(l, inner);
      if (computed) *computed = value;
      return {};
    }
    default: return l.builder.str(key.text());
  }
}

OpId lower_object(Lowering& l, Node n) {
  StackList<ir::Operand> operands(l.operands);
  bool cut = false;
  each_named(n, [&](Node entry) {
    if (operands.size() < ir::FileBuilder::kMaxOperands) {
      operands.push(lower_entry(l, entry));
      return;
    }
    cut = true;
    if (does_something(entry)) lower_entry(l, entry);
  });
  return add_aggregate(l, n, ir::AggregateKind::Map, operands, cut);
}

OpId lower_array(Lowering& l, Node n) {
  StackList<ir::Operand> operands(l.operands);
  bool cut = false;
  each_named(n, [&](Node element) {
    if (operands.size() < ir::FileBuilder::kMaxOperands) {
      const bool spread = kind_of(element) == Kind::spread_element;
      const OpId value = lower_expression(l, element);
      operands.push({.name = spread ? l.builder.str("...") : Str{}, .value = value});
      return;
    }
    cut = true;
    if (does_something(element)) lower_expression(l, element);
  });
  return add_aggregate(l, n, ir::AggregateKind::List, operands, cut);
}

}  // namespace chokepoint::frontends::javascript
