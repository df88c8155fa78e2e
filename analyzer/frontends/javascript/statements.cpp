// Statements and their regions: blocks, conditions, switch, try.
#include <algorithm>

#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

using ir::RegionKind;

OpId lower_optional(Lowering& l, Node n) {
  const Node value = first_named(n);
  return value ? lower_expression(l, value) : OpId{};
}

void lower_branch(Lowering& l, Node n, OpId condition) {
  const Node yes = child(n, Field::consequence_);
  if (!yes) return;
  l.builder.open_region(RegionKind::Branch, yes.span(), condition);
  lower_statement(l, yes);
  l.builder.close_region();
}

// Chains of `else if` are walked in a loop, so that long ones stay within the nesting budget.
void lower_if(Lowering& l, Node n) {
  unsigned open = 0;
  while (n) {
    const OpId condition = lower_expression(l, child(n, Field::condition_));
    lower_branch(l, n, condition);
    const Node alternative = child(n, Field::alternative_);
    if (!alternative) break;
    l.builder.open_region(RegionKind::Else, alternative.span(), condition);
    ++open;
    const Node no = first_named(alternative);
    n = no && kind_of(no) == Kind::if_statement ? no : Node{};
    if (no && !n) lower_statement(l, no);
  }
  while (open-- > 0) l.builder.close_region();
}

// Each case is a Branch on its value; `default` the other side of the switched value.
void lower_switch(Lowering& l, Node n) {
  const OpId subject = lower_expression(l, child(n, Field::value_));
  const Node body = child(n, Field::body_);
  each_named(body, [&](Node part) {
    OpId value = subject;
    if (kind_of(part) == Kind::switch_case) value = lower_expression(l, child(part, Field::value_));
    const bool is_case = kind_of(part) == Kind::switch_case;
    l.builder.open_region(is_case ? RegionKind::Branch : RegionKind::Else, part.span(), value);
    lower_statements(l, part);
    l.builder.close_region();
  });
}

void lower_catch(Lowering& l, Node n) {
  const Node parameter = child(n, Field::parameter_);
  const bool plain = parameter && kind_of(parameter) == Kind::identifier;
  Str name;
  if (parameter) name = l.builder.str(plain ? parameter.text() : "$error");
  l.builder.open_region(RegionKind::Catch, n.span(), {}, 0, name);
  if (parameter && !plain) {
    const OpId whole = l.builder.add({.kind = OpKind::Name, .span = parameter.span(), .text = name});
    destructure(l, parameter, whole, ir::kDeclares);
  }
  if (const Node body = child(n, Field::body_)) lower_statements(l, body);
  l.builder.close_region();
}

void lower_try(Lowering& l, Node n) {
  if (const Node body = child(n, Field::body_)) {
    l.builder.open_region(RegionKind::Try, body.span());
    lower_statements(l, body);
    l.builder.close_region();
  }
  if (const Node handler = child(n, Field::handler_)) lower_catch(l, handler);
  if (const Node finalizer = child(n, Field::finalizer_)) {
    l.builder.open_region(RegionKind::Finally, finalizer.span());
    if (const Node body = child(finalizer, Field::body_)) lower_statements(l, body);
    l.builder.close_region();
  }
}

void lower_jump(Lowering& l, Node n, OpKind kind) {
  const OpId value = lower_optional(l, n);
  l.builder.add({.kind = kind, .span = n.span(), .base = value});
}

void lower_break(Lowering& l, Node n, std::string_view word) {
  l.builder.add({.kind = OpKind::Break, .span = n.span(), .text = l.builder.str(word)});
}

void lower_simple(Lowering& l, Node n) {
  switch (kind_of(n)) {
    case Kind::return_statement: lower_jump(l, n, OpKind::Return); break;
    case Kind::throw_statement: lower_jump(l, n, OpKind::Raise); break;
    case Kind::break_statement: lower_break(l, n, "break"); break;
    case Kind::continue_statement: lower_break(l, n, "continue"); break;
    case Kind::import_statement: lower_import(l, n); break;
    case Kind::export_statement: lower_export(l, n); break;
    case Kind::labeled_statement:
      if (const Node body = child(n, Field::body_)) lower_statement(l, body);
      break;
    case Kind::with_statement:
      lower_expression(l, child(n, Field::object_));
      if (const Node body = child(n, Field::body_)) lower_statement(l, body);
      break;
    case Kind::empty_statement:
    case Kind::debugger_statement:
    case Kind::statement_identifier:
    case Kind::comment:
    case Kind::html_comment:
    case Kind::hash_bang_line: break;
    case Kind::error:
    case Kind::else_clause:
    case Kind::switch_body:
    case Kind::class_body:
    case Kind::formal_parameters: lower_fragments(l, n); break;
    default: lower_expression(l, n);
  }
}

