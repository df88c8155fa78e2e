#include "frontends/go/lowering.hpp"

#include <utility>

namespace chokepoint::frontends::go {

using ir::FunctionId;
using ir::OpId;
using ir::OpKind;
using ir::TypeId;

// The parts all functions share: parameters, results, body. The function is open and is closed here.
void Lowering::function_rest(FunctionId id, Node node, Node receiver) {
  std::vector<ir::Parameter> parameters;
  if (receiver) {
    add_parameters(receiver, parameters);
    if (!parameters.empty()) b_.function(id).receiver = parameters.front().type;
  }
  add_parameters(child(node, Field::parameters_), parameters);
  b_.function(id).parameters = b_.add_parameters(parameters);
  const Node result = child(node, Field::result_);
  b_.function(id).result = result_type(result);
  const Node body = child(node, Field::body_);
  if (body) {
    const bool outer_break = std::exchange(break_leaves_loop_, false);
    const std::vector<ir::Parameter> outer_parameters = std::exchange(parameters_, std::move(parameters));
    named_results(result);
    statements_of(body);
    break_leaves_loop_ = outer_break;
    parameters_ = outer_parameters;
  }
  b_.end_function();
}

void Lowering::add_parameters(Node list, std::vector<ir::Parameter>& parameters) {
  for (Node declaration : list.children()) {
    const bool rest = kind(declaration) == Kind::variadic_parameter_declaration;
    if (!rest && kind(declaration) != Kind::parameter_declaration) continue;
    ir::Parameter parameter;
    parameter.type = type(child(declaration, Field::type_));
    parameter.rest = rest;
    bool named = false;
    for (Node part : declaration.children()) {
      if (!in_field(part, Field::name_) || !is_code(part)) continue;
      parameter.name = b_.str(part.text());
      parameter.span = part.span();
      parameters.push_back(parameter);
      named = true;
    }
    if (named) continue;
    parameter.span = declaration.span();
    parameters.push_back(parameter);
  }
}

TypeId Lowering::result_type(Node result) {
  if (kind(result) != Kind::parameter_list) return type(result);
  std::vector<ir::Parameter> results;
  add_parameters(result, results);
  if (results.empty()) return {};
  if (results.size() == 1) return results.front().type;
  std::vector<TypeId> types;
  for (const ir::Parameter& parameter : results) types.push_back(parameter.type);
  return b_.add_type("tuple", types);
}

void Lowering::named_results(Node result) {
  if (kind(result) != Kind::parameter_list) return;
  std::vector<ir::Parameter> results;
  add_parameters(result, results);
  for (const ir::Parameter& parameter : results) {
    if (!parameter.name) continue;
    b_.add({.kind = OpKind::Assign,
            .flags = ir::kDeclares,
            .span = parameter.span,
            .text = parameter.name,
            .aux = parameter.type.raw});
  }
}

OpId Lowering::function_literal(Node node) {
  const FunctionId id = b_.begin_function({.kind = ir::FunctionKind::Lambda, .span = node.span()});
  function_rest(id, node);
  return b_.add({.kind = OpKind::Function, .span = node.span(), .aux = id.raw});
}

}  // namespace chokepoint::frontends::go
