// Declarations: variables, and the switch over all declaring nodes.
#include <algorithm>

#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

void lower_declarator(Lowering& l, Node n, std::uint8_t flags) {
  const Node name = child(n, Field::name_);
  const Node value = child(n, Field::value_);
  if (!name) {
    lower_fragments(l, n);
    return;
  }
  const ir::TypeId type = lower_type(l, child(n, Field::type_));
  const bool plain = kind_of(name) == Kind::identifier;
  const Str text = plain ? l.builder.str(name.text()) : Str{};
  if (value) bind_required(l, name, value);
  OpId op = value ? lower_value(l, value, text) : OpId{};
  if (plain) {
    add_assign(l, n.span(), text, op, flags, type);
    return;
  }
  if (!op) op = add_unknown(l, n.span());  // only in broken code: a pattern needs a value
  if (type) op = add_compute(l, name.span(), "cast", {{op}}, type);
  destructure(l, name, op, flags);
}

// `namespace util { export function f() {} }` is an object with the members `util.f` for those who use it.
void assign_namespace(Lowering& l, Node n, Node name, std::size_t first) {
  std::sort(l.members.begin() + static_cast<std::ptrdiff_t>(first), l.members.end());
  l.members.erase(std::unique(l.members.begin() + static_cast<std::ptrdiff_t>(first), l.members.end()), l.members.end());
  StackList<ir::Operand> operands(l.operands);
  for (std::size_t i = first; i < l.members.size() && operands.size() < ir::FileBuilder::kMaxOperands; ++i) {
    operands.push({.name = l.members[i], .value = add_name(l, name.span(), l.builder.text(l.members[i]))});
  }
  if (operands.empty()) return;
  constexpr auto kMap = static_cast<std::uint8_t>(ir::AggregateKind::Map);
  const OpId object = l.builder.add({.kind = OpKind::Aggregate, .detail = kMap, .span = name.span()}, operands.items());
  add_assign(l, n.span(), l.builder.str(name.text()), object, ir::kDeclares);
}

void lower_namespace(Lowering& l, Node n) {
  const Node body = child(n, Field::body_);
  if (!body) return;
  const Node name = child(n, Field::name_);
  const bool foreign = name && kind_of(name) == Kind::string;  // `declare module "m"`
  ++l.namespaces;
  const std::size_t first = l.members.size();
  l.ambient += foreign;
  lower_statements(l, body);
  if (l.ambient == 0 && name && kind_of(name) == Kind::identifier) assign_namespace(l, n, name, first);
  l.members.resize(first);
  l.ambient -= foreign;
  --l.namespaces;
}

void lower_ambient(Lowering& l, Node n) {
  each_named(n, [&](Node inner) {
    if (kind_of(inner) != Kind::statement_block) {  // `declare const x: T`
      if (kind_of(inner) != Kind::property_identifier) lower_statement(l, inner);
      return;
    }
    ++l.namespaces;  // `declare global { … }`
    ++l.ambient;
    lower_statements(l, inner);
    --l.ambient;
    --l.namespaces;
  });
}

}  // namespace

void lower_variables(Lowering& l, Node n) {
  const std::uint8_t flags = kind_of(n) == Kind::using_declaration ? ir::kDeclares | ir::kEntered : ir::kDeclares;
  each_named(n, [&](Node part) {
    if (kind_of(part) == Kind::variable_declarator) lower_declarator(l, part, flags);
    else lower_fragments(l, part);
  });
}

void lower_declaration(Lowering& l, Node n, Node exported) {
  const bool is_exported = static_cast<bool>(exported);
  switch (kind_of(n)) {
    case Kind::function_declaration:
    case Kind::generator_function_declaration:
    case Kind::function_signature: lower_function_declaration(l, n, is_exported); break;
    case Kind::class_declaration:
    case Kind::abstract_class_declaration: {
      const Node own = child(n, Field::name_);
      const Str name = own ? l.builder.str(own.text()) : Str{};
      const ir::ClassId id = lower_class(l, n, name, exported);
      const OpId op = l.builder.add({.kind = OpKind::Class, .span = n.span(), .aux = id.raw});
      add_assign(l, n.span(), name, op, ir::kDeclares);
      break;
    }
    case Kind::lexical_declaration:
    case Kind::variable_declaration:
    case Kind::using_declaration: lower_variables(l, n); break;
    case Kind::interface_declaration: lower_interface(l, n, is_exported); break;
    case Kind::enum_declaration: lower_enum(l, n, is_exported); break;
    case Kind::type_alias_declaration: lower_type_alias(l, n, is_exported); break;
    case Kind::internal_module:
    case Kind::module: lower_namespace(l, n); break;
    case Kind::import_alias: lower_import_alias(l, n); break;
    case Kind::ambient_declaration: lower_ambient(l, n); break;
    default: lower_fragments(l, n);
  }
}

}  // namespace chokepoint::frontends::javascript
