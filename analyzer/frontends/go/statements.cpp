#include "frontends/go/lowering.hpp"

namespace chokepoint::frontends::go {

using ir::OpId;
using ir::OpKind;
using ir::RegionKind;

void Lowering::statements_of(Node node) {
  for (Node part : node.children()) {
    if (is_code(part)) statement(part);
  }
}

void Lowering::statement(Node node) {
  if (depth_ >= kMaxNesting) {
    b_.count_truncated();
    return;
  }
  const Nested nested(depth_);
  switch (kind(node)) {
    case Kind::block:
    case Kind::statement_list:
    case Kind::expression_statement:
    case Kind::error: return statements_of(node);
    case Kind::assignment_statement: return assignment(node);
    case Kind::const_declaration: return constant_declaration(node);
    case Kind::dec_statement: return increment(node, "-");
    case Kind::defer_statement: return defer_statement(node);
    case Kind::expression_switch_statement: return expression_switch(node);
    case Kind::for_statement: return for_statement(node);
    case Kind::function_declaration: return function_declaration(node);
    case Kind::go_statement: return go_statement(node);
    case Kind::if_statement: return if_statement(node);
    case Kind::import_declaration: return imports(node);
    case Kind::inc_statement: return increment(node, "+");
    case Kind::labeled_statement: return statements_of(node);
    case Kind::method_declaration: return method_declaration(node);
    case Kind::package_clause: return b_.set_package(only_child(node) ? only_child(node).text() : std::string_view{});
    case Kind::return_statement: return return_statement(node);
    case Kind::select_statement: return select_statement(node);
    case Kind::send_statement: return send_statement(node);
    case Kind::short_var_declaration: return short_variable(node);
    case Kind::type_declaration: return type_declaration(node);
    case Kind::type_switch_statement: return type_switch(node);
    case Kind::var_declaration: return variable_declaration(node);
    case Kind::break_statement:
      if (only_child(node) || break_leaves_loop_) b_.add({.kind = OpKind::Break, .span = node.span(), .text = b_.str("break")});
      return;
    case Kind::continue_statement: b_.add({.kind = OpKind::Break, .span = node.span(), .text = b_.str("continue")}); return;
    // Jumps are not modelled; a label is no expression.
    case Kind::empty_statement:
    case Kind::fallthrough_statement:
    case Kind::goto_statement:
    case Kind::label_name: return;
    default: expression(node); return;
  }
}

// Chains of `else if` are walked in a loop: generated code has hundreds of them.
void Lowering::if_statement(Node node) {
  std::size_t open = 0;
  while (node) {
    if (const Node initializer = child(node, Field::initializer_)) statement(initializer);
    const OpId condition = expression(child(node, Field::condition_));
    const Node consequence = child(node, Field::consequence_);
    b_.open_region(RegionKind::Branch, consequence ? consequence.span() : node.span(), condition);
    if (consequence) statements_of(consequence);
    b_.close_region();
    const Node alternative = child(node, Field::alternative_);
    if (!alternative) break;
    b_.open_region(RegionKind::Else, alternative.span(), condition);
    ++open;
    if (kind(alternative) != Kind::if_statement) {
      statement(alternative);
      break;
    }
    node = alternative;
  }
  for (; open; --open) b_.close_region();
}

void Lowering::return_statement(Node node) {
  const Node list = only_child(node);
  OpId value;
  if (list) {
    const std::size_t mark = operands_.size();
    for (Node part : list.children()) {
      if (!is_code(part)) continue;
      const OpId id = expression(part);
      operands_.push_back({{}, id});
    }
    const std::span<const ir::Operand> values(operands_.data() + mark, operands_.size() - mark);
    if (values.size() == 1) value = values.front().value;
    else if (values.size() > 1) {
      value = b_.add(
          {.kind = OpKind::Aggregate, .detail = static_cast<std::uint8_t>(ir::AggregateKind::Tuple), .span = list.span()}, values);
    }
    operands_.resize(mark);
  }
  b_.add({.kind = OpKind::Return, .span = node.span(), .base = value});
}

void Lowering::go_statement(Node node) {
  const OpId started = expression(only_child(node));
  b_.add({.kind = OpKind::Spawn, .span = node.span(), .base = started});
}

void Lowering::defer_statement(Node node) {
  b_.open_region(RegionKind::Defer, node.span());
  expression(only_child(node));
  b_.close_region();
}

void Lowering::send_statement(Node node) { send(node); }

OpId Lowering::send(Node node) {
  const OpId channel = expression(child(node, Field::channel_));
  const OpId value = expression(child(node, Field::value_));
  return compute(node, "<-send", {channel, value});
}

}  // namespace chokepoint::frontends::go
