// The top level of a file: package, imports, type declarations.
#include <string>

#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

void lower_package(Lowering& l, Node declaration) {
  for (Node c : declaration.children()) {
    if (kind_of(c) == Kind::identifier || kind_of(c) == Kind::scoped_identifier) l.b.set_package(dotted(c));
  }
}

// `import a.b.C;` → module "a.b", name "C"; `import static a.C.*;` → module "a.C", name "*".
void lower_import(Lowering& l, Node declaration) {
  std::string path;
  bool all = false;
  ir::Import import;
  for (Node c : declaration.children()) {
    switch (kind_of(c)) {
      case Kind::kw_static: import.is_static = true; break;
      case Kind::asterisk: all = true; break;
      case Kind::identifier:
      case Kind::scoped_identifier: path = dotted(c); break;
      default: break;
    }
  }
  if (path.empty()) return;
  import.span = declaration.span();
  if (all) {
    import.module = l.b.str(path);
    import.name = l.b.str("*");
  } else {
    const std::size_t dot = path.rfind('.');
    const std::string_view name = dot == std::string::npos ? std::string_view(path) : std::string_view(path).substr(dot + 1);
    if (dot != std::string::npos) import.module = l.b.str(std::string_view(path).substr(0, dot));
    import.name = import.local = l.b.str(name);
  }
  l.b.add_import(import);
}

}  // namespace

void lower_program(Lowering& l, Node program) {
  const Level level(l);
  if (level.too_deep()) return;
  for (Node c : program.children()) {
    switch (kind_of(c)) {
      case Kind::package_declaration: lower_package(l, c); break;
      case Kind::import_declaration: lower_import(l, c); break;
      case Kind::module_declaration: break;
      case Kind::error: lower_program(l, c); break;
      default:
        if (kind_of(program) != Kind::error || is_fragment(c)) lower_member(l, {}, c);
        break;
    }
  }
}

}  // namespace chokepoint::frontends::java
