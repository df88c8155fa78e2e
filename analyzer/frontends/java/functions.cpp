#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

using ir::OpKind;

ir::Parameter named_parameter(Lowering& l, Node name) {
  ir::Parameter parameter;
  parameter.name = l.b.str(name.text());
  parameter.span = name.span();
  return parameter;
}

ir::Parameter lower_parameter(Lowering& l, Node node) {
  ir::Parameter parameter;
  const Modifiers modifiers = lower_modifiers(l, node);
  parameter.decorators = modifiers.decorators;
  parameter.span = span_of(modifiers, node);
  Node type = child(node, Field::type_);
  Node named = node;
  if (kind_of(node) == Kind::spread_parameter) {
    parameter.rest = true;
    for (Node c : node.children()) {
      const Kind kind = kind_of(c);
      if (!is_content(c) || kind == Kind::modifiers || kind == Kind::annotation || kind == Kind::marker_annotation) continue;
      if (kind == Kind::variable_declarator) named = c;
      else if (!type) type = c;
    }
  }
  if (Node name = child(named, Field::name_)) parameter.name = l.b.str(name.text());
  parameter.type = lower_type(l, type, child(named, Field::dimensions_));
  return parameter;
}

// `String @NonNull... names` is beyond the grammar: it reads the type, then an annotation named `NonNull .. names`.
void recover_parameters(Lowering& l, Node error, std::vector<ir::Parameter>& parameters) {
  ir::TypeId type;
  for (Node c : error.children()) {
    if (kind_of(c) != Kind::marker_annotation) {
      if (const ir::TypeId written = lower_type(l, c)) type = written;
      continue;
    }
    const Node annotation = child(c, Field::name_);
    Node name;
    if (!child(annotation, Kind::error)) continue;
    for (Node part : annotation.children()) {
      if (kind_of(part) == Kind::identifier) name = part;
    }
    if (!name || !type) continue;
    parameters.push_back(named_parameter(l, name));
    parameters.back().type = type;
    parameters.back().rest = true;
  }
}

// The lock of a synchronized method: `this`, or the class object if it is static.
ir::OpId add_method_lock(Lowering& l, const TypeScope& scope, bool is_static, Span span) {
  if (!is_static) return add_name(l, "this", span);
  return add_member(l, add_name(l, l.b.text(scope.name), span), "class", span);
}

void lower_method_body(Lowering& l, const TypeScope& scope, const Modifiers& modifiers, Span name_span, Node body) {
  if (!modifiers.is_synchronized) return lower_block(l, body);
  const ir::OpId lock = add_method_lock(l, scope, modifiers.is_static, name_span);
  l.b.open_region(ir::RegionKind::With, body.span(), lock, 1);
  lower_block(l, body);
  l.b.close_region();
}

ir::Function describe(Lowering& l, const TypeScope& scope, const Modifiers& modifiers, Node declaration) {
  ir::Function function;
  function.owner = scope.id;
  function.span = span_of(modifiers, declaration);
  function.decorators = modifiers.decorators;
  function.is_static = modifiers.is_static;
  function.is_public = modifiers.is_public;
  if (Node name = child(declaration, Field::name_)) {
    function.name = l.b.str(name.text());
    function.name_span = name.span();
  }
  return function;
}

}  // namespace

std::vector<ir::Parameter> lower_parameters(Lowering& l, Node formal_parameters) {
  std::vector<ir::Parameter> parameters;
  for (Node c : formal_parameters.children()) {
    switch (kind_of(c)) {
      case Kind::formal_parameter:
      case Kind::spread_parameter: parameters.push_back(lower_parameter(l, c)); break;
      case Kind::identifier: parameters.push_back(named_parameter(l, c)); break;  // of a lambda
      case Kind::error: recover_parameters(l, c, parameters); break;
      default: break;
    }
  }
  return parameters;
}

void lower_method(Lowering& l, const TypeScope& scope, Node method) {
  const Modifiers modifiers = lower_modifiers(l, method);
  const bool in_interface = scope.kind == ir::ClassKind::Interface || scope.kind == ir::ClassKind::Annotation;
  const Node body = child(method, Field::body_);
  ir::Function function = describe(l, scope, modifiers, method);
  function.kind = scope.id ? ir::FunctionKind::Method : ir::FunctionKind::Function;
  function.is_abstract = !body && !modifiers.is_native;
  function.is_public |= in_interface && !modifiers.is_private;
  function.result = lower_type(l, child(method, Field::type_), child(method, Field::dimensions_));
  if (Node list = child(method, Field::parameters_)) function.parameters = l.b.add_parameters(lower_parameters(l, list));
  l.b.begin_function(function);
  {
    const BodyScope targets(l);
    if (body) lower_method_body(l, scope, modifiers, function.name_span, body);
  }
  l.b.end_function();
}

void lower_constructor(Lowering& l, const TypeScope& scope, Node constructor) {
  const Modifiers modifiers = lower_modifiers(l, constructor);
  ir::Function function = describe(l, scope, modifiers, constructor);
  function.kind = ir::FunctionKind::Constructor;
  if (kind_of(constructor) == Kind::compact_constructor_declaration) function.parameters = scope.components;
  if (Node list = child(constructor, Field::parameters_)) function.parameters = l.b.add_parameters(lower_parameters(l, list));
  l.b.begin_function(function);
  {
    const BodyScope targets(l);
    if (Node body = child(constructor, Field::body_)) lower_block(l, body);
  }
  l.b.end_function();
}

ir::OpId lower_lambda(Lowering& l, Node lambda) {
  ir::Function function;
  function.kind = ir::FunctionKind::Lambda;
  function.span = lambda.span();
  if (Node list = child(lambda, Field::parameters_)) {
    if (kind_of(list) == Kind::identifier) {
      const ir::Parameter parameter = named_parameter(l, list);
      function.parameters = l.b.add_parameters(std::span<const ir::Parameter>(&parameter, 1));
    } else {
      function.parameters = l.b.add_parameters(lower_parameters(l, list));
    }
  }
  const ir::FunctionId id = l.b.begin_function(function);
  {
    const BodyScope targets(l);
    const Node body = child(lambda, Field::body_);
    if (body && kind_of(body) == Kind::block) {
      lower_block(l, body);
    } else if (body) {
      const ir::OpId value = lower_expression(l, body);
      l.b.add({.kind = OpKind::Return, .span = body.span(), .base = value});
    }
  }
  l.b.end_function();
  return l.b.add({.kind = OpKind::Function, .span = lambda.span(), .aux = id.raw});
}

}  // namespace chokepoint::frontends::java
