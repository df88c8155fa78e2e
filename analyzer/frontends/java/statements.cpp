#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

using ir::OpId;
using ir::OpKind;
using ir::RegionKind;

OpId lower_condition(Lowering& l, Node statement) {
  const Node condition = child(statement, Field::condition_);
  return condition ? lower_expression(l, condition) : add_unknown(l, statement.span());
}

// A chain of `else if` is walked in a loop; each link opens an Else region around the rest of the chain.
void lower_if(Lowering& l, Node statement) {
  std::size_t open = 0;
  for (;;) {
    const OpId condition = lower_condition(l, statement);
    if (Node body = child(statement, Field::consequence_)) {
      l.b.open_region(RegionKind::Branch, body.span(), condition);
      lower_statement(l, body);
      l.b.close_region();
    }
    const Node other = child(statement, Field::alternative_);
    if (!other) break;
    l.b.open_region(RegionKind::Else, other.span(), condition);
    ++open;
    if (kind_of(other) != Kind::if_statement) {
      lower_statement(l, other);
      break;
    }
    statement = other;
  }
  for (; open; --open) l.b.close_region();
}

void lower_synchronized(Lowering& l, Node statement) {
  const Node body = child(statement, Field::body_);
  const Node lock = child(statement, Kind::parenthesized_expression);
  const OpId subject = lock ? lower_expression(l, lock) : add_unknown(l, statement.span());
  if (!body) return;
  l.b.open_region(RegionKind::With, body.span(), subject, 1);
  lower_block(l, body);
  l.b.close_region();
}

void lower_jump(Lowering& l, Node statement) {
  const bool is_break = kind_of(statement) == Kind::break_statement;
  const bool labelled = static_cast<bool>(child(statement, Kind::identifier));
  if (is_break && !labelled && l.targets.break_leaves_switch) return;  // ends a case, not a loop
  l.b.add({.kind = OpKind::Break, .span = statement.span(), .text = l.b.str(is_break ? "break" : "continue")});
}

// `return v;`, `throw v;`, `yield v;`
void lower_exit(Lowering& l, Node statement, OpKind kind) {
  const Node value = content(statement);
  const OpId base = value ? lower_expression(l, value) : OpId{};
  l.b.add({.kind = kind, .span = statement.span(), .base = base});
  if (kind == OpKind::Yield && base && l.targets.yields) l.targets.yields->push_back(base);
}

void lower_each_content(Lowering& l, Node statement) {
  for (Node c : statement.children()) {
    if (is_content(c)) lower_expression(l, c);
  }
}

void lower_labelled(Lowering& l, Node statement) {
  Node last;
  for (Node c : statement.children()) {
    if (is_content(c)) last = c;
  }
  if (last) lower_statement(l, last);
}

}  // namespace

void lower_block(Lowering& l, Node block) {
  for (Node c : block.children()) {
    if (is_content(c)) lower_statement(l, c);
  }
}

void lower_local_variables(Lowering& l, Node declaration) {
  const Node written = child(declaration, Field::type_);
  for (Node declarator : declaration.children()) {
    if (kind_of(declarator) != Kind::variable_declarator) continue;
    const Node name = child(declarator, Field::name_);
    if (!name) continue;
    const ir::TypeId type = lower_type(l, written, child(declarator, Field::dimensions_));
    const Node value = child(declarator, Field::value_);
    const OpId initial = value ? lower_initializer(l, value, type) : OpId{};
    add_local(l, name.text(), initial, type, declarator.span());
  }
}

void lower_statement(Lowering& l, Node node) {
  const Level level(l);
  if (level.too_deep()) return;
  if (!is_content(node)) return;
  switch (kind_of(node)) {
    case Kind::block:
    case Kind::constructor_body: return lower_block(l, node);
    case Kind::expression_statement: return lower_each_content(l, node);
    case Kind::assert_statement: return lower_each_content(l, node);
    case Kind::local_variable_declaration: return lower_local_variables(l, node);
    case Kind::explicit_constructor_invocation: return lower_constructor_call(l, node);
    case Kind::if_statement: return lower_if(l, node);
    case Kind::for_statement:
    case Kind::enhanced_for_statement:
    case Kind::while_statement:
    case Kind::do_statement: return lower_loop(l, node);
    case Kind::switch_expression: return lower_switch_statement(l, node);
    case Kind::try_statement:
    case Kind::try_with_resources_statement: return lower_try(l, node);
    case Kind::synchronized_statement: return lower_synchronized(l, node);
    case Kind::labeled_statement: return lower_labelled(l, node);
    case Kind::break_statement:
    case Kind::continue_statement: return lower_jump(l, node);
    case Kind::return_statement: return lower_exit(l, node, OpKind::Return);
    case Kind::throw_statement: return lower_exit(l, node, OpKind::Raise);
    case Kind::yield_statement: return lower_exit(l, node, OpKind::Yield);
    case Kind::class_declaration:
    case Kind::interface_declaration:
    case Kind::enum_declaration:
    case Kind::record_declaration:
    case Kind::annotation_type_declaration: return lower_type_declaration(l, node);
    case Kind::method_declaration: return lower_method(l, {}, node);  // below error nodes
    case Kind::error: return lower_fragments(l, node);
    case Kind::import_declaration:
    case Kind::package_declaration:
    case Kind::module_declaration:
    case Kind::modifiers:
    case Kind::formal_parameters: return;
    default: lower_expression(l, node); return;
  }
}

}  // namespace chokepoint::frontends::java
