// ES exports in all their forms, and TypeScript's `export = value`.
#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

void add_local(Lowering& l, Node at, Str name, Str local) {
  if (l.namespaces == 0 && local) l.builder.add_export({.name = name, .local = local, .span = at.span()});
  if (l.namespaces > 0 && l.ambient == 0 && local && name == local) l.members.push_back(local);
}

void add_value(Lowering& l, Node at, std::string_view name, OpId value) {
  if (l.namespaces == 0) l.builder.add_export({.name = l.builder.str(name), .value = value, .span = at.span()});
}

// Every name that a declaration's pattern binds.
void export_names(Lowering& l, Node pattern) {
  switch (kind_of(pattern)) {
    case Kind::identifier:
    case Kind::shorthand_property_identifier_pattern: {
      const Str name = l.builder.str(pattern.text());
      add_local(l, pattern, name, name);
      break;
    }
    case Kind::pair_pattern:
      if (const Node value = child(pattern, Field::value_)) export_names(l, value);
      break;
    case Kind::object_assignment_pattern:
    case Kind::assignment_pattern:
      if (const Node left = child(pattern, Field::left_)) export_names(l, left);
      break;
    case Kind::object_pattern:
    case Kind::array_pattern:
    case Kind::rest_pattern: each_named(pattern, [&](Node part) { export_names(l, part); }); break;
    default: break;
  }
}

void export_declared(Lowering& l, Node declaration, Str as) {
  if (const Node name = child(declaration, Field::name_)) {
    const Str local = l.builder.str(name.text());
    add_local(l, declaration, as ? as : local, local);
    return;
  }
  if (kind_of(declaration) == Kind::import_alias) {
    if (const Node name = first_named(declaration)) export_names(l, name);
    return;
  }
  each_named(declaration, [&](Node part) {
    switch (kind_of(part)) {
      case Kind::variable_declarator:
        if (const Node name = child(part, Field::name_)) export_names(l, name);
        break;
      default:
        if (kind_of(declaration) == Kind::ambient_declaration) export_declared(l, part, as);
    }
  });
}

// `export { a, b as c }`, with or without `from "m"`.
void lower_export_clause(Lowering& l, Node n, Node clause, Str module) {
  each_named(clause, [&](Node specifier) {
    const Node name = child(specifier, Field::name_);
    if (!name) return;
    const Node alias = child(specifier, Field::alias_);
    const Str local = specifier_name(l, name);
    const Str exported = alias ? specifier_name(l, alias) : local;
    if (!module) {
      add_local(l, specifier, exported, local);
      return;
    }
    ir::Import import;
    import.module = module;
    import.name = local;
    import.span = specifier.span();
    import.type_only = is_type_only(n) || is_type_only(specifier);
    const ir::ImportId from = l.builder.add_import(import);
    l.builder.add_export({.name = exported, .from = from, .span = specifier.span()});
  });
}

// `export * from "m"` and `export * as ns from "m"`.
void lower_star(Lowering& l, Node n, Str module) {
  ir::Import import;
  import.module = module;
  import.span = n.span();
  import.type_only = is_type_only(n);
  Str exported = l.builder.str("*");
  import.name = exported;
  if (const Node space = child_of_kind(n, Kind::namespace_export)) {
    import.name = {};
    import.whole = true;
    for (Node c : space.children()) {
      if (c.is_named() || kind_of(c) == Kind::kw_default) exported = specifier_name(l, c);
    }
  }
  const ir::ImportId from = l.builder.add_import(import);
  l.builder.add_export({.name = exported, .from = from, .span = n.span()});
}

bool is_equals(Node c) { return kind_of(c) == Kind::op && c.text() == "="; }

void lower_exported_value(Lowering& l, Node n) {
  bool assigned = false;
  for (Node c : n.children()) {
    assigned = assigned || is_equals(c);
    if (!c.is_named() || is_trivia(kind_of(c)) || kind_of(c) == Kind::decorator) continue;
    if (assigned) add_value(l, n, "=", lower_expression(l, c));
    else if (kind_of(c) != Kind::identifier) lower_fragments(l, n);  // `export as namespace X` has no value
    return;
  }
}

}  // namespace

void lower_export(Lowering& l, Node n) {
  const bool is_default = static_cast<bool>(child_of_kind(n, Kind::kw_default));
  if (const Node declaration = child(n, Field::declaration_)) {
    if (!hoisted_function(n)) lower_declaration(l, declaration, n);
    export_declared(l, declaration, is_default ? l.builder.str("default") : Str{});
    return;
  }
  if (const Node value = child(n, Field::value_)) {
    add_value(l, n, "default", lower_expression(l, value));
    return;
  }
  const Node source = child(n, Field::source_);
  const Str module = source ? string_text(l, source) : Str{};
  if (const Node clause = child_of_kind(n, Kind::export_clause)) lower_export_clause(l, n, clause, module);
  else if (module) lower_star(l, n, module);
  else lower_exported_value(l, n);
}

}  // namespace chokepoint::frontends::javascript
