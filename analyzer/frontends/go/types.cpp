#include "frontends/go/lowering.hpp"

#include <string>

namespace chokepoint::frontends::go {

using ir::TypeId;

bool is_type(Node node) {
  switch (kind(node)) {
    case Kind::array_type:
    case Kind::channel_type:
    case Kind::function_type:
    case Kind::generic_type:
    case Kind::implicit_length_array_type:
    case Kind::interface_type:
    case Kind::map_type:
    case Kind::negated_type:
    case Kind::parenthesized_type:
    case Kind::pointer_type:
    case Kind::qualified_type:
    case Kind::slice_type:
    case Kind::struct_type:
    case Kind::type_identifier: return true;
    default: return false;
  }
}

// Types repeat a lot (`string`, `error`, `*gin.Context`), so one with the same text is made once.
TypeId Lowering::type(Node node, bool pointer) {
  constexpr std::size_t kMaxKey = 64;
  if (!node) return {};
  const std::string_view text = node.text();
  const bool shared = !pointer && text.size() <= kMaxKey;
  if (shared) {
    if (const auto known = types_.find(text); known != types_.end()) return known->second;
  }
  if (depth_ >= kMaxNesting) {
    b_.count_truncated();
    return {};
  }
  const Nested nested(depth_);
  const TypeId id = build_type(node, pointer);
  if (shared) types_.emplace(text, id);
  return id;
}

TypeId Lowering::build_type(Node node, bool pointer) {
  switch (kind(node)) {
    case Kind::pointer_type: return type(only_child(node), true);
    case Kind::parenthesized_type:
    case Kind::negated_type:
    case Kind::type_constraint: return type(only_child(node), pointer);
    case Kind::type_elem: return type_element(node);
    case Kind::array_type:
    case Kind::implicit_length_array_type:
    case Kind::slice_type: {
      const TypeId element = type(child(node, Field::element_));
      return b_.add_type("[]", std::span(&element, 1), pointer);
    }
    case Kind::map_type: {
      const TypeId arguments[] = {type(child(node, Field::key_)), type(child(node, Field::value_))};
      return b_.add_type("map", arguments, pointer);
    }
    case Kind::channel_type: {
      const TypeId element = type(child(node, Field::value_));
      return b_.add_type("chan", std::span(&element, 1), pointer);
    }
    case Kind::function_type: return function_type(node, pointer);
    case Kind::generic_type: {
      std::vector<TypeId> arguments;
      collect_type_arguments(child(node, Field::type_arguments_), arguments);
      return b_.add_type(child(node, Field::type_).text(), arguments, pointer);
    }
    case Kind::struct_type: return b_.add_type("{}", {}, pointer);
    case Kind::interface_type: return b_.add_type("interface{}", {}, pointer);
    default: return b_.add_type(node.text(), {}, pointer);
  }
}

// `func(A, B) C` is "func" of A, B and C: parameters first, results last.
TypeId Lowering::function_type(Node node, bool pointer) {
  std::vector<TypeId> arguments;
  std::vector<ir::Parameter> parameters;
  add_parameters(child(node, Field::parameters_), parameters);
  for (const ir::Parameter& parameter : parameters) arguments.push_back(parameter.type);
  if (const TypeId result = result_type(child(node, Field::result_))) arguments.push_back(result);
  return b_.add_type("func", arguments, pointer);
}

TypeId Lowering::union_type(const std::vector<TypeId>& members) {
  if (members.empty()) return {};
  return members.size() == 1 ? members.front() : b_.add_type("|", members);
}

TypeId Lowering::type_element(Node node) {
  std::vector<TypeId> members;
  for (Node member : node.children()) {
    if (is_code(member)) members.push_back(type(member));
  }
  return union_type(members);
}

void Lowering::collect_type_arguments(Node arguments, std::vector<TypeId>& types) {
  for (Node argument : arguments.children()) {
    if (is_code(argument)) types.push_back(type(argument));
  }
}

Range Lowering::type_parameter_names(Node list) {
  std::vector<Str> names;
  for (Node declaration : list.children()) {
    if (kind(declaration) != Kind::type_parameter_declaration) continue;
    for (Node part : declaration.children()) {
      if (in_field(part, Field::name_)) names.push_back(b_.str(part.text()));
    }
  }
  return b_.add_names(names);
}

}  // namespace chokepoint::frontends::go
