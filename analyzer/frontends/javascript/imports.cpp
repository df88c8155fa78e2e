// ES imports in all their forms, and TypeScript's `import x = require("m")` and `import A = B.C`.
#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

Str module_name(Lowering& l, Node n) {
  const Node source = child(n, Field::source_);
  return source ? string_text(l, source) : Str{};
}

void lower_named_imports(Lowering& l, Node list, const ir::Import& whole) {
  each_named(list, [&](Node specifier) {
    const Node name = child(specifier, Field::name_);
    if (!name) return;
    const Node alias = child(specifier, Field::alias_);
    ir::Import import = whole;
    import.name = specifier_name(l, name);
    import.local = alias ? l.builder.str(alias.text()) : import.name;
    import.span = specifier.span();
    import.type_only = import.type_only || is_type_only(specifier);
    l.builder.add_import(import);
  });
}

void lower_clause(Lowering& l, Node clause, ir::Import import) {
  each_named(clause, [&](Node part) {
    switch (kind_of(part)) {
      case Kind::identifier:
        import.name = l.builder.str("default");
        import.local = l.builder.str(part.text());
        import.whole = false;
        l.builder.add_import(import);
        break;
      case Kind::namespace_import: {
        const Node local = first_named(part);
        import.name = {};
        import.local = local ? l.builder.str(local.text()) : Str{};
        import.whole = true;
        l.builder.add_import(import);
        break;
      }
      case Kind::named_imports:
        import.whole = false;
        lower_named_imports(l, part, import);
        break;
      default: break;
    }
  });
}

}  // namespace

bool is_type_only(Node n) { return child_of_kind(n, Kind::kw_type) || child_of_kind(n, Kind::kw_typeof); }

Str specifier_name(Lowering& l, Node n) { return kind_of(n) == Kind::string ? string_text(l, n) : l.builder.str(n.text()); }

void lower_import(Lowering& l, Node n) {
  ir::Import import;
  import.span = n.span();
  import.type_only = is_type_only(n);
  if (const Node clause = child_of_kind(n, Kind::import_require_clause)) {
    const Node local = first_named(clause);
    import.module = module_name(l, clause);
    import.local = local ? l.builder.str(local.text()) : Str{};
    import.whole = true;
    l.builder.add_import(import);
    return;
  }
  import.module = module_name(l, n);
  if (const Node clause = child_of_kind(n, Kind::import_clause)) lower_clause(l, clause, import);
  else l.builder.add_import(import);
}

void lower_import_alias(Lowering& l, Node n) {
  Node local, target;
  each_named(n, [&](Node part) { (local ? target : local) = part; });
  if (!local || !target) return;
  // `a.b.c` has no calls: the chain is read off the text.
  OpId value;
  std::string_view rest = target.text();
  while (!rest.empty()) {
    const std::size_t dot = rest.find('.');
    const std::string_view part = rest.substr(0, dot);
    rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
    value = value ? add_member(l, target.span(), value, l.builder.str(part)) : add_name(l, target.span(), part);
  }
  add_assign(l, n.span(), l.builder.str(local.text()), value, ir::kDeclares);
}

}  // namespace chokepoint::frontends::javascript
