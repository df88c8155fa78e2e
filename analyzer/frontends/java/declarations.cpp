#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

using ir::OpKind;

ir::ClassKind class_kind(Node declaration) {
  switch (kind_of(declaration)) {
    case Kind::interface_declaration: return ir::ClassKind::Interface;
    case Kind::enum_declaration: return ir::ClassKind::Enum;
    case Kind::record_declaration: return ir::ClassKind::Record;
    case Kind::annotation_type_declaration: return ir::ClassKind::Annotation;
    default: return ir::ClassKind::Class;
  }
}

Range lower_bases(Lowering& l, Node declaration) {
  std::vector<ir::TypeId> bases;
  for (Node c : declaration.children()) {
    switch (kind_of(c)) {
      case Kind::superclass: collect_types(l, c, bases); break;
      case Kind::super_interfaces:
      case Kind::extends_interfaces:
        if (Node list = child(c, Kind::type_list)) collect_types(l, list, bases);
        break;
      default: break;
    }
  }
  return l.b.add_type_list(bases);
}

Range lower_type_parameters(Lowering& l, Node list) {
  std::vector<Str> names;
  if (!list) return {};
  for (Node parameter : list.children()) {
    if (kind_of(parameter) != Kind::type_parameter) continue;
    if (Node name = child(parameter, Kind::type_identifier)) names.push_back(l.b.str(name.text()));
  }
  return l.b.add_names(names);
}

void add_field(Lowering& l, const TypeScope& scope, Str name, ir::TypeId type, Span span, Range decorators, bool is_static) {
  ir::Field field;
  field.owner = scope.id;
  field.name = name;
  field.type = type;
  field.span = span;
  field.decorators = decorators;
  field.is_static = is_static;
  l.b.add_field(field);
}

void lower_field(Lowering& l, const TypeScope& scope, Node declaration) {
  if (!scope.id) return lower_local_variables(l, declaration);
  const Modifiers modifiers = lower_modifiers(l, declaration);
  const bool is_static = modifiers.is_static || kind_of(declaration) == Kind::constant_declaration;
  const Node written = child(declaration, Field::type_);
  for (Node declarator : declaration.children()) {
    if (kind_of(declarator) != Kind::variable_declarator) continue;
    const Node name = child(declarator, Field::name_);
    if (!name) continue;
    const ir::TypeId type = lower_type(l, written, child(declarator, Field::dimensions_));
    add_field(l, scope, l.b.str(name.text()), type, declarator.span(), modifiers.decorators, is_static);
    const Node value = child(declarator, Field::value_);
    if (!value) continue;
    const ir::OpId initial = lower_initializer(l, value, type);
    if (is_static) {
      add_local(l, name.text(), initial, type, declarator.span());
      continue;
    }
    const ir::OpId self = add_name(l, "this", name.span());
    l.b.add({.kind = OpKind::Store, .span = declarator.span(), .text = l.b.str(name.text()), .base = self}, {{{}, initial}});
  }
}

// `RED(1) { … }` → Field RED of the enum's type, assigned `new Color(1)`.
void lower_enum_constant(Lowering& l, const TypeScope& scope, Node constant) {
  const Modifiers modifiers = lower_modifiers(l, constant);
  const Node name = child(constant, Field::name_);
  if (!name) return;
  const ir::TypeId type = plain_type(l, l.b.text(scope.name));
  add_field(l, scope, l.b.str(name.text()), type, span_of(modifiers, constant), modifiers.decorators, true);
  const Node body = child(constant, Field::body_);
  ir::OpId callee;
  if (!body) callee = add_name(l, l.b.text(scope.name), name.span());
  OperandList arguments(l);
  if (Node list = child(constant, Field::arguments_)) push_arguments(l, list, arguments);
  if (body) callee = lower_anonymous_class(l, type, body);
  const ir::OpId value =
      l.b.add({.kind = OpKind::Call, .flags = ir::kNew, .span = constant.span(), .base = callee}, arguments.items());
  add_local(l, name.text(), value, type, constant.span());
}

// Fields for the components; the parameters are those of a compact constructor.
void lower_components(Lowering& l, TypeScope& scope, Node declaration) {
  const Node list = child(declaration, Field::parameters_);
  if (!list) return;
  const std::vector<ir::Parameter> parameters = lower_parameters(l, list);
  for (const ir::Parameter& p : parameters) add_field(l, scope, p.name, p.type, p.span, p.decorators, false);
  scope.components = l.b.add_parameters(parameters);
}

