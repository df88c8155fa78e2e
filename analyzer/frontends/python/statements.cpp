#include "frontends/python/lowering.hpp"

namespace chokepoint::frontends::python {
namespace {

using ir::RegionKind;

// Documentation strings and bare `...` do nothing.
bool is_idle(Node node) { return is_plain_string(node) || kind_of(node) == Kind::ellipsis; }

void lower_expression_statement(Lowering& l, Node node) {
  for (Node c : node.children()) {
    if (!is_content(c) || is_idle(c)) continue;
    if (kind_of(c) == Kind::assignment) lower_assignment(l, c);
    else lower_expression(l, c);
  }
}

void lower_return(Lowering& l, Node node) {
  OpId value;
  if (const Node what = content(node)) value = lower_expression(l, what);
  l.ir.add({.kind = OpKind::Return, .span = node.span(), .base = value});
}

void lower_raise(Lowering& l, Node node) {
  OpId value;
  for (Node c : node.children()) {
    if (!is_content(c)) continue;
    const OpId op = lower_expression(l, c);
    if (!value) value = op;
  }
  l.ir.add({.kind = OpKind::Raise, .span = node.span(), .base = value});
}

void lower_delete(Lowering& l, Node node) {
  Node targets = content(node);
  if (kind_of(targets) != Kind::expression_list && kind_of(targets) != Kind::tuple) targets = node;
  OperandList operands(l);
  for (Node c : targets.children()) {
    if (is_content(c)) operands.add(lower_expression(l, c));
  }
  l.ir.add({.kind = OpKind::Compute, .span = node.span(), .text = l.str("delete")}, operands.items());
}

// The message is built only when the condition fails.
void lower_assert(Lowering& l, Node node) {
  const OpId condition = lower_expression(l, content(node));
  const Node message = content(node, 1);
  if (!message) return;
  l.ir.open_region(RegionKind::Else, message.span(), condition);
  lower_expression(l, message);
  l.ir.close_region();
}

void note_globals(Lowering& l, Node node) {
  for (Node c : node.children()) {
    if (kind_of(c) == Kind::identifier) l.globals.push_back(l.str(c.text()));
  }
}

// Python 2's statements are calls of the functions they became.
void lower_legacy_call(Lowering& l, Node node, std::string_view name) {
  const OpId callee = l.ir.add({.kind = OpKind::Name, .span = node.span(), .text = l.str(name)});
  OperandList operands(l);
  for (Node c : node.children()) {
    if (is_content(c)) operands.add(lower_expression(l, c));
  }
  l.ir.add({.kind = OpKind::Call, .span = node.span(), .base = callee}, operands.items());
}

void lower_jump(Lowering& l, Node node, std::string_view text) {
  l.ir.add({.kind = OpKind::Break, .span = node.span(), .text = l.str(text)});
}

// False if this is no statement.
bool lower_known_statement(Lowering& l, Node node) {
  switch (kind_of(node)) {
    case Kind::expression_statement: lower_expression_statement(l, node); return true;
    case Kind::assignment: lower_assignment(l, node); return true;
    case Kind::augmented_assignment: lower_augmented_assignment(l, node); return true;
    case Kind::if_statement: lower_if(l, node); return true;
    case Kind::for_statement: lower_for(l, node); return true;
    case Kind::while_statement: lower_while(l, node); return true;
    case Kind::try_statement: lower_try(l, node); return true;
    case Kind::with_statement: lower_with(l, node); return true;
    case Kind::match_statement: lower_match(l, node); return true;
    case Kind::function_definition: lower_function(l, node, {}, {}); return true;
    case Kind::class_definition: lower_class(l, node, {}); return true;
    case Kind::decorated_definition: lower_decorated(l, node); return true;
    case Kind::type_alias_statement: lower_type_alias(l, node); return true;
    case Kind::import_statement: lower_import(l, node); return true;
    case Kind::future_import_statement:
    case Kind::import_from_statement: lower_import_from(l, node); return true;
    case Kind::return_statement: lower_return(l, node); return true;
    case Kind::raise_statement: lower_raise(l, node); return true;
    case Kind::delete_statement: lower_delete(l, node); return true;
    case Kind::assert_statement: lower_assert(l, node); return true;
    case Kind::global_statement:
    case Kind::nonlocal_statement: note_globals(l, node); return true;
    case Kind::print_statement: lower_legacy_call(l, node, "print"); return true;
    case Kind::exec_statement: lower_legacy_call(l, node, "exec"); return true;
    case Kind::break_statement: lower_jump(l, node, "break"); return true;
    case Kind::continue_statement: lower_jump(l, node, "continue"); return true;
    case Kind::block: lower_block(l, node); return true;
    case Kind::pass_statement:
    case Kind::comment:
    case Kind::line_continuation: return true;
    default: return false;
  }
}

// Alone it says nothing, and around an error there are many.
bool is_trivial(Kind kind) {
  return kind == Kind::identifier || kind == Kind::string || kind == Kind::integer || kind == Kind::float_ || kind == Kind::none_ ||
         kind == Kind::true_ || kind == Kind::false_ || kind == Kind::ellipsis;
}

}  // namespace

void recover(Lowering& l, Node node) {
  const Nested nested(l);
  if (nested.too_deep()) return;
  for (Node c : node.children()) {
    if (!is_content(c) || is_trivial(kind_of(c))) continue;
    if (is_expression(kind_of(c))) lower_expression(l, c);
    else if (!lower_known_statement(l, c)) recover(l, c);
  }
}

void lower_statement(Lowering& l, Node node) {
  const Nested nested(l);
  if (nested.too_deep() || lower_known_statement(l, node)) return;
  if (is_expression(kind_of(node)) && !is_idle(node)) lower_expression(l, node);
  else recover(l, node);
}

void lower_block(Lowering& l, Node block) {
  for (Node c : block.children()) {
    if (is_content(c)) lower_statement(l, c);
  }
}

}  // namespace chokepoint::frontends::python
