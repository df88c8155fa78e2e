// Operators and assignments. Whatever runs only under a condition stands in a region: `a && b()` runs `b` in a Branch on `a`.
#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

bool is_logical(std::string_view op) { return op == "&&" || op == "||" || op == "??"; }

// The region in which the right side of a logical operator runs.
ir::RegionKind region_of(std::string_view op) { return op == "&&" ? ir::RegionKind::Branch : ir::RegionKind::Else; }

OpId lower_under(Lowering& l, ir::RegionKind kind, OpId condition, Node n) {
  l.builder.open_region(kind, n ? n.span() : Span{}, condition);
  const OpId value = lower_expression(l, n);
  l.builder.close_region();
  return value;
}

OpId lower_right(Lowering& l, Node n, OpId left) {
  const std::string_view op = operator_of(n);
  const Node right = child(n, Field::right_);
  if (op == "instanceof") {
    if (const ir::TypeId type = type_of_expression(l, right, {})) return add_compute(l, n.span(), op, {{left}}, type);
  }
  if (is_logical(op)) l.builder.open_region(region_of(op), right ? right.span() : Span{}, left);
  return finish_binary(l, n, n.span(), left, lower_expression(l, right));
}

// What is assigned to, evaluated before the value.
struct Target {
  Node node;
  OpId base;   // Store, StoreIndex
  OpId index;  // StoreIndex
  Str name;    // Assign, Store
};

Target lower_target(Lowering& l, Node n) {
  Target target{.node = unwrap(n)};
  switch (kind_of(target.node)) {
    case Kind::member_expression: {
      target.base = lower_expression(l, child(target.node, Field::object_));
      const Node property = child(target.node, Field::property_);
      if (property) target.name = l.builder.str(property.text());
      break;
    }
    case Kind::subscript_expression: {
      target.base = lower_expression(l, child(target.node, Field::object_));
      const Node index = child(target.node, Field::index_);
      target.name = literal_index(l, index);
      if (!target.name) target.index = lower_expression(l, index);
      break;
    }
    default: target.name = l.builder.str(target.node.text());
  }
  return target;
}

OpId read_target(Lowering& l, const Target& target) {
  const Span span = target.node.span();
  if (!target.base) return l.builder.add({.kind = OpKind::Name, .span = span, .text = target.name});
  if (!target.index) return add_member(l, span, target.base, target.name);
  return l.builder.add({.kind = OpKind::Index, .span = span, .base = target.base}, {{.value = target.index}});
}

void write_target(Lowering& l, Span span, const Target& target, OpId value, std::uint8_t flags) {
  if (!target.base) {
    add_assign(l, span, target.name, value, flags);
  } else if (!target.index) {
    add_store(l, span, target.base, target.name, value, flags);
  } else {
    l.builder.add({.kind = OpKind::StoreIndex, .flags = flags, .span = span, .base = target.base},
                  {{.value = target.index}, {.value = value}});
  }
}

OpId lower_parts(Lowering& l, Node n) {
  const OpId value = lower_fragments(l, n);
  return value ? value : add_unknown(l, n.span());
}

bool is_pattern(Node n) { return kind_of(n) == Kind::object_pattern || kind_of(n) == Kind::array_pattern; }

}  // namespace

std::string_view operator_of(Node n) {
  const Node op = child(n, Field::operator_);
  return op ? op.text() : std::string_view{};
}

OpId lower_left(Lowering& l, Node n) {
  const OpId left = lower_expression(l, child(n, Field::left_));
  const Node right = child(n, Field::right_);
  if (is_logical(operator_of(n))) l.builder.open_region(region_of(operator_of(n)), right ? right.span() : n.span(), left);
  return left;
}

OpId finish_binary(Lowering& l, Node n, Span span, OpId left, OpId right) {
  const std::string_view op = operator_of(n);
  if (is_logical(op)) l.builder.close_region();
  return add_compute(l, span, op, {{left, right}});
}

// `a + b + c` is a tree that leans to the left; walking its spine in a loop keeps long concatenations within the nesting budget.
OpId lower_binary(Lowering& l, Node n) {
  StackList<Node> spine(l.nodes);
  Node left = n;
  while (left && kind_of(left) == Kind::binary_expression && !misread_tag(left)) {
    spine.push(left);
    left = child(left, Field::left_);
  }
  const Node tag = left && kind_of(left) == Kind::binary_expression ? misread_tag(left) : Node{};
  OpId value = tag ? lower_misread_tag(l, left, tag) : lower_expression(l, left);
  while (!spine.empty()) value = lower_right(l, spine.pop(), value);
  return value;
}

OpId lower_unary(Lowering& l, Node n) {
  const OpId value = lower_expression(l, child(n, Field::argument_));
  return add_compute(l, n.span(), operator_of(n), {{value}});
}

OpId lower_ternary(Lowering& l, Node n) {
  const OpId condition = lower_expression(l, child(n, Field::condition_));
  const OpId yes = lower_under(l, ir::RegionKind::Branch, condition, child(n, Field::consequence_));
  const OpId no = lower_under(l, ir::RegionKind::Else, condition, child(n, Field::alternative_));
  return add_compute(l, n.span(), "?:", {{condition, yes, no}});
}

OpId lower_assignment(Lowering& l, Node n) {
  const Node left = unwrap(child(n, Field::left_));
  const Node right = child(n, Field::right_);
  if (!left || !right) return lower_parts(l, n);
  bind_required(l, left, right);
  if (is_pattern(left)) {
    const OpId value = lower_expression(l, right);
    destructure(l, left, value, 0);
    return value;
  }
  const Target target = lower_target(l, left);
  const bool names = !target.index && l.builder.text(target.name) != "exports";
  const OpId value = lower_value(l, right, names ? target.name : Str{});
  const bool declares = static_cast<bool>(child_of_kind(n, Kind::kw_using));
  write_target(l, n.span(), target, value, declares ? ir::kDeclares | ir::kEntered : 0);
  if (target.base) note_exports(l, left, value);
  return value;
}

OpId lower_augmented_assignment(Lowering& l, Node n) {
  const Node left = child(n, Field::left_);
  const Node right = child(n, Field::right_);
  if (!left || !right) return lower_parts(l, n);
  std::string_view op = operator_of(n);
  if (op.ends_with('=')) op.remove_suffix(1);
  const Target target = lower_target(l, left);
  const OpId old = read_target(l, target);
  const OpId value = is_logical(op) ? lower_under(l, region_of(op), old, right) : lower_expression(l, right);
  const OpId result = add_compute(l, n.span(), op, {{old, value}});
  write_target(l, n.span(), target, result, ir::kAugmented);
  return result;
}

OpId lower_update(Lowering& l, Node n) {
  const Node argument = child(n, Field::argument_);
  if (!argument) return add_unknown(l, n.span());
  const Target target = lower_target(l, argument);
  const OpId old = read_target(l, target);
  const OpId one = add_literal(l, n.span(), ir::LiteralKind::Number, l.builder.str("1"));
  const OpId result = add_compute(l, n.span(), operator_of(n).substr(0, 1), {{old, one}});
  write_target(l, n.span(), target, result, ir::kAugmented);
  return result;
}

}  // namespace chokepoint::frontends::javascript
