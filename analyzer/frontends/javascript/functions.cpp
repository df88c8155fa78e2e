// Functions of every form: declarations, arrows, methods, accessors; and their parameters.
#include <charconv>

#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

bool is_parameter(Node n) { return n.is_named() && !is_trivia(kind_of(n)); }

// TypeScript's `this: T` is no parameter.
bool is_this(Node parameter) {
  const Node pattern = child(parameter, Field::pattern_);
  return pattern && kind_of(pattern) == Kind::this_;
}

// Parameter decorators run in the function around this one: lowered before it opens, one range per parameter.
void lower_parameter_decorators(Lowering& l, Node list, StackList<Range>& ranges) {
  bool any = false;
  for (Node parameter : list.children()) any = any || child_of_kind(parameter, Kind::decorator);
  if (!any) return;
  for (Node parameter : list.children()) {
    if (is_parameter(parameter) && !is_this(parameter)) ranges.push(lower_decorators(l, parameter, {}));
  }
}

bool is_property(Node parameter) {
  for (Node c : parameter.children()) {
    const Kind kind = kind_of(c);
    if (kind == Kind::accessibility_modifier || kind == Kind::kw_readonly || kind == Kind::override_modifier) return true;
  }
  return false;
}

Str synthetic_name(Lowering& l, std::size_t position) {
  char name[16] = "$";
  const auto end = std::to_chars(name + 1, name + sizeof name, position).ptr;
  return l.builder.str(std::string_view(name, static_cast<std::size_t>(end - name)));
}

// The three spellings of a parameter, taken apart: JavaScript's patterns and TypeScript's wrappers around them.
struct ParameterParts {
  Node pattern, type, fallback;
  bool rest = false;
};

ParameterParts parts_of(Node parameter) {
  ParameterParts parts{.pattern = parameter};
  if (kind_of(parameter) == Kind::required_parameter || kind_of(parameter) == Kind::optional_parameter) {
    parts = {child(parameter, Field::pattern_), child(parameter, Field::type_), child(parameter, Field::value_)};
    if (!parts.pattern) parts.pattern = child(parameter, Field::name_);
  }
  if (parts.pattern && kind_of(parts.pattern) == Kind::assignment_pattern) {
    parts.fallback = child(parts.pattern, Field::right_);
    parts.pattern = child(parts.pattern, Field::left_);
  }
  if (parts.pattern && kind_of(parts.pattern) == Kind::rest_pattern) {
    parts.rest = true;
    parts.pattern = first_named(parts.pattern);
  }
  return parts;
}

ir::Parameter lower_parameter(Lowering& l, Node n, std::size_t position) {
  const ParameterParts parts = parts_of(n);
  ir::Parameter parameter;
  parameter.span = n.span();
  parameter.rest = parts.rest;
  parameter.type = lower_type(l, parts.type);
  if (parts.fallback) parameter.default_value = lower_expression(l, parts.fallback);
  if (!parts.pattern || kind_of(parts.pattern) == Kind::identifier) {
    parameter.name = parts.pattern ? l.builder.str(parts.pattern.text()) : Str{};
    return parameter;
  }
  parameter.name = synthetic_name(l, position);
  const OpId whole = l.builder.add({.kind = OpKind::Name, .span = parts.pattern.span(), .text = parameter.name});
  destructure(l, parts.pattern, whole, ir::kDeclares);
  return parameter;
}

void add_property(Lowering& l, const ir::Parameter& parameter, ir::ClassId owner) {
  l.builder.add_field(
      {.owner = owner, .name = parameter.name, .type = parameter.type, .span = parameter.span, .decorators = parameter.decorators});
}

Range lower_parameters(Lowering& l, Node n, ir::ClassId owner, StackList<Range>& decorators) {
  StackList<ir::Parameter> parameters(l.parameters);
  if (const Node single = child(n, Field::parameter_)) parameters.push(lower_parameter(l, single, 0));
  const Node list = child(n, Field::parameters_);
  for (Node c : list.children()) {
    if (!is_parameter(c) || is_this(c)) continue;
    if (kind_of(c) == Kind::error) {
      lower_fragments(l, c);
      continue;
    }
    ir::Parameter parameter = lower_parameter(l, c, parameters.size());
    if (parameters.size() < decorators.size()) parameter.decorators = decorators[parameters.size()];
    parameter.property = owner && is_property(c);
    if (parameter.property) add_property(l, parameter, owner);
    parameters.push(parameter);
  }
  return l.builder.add_parameters(parameters.items());
}

