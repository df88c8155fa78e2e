#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

bool is_annotation(Node node) { return kind_of(node) == Kind::annotation || kind_of(node) == Kind::marker_annotation; }

ir::OpId lower_qualified_name(Lowering& l, Node name) {
  if (kind_of(name) != Kind::scoped_identifier) return add_name(l, name.text(), name.span());
  const Level level(l);
  if (level.too_deep()) return add_unknown(l, name.span());
  const Node scope = child(name, Field::scope_);
  const Node last = child(name, Field::name_);
  if (!scope || !last) return add_name(l, name.text(), name.span());
  return add_member(l, lower_qualified_name(l, scope), last.text(), name.span());
}

ir::OpId lower_element_value(Lowering& l, Node value) {
  if (!value) return add_unknown(l, {});
  if (is_annotation(value)) return lower_annotation(l, value);
  if (kind_of(value) == Kind::element_value_array_initializer) return lower_elements(l, value, {});
  return lower_expression(l, value);
}

void read_modifier(Node node, Modifiers& out) {
  switch (kind_of(node)) {
    case Kind::kw_public: out.is_public = true; break;
    case Kind::kw_private: out.is_private = true; break;
    case Kind::kw_static: out.is_static = true; break;
    case Kind::kw_abstract: out.is_abstract = true; break;
    case Kind::kw_native: out.is_native = true; break;
    case Kind::kw_synchronized: out.is_synchronized = true; break;
    default: break;
  }
}

// Where the declaration starts when its annotations are left out.
std::uint32_t begin_without_annotations(Node declaration) {
  for (Node c : declaration.children()) {
    if (is_comment(c) || is_annotation(c)) continue;
    if (kind_of(c) != Kind::modifiers) return c.span().begin;
    for (Node modifier : c.children()) {
      if (!is_annotation(modifier) && !is_comment(modifier)) return modifier.span().begin;
    }
  }
  return declaration.span().begin;
}

}  // namespace

ir::OpId lower_annotation(Lowering& l, Node annotation) {
  const Level level(l);
  if (level.too_deep()) return add_unknown(l, annotation.span());
  const Node name = child(annotation, Field::name_);
  const ir::OpId callee = name ? lower_qualified_name(l, name) : add_unknown(l, annotation.span());
  OperandList arguments(l);
  if (Node list = child(annotation, Field::arguments_)) {
    for (Node argument : list.children()) {
      if (!is_content(argument)) continue;
      if (kind_of(argument) != Kind::element_value_pair) {
        arguments.push(lower_element_value(l, argument));
        continue;
      }
      const Node key = child(argument, Field::key_);
      const ir::OpId value = lower_element_value(l, child(argument, Field::value_));
      arguments.push(value, key ? l.b.str(key.text()) : Str{});
    }
  }
  return l.b.add({.kind = ir::OpKind::Call, .span = annotation.span(), .base = callee}, arguments.items());
}

Modifiers lower_modifiers(Lowering& l, Node declaration) {
  Modifiers out;
  out.begin = begin_without_annotations(declaration);
  std::vector<ir::Decorator> decorators;
  auto add = [&](Node annotation) { decorators.push_back({l.b.current_function(), lower_annotation(l, annotation)}); };
  for (Node c : declaration.children()) {
    if (is_annotation(c)) add(c);  // after `...` of a variable number of parameters
    if (kind_of(c) != Kind::modifiers) continue;
    for (Node modifier : c.children()) {
      if (is_annotation(modifier)) add(modifier);
      else read_modifier(modifier, out);
    }
  }
  if (!decorators.empty()) out.decorators = l.b.add_decorators(decorators);
  return out;
}

}  // namespace chokepoint::frontends::java
