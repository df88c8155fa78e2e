#include "frontends/go/lowering.hpp"

#include "frontends/go/literal_text.hpp"

namespace chokepoint::frontends::go {

using ir::ClassId;
using ir::ClassKind;
using ir::FunctionId;
using ir::FunctionKind;
using ir::OpId;
using ir::OpKind;
using ir::TypeId;

Node only_child(Node node) {
  for (Node part : node.children()) {
    if (is_code(part)) return part;
  }
  return {};
}

// Upper-case letters beyond ASCII are too rare in identifiers to carry a table for them.
bool is_exported(std::string_view name) { return !name.empty() && name[0] >= 'A' && name[0] <= 'Z'; }

void Lowering::file() { statements_of(tree_.root()); }

void Lowering::imports(Node declaration) {
  for (Node part : declaration.children()) {
    if (kind(part) == Kind::import_spec) import_spec(part);
    else if (kind(part) == Kind::import_spec_list) imports(part);
  }
}

void Lowering::import_spec(Node spec) {
  const Node path = child(spec, Field::path_);
  std::string_view module = path ? path.text() : std::string_view{};
  if (module.size() < 2) return;
  module = module.substr(1, module.size() - 2);
  const Node name = child(spec, Field::name_);
  ir::Import import;
  import.module = b_.str(module);
  import.span = spec.span();
  if (kind(name) == Kind::dot) import.name = b_.str("*");
  else if (name) import.local = b_.str(name.text());
  b_.add_import(import);
}

void Lowering::function_declaration(Node node) {
  const Node name = child(node, Field::name_);
  if (!name) return;
  const bool exported = is_exported(name.text());
  const FunctionId id = b_.begin_function({.kind = FunctionKind::Function,
                                           .is_abstract = !child(node, Field::body_),
                                           .is_public = exported,
                                           .name = b_.str(name.text()),
                                           .span = node.span(),
                                           .name_span = name.span()});
  function_rest(id, node);
  const OpId op = b_.add({.kind = OpKind::Function, .span = node.span(), .aux = id.raw});
  b_.add({.kind = OpKind::Assign, .flags = ir::kDeclares, .span = name.span(), .text = b_.str(name.text()), .base = op});
}

void Lowering::method_declaration(Node node) {
  const Node name = child(node, Field::name_);
  if (!name) return;
  const bool exported = is_exported(name.text());
  const FunctionId id = b_.begin_function({.kind = FunctionKind::Method,
                                           .is_abstract = !child(node, Field::body_),
                                           .is_public = exported,
                                           .name = b_.str(name.text()),
                                           .span = node.span(),
                                           .name_span = name.span()});
  function_rest(id, node, child(node, Field::receiver_));
}

void Lowering::type_declaration(Node node) {
  for (Node spec : node.children()) {
    if (kind(spec) == Kind::type_spec || kind(spec) == Kind::type_alias) type_spec(spec);
  }
}

void Lowering::type_spec(Node node) {
  const Node name = child(node, Field::name_);
  const Node target = child(node, Field::type_);
  if (!name) return;
  ClassKind class_kind = ClassKind::Alias;
  if (kind(target) == Kind::struct_type) class_kind = ClassKind::Struct;
  else if (kind(target) == Kind::interface_type) class_kind = ClassKind::Interface;
  const ClassId id = b_.begin_class({.kind = class_kind,
                                     .is_abstract = class_kind == ClassKind::Interface,
                                     .is_public = is_exported(name.text()),
                                     .name = b_.str(name.text()),
                                     .span = node.span(),
                                     .name_span = name.span()});
  b_.class_of(id).type_parameters = type_parameter_names(child(node, Field::type_parameters_));
  std::vector<TypeId> bases;
  if (class_kind == ClassKind::Struct) struct_fields(only_child(target), id, bases);
  else if (class_kind == ClassKind::Interface) interface_elements(target, id, bases);
  else if (target) bases.push_back(type(target));
  b_.class_of(id).bases = b_.add_type_list(bases);
  b_.end_class();
  const OpId op = b_.add({.kind = OpKind::Class, .span = node.span(), .aux = id.raw});
  b_.add({.kind = OpKind::Assign, .flags = ir::kDeclares, .span = name.span(), .text = b_.str(name.text()), .base = op});
}

void Lowering::struct_fields(Node list, ClassId owner, std::vector<TypeId>& bases) {
  for (Node field : list.children()) {
    if (kind(field) == Kind::field_declaration) struct_field(field, owner, bases);
  }
}

void Lowering::struct_field(Node node, ClassId owner, std::vector<TypeId>& bases) {
  const Node type_node = child(node, Field::type_);
  const bool embedded = !child(node, Field::name_);
  bool pointer = false;
  for (Node part : node.children()) pointer = pointer || (embedded && kind(part) == Kind::op && part.text() == "*");
  ir::Field field;
  field.owner = owner;
  field.type = type(type_node, pointer);
  field.decorators = tag_decorator(child(node, Field::tag_));
  if (embedded) {
    if (!type_node) return;
    const Node generic = kind(type_node) == Kind::generic_type ? child(type_node, Field::type_) : type_node;
    const std::string_view written = generic.text();
    field.name = b_.str(written.substr(written.rfind('.') + 1));
    field.span = node.span();
    field.embedded = true;
    bases.push_back(field.type);
    b_.add_field(field);
    return;
  }
  for (Node part : node.children()) {
    if (!in_field(part, Field::name_) || !is_code(part)) continue;
    field.name = b_.str(part.text());
    field.span = part.span();
    b_.add_field(field);
  }
}

// A struct tag names columns, keys and constraints, so it is kept like an annotation.
Range Lowering::tag_decorator(Node tag) {
  if (!tag) return {};
  const ir::Decorator decorator{b_.current_function(), string_literal(tag)};
  return b_.add_decorators(std::span(&decorator, 1));
}

void Lowering::interface_elements(Node node, ClassId owner, std::vector<TypeId>& bases) {
  for (Node part : node.children()) {
    if (kind(part) == Kind::type_elem) {
      // A union or `~T` is a constraint on type arguments, not something to inherit from.
      const Node first = only_child(part);
      const bool constraint = kind(first) == Kind::negated_type || (first && first.span() != part.span());
      if (const TypeId base = constraint ? TypeId{} : type(first)) bases.push_back(base);
    } else if (kind(part) == Kind::method_elem) {
      const Node name = child(part, Field::name_);
      if (!name) continue;
      const FunctionId id = b_.begin_function({.kind = FunctionKind::Method,
                                               .is_abstract = true,
                                               .is_public = is_exported(name.text()),
                                               .name = b_.str(name.text()),
                                               .owner = owner,
                                               .span = part.span(),
                                               .name_span = name.span()});
      function_rest(id, part);
    }
  }
}

}  // namespace chokepoint::frontends::go