void lower_body(Lowering& l, Node body) {
  if (!body) return;
  if (kind_of(body) == Kind::statement_block) {
    lower_statements(l, body);
    return;
  }
  const OpId value = lower_expression(l, body);
  l.builder.add({.kind = OpKind::Return, .span = body.span(), .base = value});
}

void add_modifier(ir::Function& head, Node c) {
  switch (kind_of(c)) {
    case Kind::kw_async: head.is_async = true; break;
    case Kind::kw_static: head.is_static = true; break;
    case Kind::kw_abstract: head.is_abstract = true; break;
    case Kind::kw_get: head.kind = ir::FunctionKind::Getter; break;
    case Kind::kw_set: head.kind = ir::FunctionKind::Setter; break;
    case Kind::accessibility_modifier: head.is_public = c.text() != "private"; break;
    case Kind::op:
      if (c.text() == "*") head.is_generator = true;
      if (c.text().starts_with("static")) {  // the grammar's one token `static get`
        head.is_static = true;
        head.kind = ir::FunctionKind::Getter;
      }
      break;
    default: break;
  }
}

// Modifiers stand before the name or the parameters.
void add_modifiers(ir::Function& head, Node n) {
  for (Node c : n.children()) {
    const Field field = field_of(c);
    if (field == Field::name_ || field == Field::parameters_ || field == Field::parameter_) return;
    add_modifier(head, c);
  }
}

}  // namespace

ir::FunctionId lower_function(Lowering& l, Node n, ir::Function head) {
  StackList<Range> decorators(l.ranges);
  if (const Node list = child(n, Field::parameters_)) lower_parameter_decorators(l, list, decorators);
  head.span = without_decorators(n);
  if (const Node name = child(n, Field::name_)) head.name_span = name.span();
  head.result = lower_type(l, child(n, Field::return_type_));
  const ir::FunctionId id = l.builder.begin_function(head);
  const Range parameters = lower_parameters(l, n, head.owner, decorators);
  l.builder.function(id).parameters = parameters;
  lower_body(l, child(n, Field::body_));
  l.builder.end_function();
  return id;
}

OpId lower_function_expression(Lowering& l, Node n, Str name) {
  ir::Function head;
  head.kind = ir::FunctionKind::Lambda;
  head.name = name;
  head.is_generator = kind_of(n) == Kind::generator_function;
  add_modifiers(head, n);
  if (const Node own = child(n, Field::name_)) {
    head.kind = ir::FunctionKind::Function;
    head.name = l.builder.str(own.text());
  }
  const ir::FunctionId id = lower_function(l, n, head);
  return l.builder.add({.kind = OpKind::Function, .span = n.span(), .aux = id.raw});
}

ir::Function method_head(Lowering& l, Node n) {
  ir::Function head;
  head.kind = ir::FunctionKind::Method;
  head.is_public = true;
  add_modifiers(head, n);
  if (const Node name = child(n, Field::name_)) {
    head.name = lower_key(l, name, nullptr);
    if (kind_of(name) == Kind::private_property_identifier) head.is_public = false;
    if (!head.is_static && name.text() == "constructor") head.kind = ir::FunctionKind::Constructor;
  }
  return head;
}

OpId lower_object_method(Lowering& l, Node n) {
  ir::Function head = method_head(l, n);
  if (head.kind == ir::FunctionKind::Method || head.kind == ir::FunctionKind::Constructor) head.kind = ir::FunctionKind::Function;
  head.is_public = false;
  const ir::FunctionId id = lower_function(l, n, head);
  return l.builder.add({.kind = OpKind::Function, .span = n.span(), .aux = id.raw});
}

void lower_function_declaration(Lowering& l, Node n, bool exported) {
  ir::Function head;
  head.is_public = exported;
  head.is_generator = kind_of(n) == Kind::generator_function_declaration;
  add_modifiers(head, n);
  head.is_abstract = kind_of(n) == Kind::function_signature;
  if (const Node name = child(n, Field::name_)) head.name = l.builder.str(name.text());
  const ir::FunctionId id = lower_function(l, n, head);
  if (head.is_abstract) return;  // an overload or ambient signature is no value
  const OpId op = l.builder.add({.kind = OpKind::Function, .span = n.span(), .aux = id.raw});
  add_assign(l, n.span(), head.name, op, ir::kDeclares);
}

}  // namespace chokepoint::frontends::javascript
