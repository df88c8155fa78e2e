// Types as written: `Promise<User[]> | null` → |<Promise<[]<User>>, null>.
#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

using ir::TypeId;

TypeId first_type(Lowering& l, Node n) { return lower_type(l, first_named(n)); }

TypeId with_arguments(Lowering& l, std::string_view name, Node list) {
  StackList<TypeId> arguments(l.types);
  if (list) each_named(list, [&](Node c) { arguments.push(lower_type(l, c)); });
  return l.builder.add_type(name, arguments.items());
}

// `A | B | C` leans to the left: one list of all its members.
TypeId lower_members(Lowering& l, Node n, std::string_view name) {
  StackList<Node> spine(l.nodes);
  StackList<TypeId> members(l.types);
  spine.push(n);
  while (!spine.empty()) {
    const Node top = spine.pop();
    if (kind_of(top) != kind_of(n)) {
      members.push(lower_type(l, top));
      continue;
    }
    Node first, second;
    each_named(top, [&](Node c) { (first ? second : first) = c; });
    if (second) spine.push(second);
    if (first) spine.push(first);
  }
  return l.builder.add_type(name, members.items());
}

TypeId lower_array_type(Lowering& l, Node n) {
  const TypeId element = first_type(l, n);
  return l.builder.add_type("[]", {{element}});
}

// Named and optional elements of a tuple.
TypeId lower_wrapped(Lowering& l, Node n) {
  const Node type = child(n, Field::type_);
  return type ? lower_type(l, type) : first_type(l, n);
}

TypeId lower_conditional(Lowering& l, Node n) {
  const TypeId yes = lower_type(l, child(n, Field::consequence_));
  const TypeId no = lower_type(l, child(n, Field::alternative_));
  return l.builder.add_type("|", {{yes, no}});
}

// `a.b.C`: names only, nothing that would have to be evaluated.
bool is_dotted_name(Node n) {
  while (n && kind_of(n) == Kind::member_expression) n = child(n, Field::object_);
  return n && (kind_of(n) == Kind::identifier || kind_of(n) == Kind::this_);
}

}  // namespace

ir::TypeId lower_type(Lowering& l, Node n) {
  if (!n) return {};
  const Nesting nesting(l);
  if (!nesting) return {};
  switch (kind_of(n)) {
    case Kind::type_annotation:
    case Kind::omitting_type_annotation:
    case Kind::adding_type_annotation:
    case Kind::opting_type_annotation:
    case Kind::parenthesized_type:
    case Kind::readonly_type:
    case Kind::optional_type:
    case Kind::rest_type:
    case Kind::flow_maybe_type:
    case Kind::infer_type:
    case Kind::default_type:
    case Kind::constraint: return first_type(l, n);
    case Kind::required_parameter:
    case Kind::optional_parameter: return lower_wrapped(l, n);
    case Kind::generic_type: {
      const Node name = child(n, Field::name_);
      return with_arguments(l, name ? name.text() : std::string_view{}, child(n, Field::type_arguments_));
    }
    case Kind::array_type: return lower_array_type(l, n);
    case Kind::tuple_type: return with_arguments(l, "tuple", n);
    case Kind::union_type: return lower_members(l, n, "|");
    case Kind::intersection_type: return lower_members(l, n, "&");
    case Kind::function_type:
    case Kind::constructor_type: return l.builder.add_type("func");
    case Kind::object_type: return l.builder.add_type("{}");
    case Kind::conditional_type: return lower_conditional(l, n);
    case Kind::type_predicate:
    case Kind::type_predicate_annotation: return l.builder.add_type("boolean");
    case Kind::asserts:
    case Kind::asserts_annotation: return l.builder.add_type("void");
    case Kind::error: return {};
    default: return l.builder.add_type(n.text());  // names, literals, `typeof x`, `keyof T`, `T["id"]`
  }
}

ir::TypeId lower_type_arguments(Lowering& l, Node n) { return n ? with_arguments(l, "<>", n) : TypeId{}; }

ir::TypeId type_of_expression(Lowering& l, Node expression, Node type_arguments) {
  if (!expression) return {};
  const Node e = unwrap(expression);
  if (is_dotted_name(e)) return with_arguments(l, e.text(), type_arguments);
  if (kind_of(e) != Kind::instantiation_expression) return {};
  const Node named = first_named(e);
  return is_dotted_name(named) ? with_arguments(l, named.text(), child(e, Field::type_arguments_)) : ir::TypeId{};
}

Range lower_type_parameters(Lowering& l, Node n) {
  const Node list = child(n, Field::type_parameters_);
  if (!list) return {};
  StackList<Str> names(l.names);
  each_named(list, [&](Node parameter) {
    const Node name = child(parameter, Field::name_);
    if (name) names.push(l.builder.str(name.text()));
  });
  return l.builder.add_names(names.items());
}

}  // namespace chokepoint::frontends::javascript
