#include <algorithm>

#include "frontends/python/lowering.hpp"

namespace chokepoint::frontends::python {
namespace {

using ir::Import;

Import import_at(Lowering& l, Node node) {
  Import import;
  import.span = node.span();
  import.type_only = l.type_checking > 0;
  return import;
}

std::uint8_t clamp(std::size_t level) { return static_cast<std::uint8_t>(std::min<std::size_t>(level, 255)); }

// Splits `name as alias`.
struct Names {
  std::string_view name;
  std::string_view alias;
};

Names names_of(Node node) {
  if (kind_of(node) != Kind::aliased_import) return {text_of(node), {}};
  return {text_of(child(node, NodeField::name_)), text_of(child(node, NodeField::alias_))};
}

}  // namespace

void lower_import(Lowering& l, Node node) {
  for (Node c : node.children()) {
    if (field_of(c) != NodeField::name_ || !is_content(c)) continue;
    const Names names = names_of(c);
    Import import = import_at(l, c);
    import.module = l.str(names.name);
    import.whole = !names.alias.empty() || names.name.find('.') == std::string_view::npos;
    import.local = l.str(!names.alias.empty() ? names.alias : names.name.substr(0, names.name.find('.')));
    l.ir.add_import(import);
  }
}

void lower_import_from(Lowering& l, Node node) {
  const Node from = child(node, NodeField::module_name_);
  std::string_view module = text_of(from);
  std::uint8_t level = 0;
  if (kind_of(node) == Kind::future_import_statement) module = "__future__";
  if (kind_of(from) == Kind::relative_import) {
    const std::string_view dots = text_of(child(from, Kind::import_prefix));
    level = clamp(static_cast<std::size_t>(std::count(dots.begin(), dots.end(), '.')));
    module = text_of(child(from, Kind::dotted_name));
  }
  for (Node c : node.children()) {
    const bool star = kind_of(c) == Kind::wildcard_import;
    if (!star && (field_of(c) != NodeField::name_ || !is_content(c))) continue;
    const Names names = names_of(c);
    Import import = import_at(l, c);
    import.module = l.str(module);
    import.level = level;
    import.name = l.str(star ? "*" : names.name);
    if (!star) import.local = l.str(names.alias.empty() ? names.name : names.alias);
    l.ir.add_import(import);
  }
}

// `importlib.import_module("a.b")`, `__import__("a")`
void note_dynamic_import(Lowering& l, Node call) {
  const std::string_view callee = last_segment(call);
  if (callee != "import_module" && callee != "__import__") return;
  const Node module = content(child(call, NodeField::arguments_));
  if (!is_plain_string(module)) return;
  Import import = import_at(l, call);
  const std::string name(l.ir.text(plain_text(l, module)));
  const std::size_t dots = std::min(name.find_first_not_of('.'), name.size());
  import.module = l.str(std::string_view(name).substr(dots));
  import.level = clamp(dots);
  import.whole = true;
  import.is_dynamic = true;
  l.ir.add_import(import);
}

}  // namespace chokepoint::frontends::python
