#include "frontends/python/lowering.hpp"

namespace chokepoint::frontends::python {
namespace {

using ir::Function;
using ir::FunctionId;
using ir::FunctionKind;
using ir::Parameter;

// What the decorators of a function say about it.
struct Traits {
  bool getter = false;
  bool setter = false;
  bool is_static = false;
  bool is_abstract = false;
};

Traits traits_of(Node decorated) {
  Traits traits;
  for (Node c : decorated.children()) {
    if (kind_of(c) != Kind::decorator) continue;
    const std::string_view name = last_segment(content(c));
    traits.getter |= name == "property" || name == "cached_property" || name == "abstractproperty";
    traits.setter |= name == "setter" && kind_of(content(c)) == Kind::attribute;
    traits.is_static |= name == "staticmethod";
    traits.is_abstract |= name == "abstractmethod" || name == "abstractproperty" || name == "overload";
  }
  return traits;
}

// Only documentation and `...`: what methods of a protocol look like.
bool is_stub(Node body) {
  for (Node c : body.children()) {
    if (!is_content(c) || kind_of(c) == Kind::pass_statement) continue;
    const Node only = kind_of(c) == Kind::expression_statement ? content(c) : c;
    if (!is_plain_string(only) && kind_of(only) != Kind::ellipsis) return false;
  }
  return true;
}

FunctionKind kind_of_function(std::string_view name, bool member, Traits traits) {
  if (!member) return FunctionKind::Function;
  if (name == "__init__") return FunctionKind::Constructor;
  if (traits.getter) return FunctionKind::Getter;
  if (traits.setter) return FunctionKind::Setter;
  return FunctionKind::Method;
}

bool is_parameter(Kind kind) {
  switch (kind) {
    case Kind::identifier:
    case Kind::typed_parameter:
    case Kind::default_parameter:
    case Kind::typed_default_parameter:
    case Kind::list_splat_pattern:
    case Kind::dictionary_splat_pattern:
    case Kind::tuple_pattern: return true;
    default: return false;
  }
}

Parameter parameter_of(Lowering& l, Node node) {
  Parameter parameter;
  parameter.span = node.span();
  Node name = node;
  if (kind_of(node) == Kind::typed_parameter) name = content(node);
  else if (const Node named = child(node, NodeField::name_)) name = named;
  parameter.rest = kind_of(name) == Kind::list_splat_pattern;
  parameter.keywords = kind_of(name) == Kind::dictionary_splat_pattern;
  if (parameter.rest || parameter.keywords) name = content(name);
  if (kind_of(name) == Kind::identifier) parameter.name = l.str(name.text());
  if (const Node type = child(node, NodeField::type_)) {
    parameter.type = lower_type(l, type);
    parameter.decorators = l.ir.add_decorators(l.metadata);
  }
  return parameter;
}

// Annotations are evaluated where the function stands, so this runs before the function is opened.
void push_parameters(Lowering& l, Node list) {
  for (Node c : list.children()) {
    if (is_parameter(kind_of(c))) l.parameters.push_back(parameter_of(l, c));
  }
}

// Default values stand at the start of the function itself. Pops what push_parameters pushed.
void finish_parameters(Lowering& l, Node list, FunctionId function, std::size_t mark) {
  std::size_t place = mark;
  for (Node c : list.children()) {
    if (!is_parameter(kind_of(c))) continue;
    if (const Node value = child(c, NodeField::value_)) {
      const OpId op = lower_expression(l, value);
      l.parameters[place].default_value = op;
    }
    ++place;
  }
  l.ir.function(function).parameters = l.ir.add_parameters(std::span<const Parameter>(l.parameters).subspan(mark));
  l.parameters.resize(mark);
  for (Node c : list.children()) {
    const Node target = kind_of(c) == Kind::default_parameter ? child(c, NodeField::name_) : c;
    if (kind_of(target) == Kind::tuple_pattern) bind(l, target, {}, ir::kDeclares);  // Python 2: `def f((a, b))`
  }
}

FunctionId open_function(Lowering& l, Function function, Node parameters, std::size_t& first_global) {
  const std::size_t mark = l.parameters.size();
  push_parameters(l, parameters);
  first_global = l.first_global;
  l.first_global = l.globals.size();
  const FunctionId id = l.ir.begin_function(function);
  finish_parameters(l, parameters, id, mark);
  return id;
}

void close_function(Lowering& l, std::size_t first_global) {
  l.ir.end_function();
  l.globals.resize(l.first_global);
  l.first_global = first_global;
}

}  // namespace

void lower_function(Lowering& l, Node node, std::span<const ir::Decorator> decorators, Node decorated) {
  const Node name = child(node, NodeField::name_);
  const Node body = child(node, NodeField::body_);
  const std::string_view text = text_of(name);
  const bool member = is_in_class_body(l);
  const Traits traits = traits_of(decorated);
  Function function;
  function.kind = kind_of_function(text, member, traits);
  function.is_async = static_cast<bool>(child(node, Kind::kw_async));
  function.is_static = traits.is_static;
  function.is_abstract = traits.is_abstract;
  function.is_public = !text.starts_with('_');
  function.name = l.str(text);
  if (member) {
    function.owner = l.ir.current_class();
    if (l.ir.class_of(function.owner).kind == ir::ClassKind::Interface && is_stub(body)) function.is_abstract = true;
  }
  function.span = node.span();
  function.name_span = name ? name.span() : node.span();
  if (const Node result = child(node, NodeField::return_type_)) function.result = lower_type(l, result);
  function.decorators = l.ir.add_decorators(decorators);
  std::size_t first_global = 0;
  const FunctionId id = open_function(l, function, child(node, NodeField::parameters_), first_global);
  lower_block(l, body);
  close_function(l, first_global);
  if (member) return;
  const OpId value = l.ir.add({.kind = OpKind::Function, .span = node.span(), .aux = id.raw});
  assign_name(l, function.name, value, {.span = function.name_span, .flags = ir::kDeclares});
}

void lower_decorated(Lowering& l, Node node) {
  std::vector<ir::Decorator> decorators;
  for (Node c : node.children()) {
    if (kind_of(c) != Kind::decorator) continue;
    const OpId op = lower_expression(l, content(c));
    decorators.push_back({l.ir.current_function(), op});
  }
  const Node definition = child(node, NodeField::definition_);
  if (kind_of(definition) == Kind::class_definition) lower_class(l, definition, decorators);
  else if (kind_of(definition) == Kind::function_definition) lower_function(l, definition, decorators, node);
}

OpId lower_lambda(Lowering& l, Node node) {
  Function function;
  function.kind = FunctionKind::Lambda;
  function.span = function.name_span = node.span();
  std::size_t first_global = 0;
  const FunctionId id = open_function(l, function, child(node, NodeField::parameters_), first_global);
  const Node body = child(node, NodeField::body_);
  const OpId value = lower_expression(l, body);
  l.ir.add({.kind = OpKind::Return, .span = body ? body.span() : node.span(), .base = value});
  close_function(l, first_global);
  return l.ir.add({.kind = OpKind::Function, .span = node.span(), .aux = id.raw});
}

}  // namespace chokepoint::frontends::python