void lower_annotation_element(Lowering& l, const TypeScope& scope, Node element) {
  const Modifiers modifiers = lower_modifiers(l, element);
  ir::Function function;
  function.kind = ir::FunctionKind::Method;
  function.is_abstract = true;
  function.is_public = true;
  if (Node name = child(element, Field::name_)) {
    function.name = l.b.str(name.text());
    function.name_span = name.span();
  }
  function.owner = scope.id;
  function.span = span_of(modifiers, element);
  function.result = lower_type(l, child(element, Field::type_), child(element, Field::dimensions_));
  function.decorators = modifiers.decorators;
  l.b.begin_function(function);
  l.b.end_function();
}

void begin_class_body(Lowering& l, const TypeScope& scope, Span span) {
  ir::Function body;
  body.kind = ir::FunctionKind::ClassBody;
  body.name = l.b.str("<class>");
  body.owner = scope.id;
  body.span = span;
  const ir::FunctionId id = l.b.begin_function(body);
  l.b.class_of(scope.id).body = id;
}

void lower_members(Lowering& l, const TypeScope& scope, Node body) {
  const BodyScope targets(l);
  for (Node member : body.children()) lower_member(l, scope, member);
}

}  // namespace

void lower_member(Lowering& l, const TypeScope& scope, Node member) {
  const Level level(l);
  if (level.too_deep()) return;
  switch (kind_of(member)) {
    case Kind::class_declaration:
    case Kind::interface_declaration:
    case Kind::enum_declaration:
    case Kind::record_declaration:
    case Kind::annotation_type_declaration: return lower_type_declaration(l, member);
    case Kind::field_declaration:
    case Kind::constant_declaration: return lower_field(l, scope, member);
    case Kind::method_declaration: return lower_method(l, scope, member);
    case Kind::constructor_declaration:
    case Kind::compact_constructor_declaration: return lower_constructor(l, scope, member);
    case Kind::annotation_type_element_declaration: return lower_annotation_element(l, scope, member);
    case Kind::enum_constant: return lower_enum_constant(l, scope, member);
    case Kind::enum_body_declarations:
    case Kind::class_body:  // below error nodes
    case Kind::interface_body:
      for (Node c : member.children()) lower_member(l, scope, c);
      return;
    case Kind::error:
      for (Node c : member.children()) {
        if (is_fragment(c)) lower_member(l, scope, c);
      }
      return;
    case Kind::static_initializer:
      if (Node block = child(member, Kind::block)) lower_block(l, block);
      return;
    default: return lower_statement(l, member);
  }
}

void lower_type_declaration(Lowering& l, Node declaration) {
  const Modifiers modifiers = lower_modifiers(l, declaration);
  const Node name = child(declaration, Field::name_);
  ir::Class klass;
  klass.kind = class_kind(declaration);
  klass.is_abstract = modifiers.is_abstract;
  klass.is_public = modifiers.is_public;
  if (name) {
    klass.name = l.b.str(name.text());
    klass.name_span = name.span();
  }
  klass.span = span_of(modifiers, declaration);
  klass.bases = lower_bases(l, declaration);
  klass.type_parameters = lower_type_parameters(l, child(declaration, Field::type_parameters_));
  klass.decorators = modifiers.decorators;
  TypeScope scope{.id = l.b.begin_class(klass), .kind = klass.kind, .name = klass.name, .components = {}};
  begin_class_body(l, scope, klass.span);
  if (klass.kind == ir::ClassKind::Record) lower_components(l, scope, declaration);
  if (Node body = child(declaration, Field::body_)) lower_members(l, scope, body);
  l.b.end_function();
  l.b.end_class();
  const ir::OpId op = l.b.add({.kind = OpKind::Class, .span = klass.span, .aux = scope.id.raw});
  add_local(l, name ? name.text() : std::string_view{}, op, {}, klass.span);
}

ir::OpId lower_anonymous_class(Lowering& l, ir::TypeId base, Node body) {
  ir::Class klass;
  klass.span = body.span();
  if (base) klass.bases = l.b.add_type_list(std::span<const ir::TypeId>(&base, 1));
  const TypeScope scope{.id = l.b.begin_class(klass), .kind = ir::ClassKind::Class, .name = {}, .components = {}};
  begin_class_body(l, scope, body.span());
  lower_members(l, scope, body);
  l.b.end_function();
  l.b.end_class();
  return l.b.add({.kind = OpKind::Class, .span = body.span(), .aux = scope.id.raw});
}

}  // namespace chokepoint::frontends::java