Node declaration_of(Node statement) {
  if (kind_of(statement) != Kind::export_statement) return statement;
  const Node declaration = child(statement, Field::declaration_);
  return declaration ? declaration : statement;
}

bool declares_type(Node statement) {
  const Kind kind = kind_of(declaration_of(statement));
  return kind == Kind::interface_declaration || kind == Kind::type_alias_declaration;
}

void add_value_name(Lowering& l, Node declaration) {
  const Node name = child(declaration, Field::name_);
  if (name && name.first_child() == Node{}) l.values.push_back(l.builder.str(name.text()));
}

// Names of variables, functions, classes and enums that the statements of this block declare.
void collect_values(Lowering& l, Node container) {
  each_named(container, [&](Node statement) {
    const Node n = declaration_of(statement);
    switch (kind_of(n)) {
      case Kind::lexical_declaration:
      case Kind::variable_declaration: each_named(n, [&](Node part) { add_value_name(l, part); }); break;
      case Kind::function_declaration:
      case Kind::generator_function_declaration:
      case Kind::class_declaration:
      case Kind::abstract_class_declaration:
      case Kind::enum_declaration: add_value_name(l, n); break;
      default: break;
    }
  });
  std::sort(l.values.begin() + static_cast<std::ptrdiff_t>(l.first_value), l.values.end());
}

bool is_using(Node statement) { return kind_of(statement) == Kind::using_declaration; }

}  // namespace

Node hoisted_function(Node statement) {
  Node n = statement;
  if (kind_of(n) == Kind::export_statement) n = child(n, Field::declaration_);
  if (!n) return {};
  const Kind kind = kind_of(n);
  return kind == Kind::function_declaration || kind == Kind::generator_function_declaration ? n : Node{};
}

bool is_value(const Lowering& l, Str name) {
  return std::binary_search(l.values.begin() + static_cast<std::ptrdiff_t>(l.first_value), l.values.end(), name);
}

void lower_statements(Lowering& l, Node container) {
  const std::size_t outer = l.first_value;
  l.first_value = l.values.size();
  bool types = false;
  for (Node c : container.children()) {
    types = types || declares_type(c);
    if (const Node function = hoisted_function(c)) lower_function_declaration(l, function, function != c);
  }
  if (types) collect_values(l, container);
  unsigned resources = 0;
  for (Node c : container.children()) {
    if (!c.is_named() || field_of(c) == Field::value_) continue;  // the value of a `case` is not of its body
    if (kind_of(c) == Kind::function_declaration || kind_of(c) == Kind::generator_function_declaration) continue;
    lower_statement(l, c);
    if (!is_using(c) || l.builder.open_ops().empty()) continue;
    // `using x = open()`: x is disposed of where this block ends.
    const OpId resource = l.builder.open_ops().back().base;
    l.builder.open_region(RegionKind::With, {c.span().end, container.span().end}, resource);
    ++resources;
  }
  while (resources-- > 0) l.builder.close_region();
  l.values.resize(l.first_value);
  l.first_value = outer;
}

void lower_statement(Lowering& l, Node n) {
  const Nesting nesting(l);
  if (!nesting) return;
  switch (kind_of(n)) {
    case Kind::expression_statement:
      each_named(n, [&](Node part) {
        if (kind_of(part) == Kind::internal_module) lower_declaration(l, part, {});
        else lower_expression(l, part);
      });
      break;
    case Kind::statement_block: lower_statements(l, n); break;
    case Kind::if_statement: lower_if(l, n); break;
    case Kind::switch_statement: lower_switch(l, n); break;
    case Kind::for_statement: lower_for(l, n); break;
    case Kind::for_in_statement: lower_for_in(l, n); break;
    case Kind::while_statement: lower_while(l, n); break;
    case Kind::do_statement: lower_do(l, n); break;
    case Kind::try_statement: lower_try(l, n); break;
    case Kind::lexical_declaration:
    case Kind::variable_declaration:
    case Kind::using_declaration:
    case Kind::function_declaration:
    case Kind::generator_function_declaration:
    case Kind::function_signature:
    case Kind::class_declaration:
    case Kind::abstract_class_declaration:
    case Kind::interface_declaration:
    case Kind::enum_declaration:
    case Kind::type_alias_declaration:
    case Kind::internal_module:
    case Kind::module:
    case Kind::import_alias:
    case Kind::ambient_declaration: lower_declaration(l, n, {}); break;
    default: lower_simple(l, n);
  }
}

}  // namespace chokepoint::frontends::javascript
