// CommonJS: `require("m")` is an import, `module.exports = …` and `exports.a = …` are exports. The calls and stores they are
// written with are lowered all the same.
#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

// The `require` at the root of a bound value: `require("m")`, `require("m").a`, `await import("m")`, `(await import("m")).a`.
struct Binding {
  Node call;
  Str member;  // none: the whole module
};

bool is_dynamic(Node call) { return kind_of(child(call, Field::function_)) == Kind::import_; }

Binding binding_of(Lowering& l, Node value) {
  Node member, n = value;
  bool awaited = false;
  for (;;) {
    switch (kind_of(n)) {
      case Kind::parenthesized_expression:
      case Kind::non_null_expression:
      case Kind::as_expression:
      case Kind::satisfies_expression: n = first_named(n); break;
      case Kind::await_expression:
        awaited = true;
        n = first_named(n);
        break;
      case Kind::member_expression:
        if (member) return {};
        member = child(n, Field::property_);
        n = child(n, Field::object_);
        break;
      case Kind::call_expression:
        if (!required_module(n) || is_dynamic(n) != awaited) return {};
        return {n, member ? l.builder.str(member.text()) : Str{}};
      default: return {};
    }
    if (!n) return {};
  }
}

ir::Import import_of(Lowering& l, Node call) {
  ir::Import import;
  import.module = string_text(l, required_module(call));
  import.span = call.span();
  import.is_dynamic = is_dynamic(call);
  import.whole = true;
  return import;
}

void add_bound(Lowering& l, ir::Import import, Str name, Str local) {
  import.name = name;
  import.local = local;
  import.whole = !name;
  l.builder.add_import(import);
}

// `const {a, b: c, d: {e}, ...rest} = require("m")`; of nested patterns the imported name alone is known.
bool bind_pattern(Lowering& l, Node pattern, const ir::Import& import) {
  bool any = false;
  const auto bind = [&](Str name, Str local) {
    add_bound(l, import, name, local);
    any = true;
  };
  each_named(pattern, [&](Node part) {
    switch (kind_of(part)) {
      case Kind::shorthand_property_identifier_pattern: {
        const Str name = l.builder.str(part.text());
        bind(name, name);
        break;
      }
      case Kind::object_assignment_pattern: {
        const Node left = child(part, Field::left_);
        const Str name = left ? l.builder.str(left.text()) : Str{};
        if (name) bind(name, name);
        break;
      }
      case Kind::pair_pattern: {
        const Node key = child(part, Field::key_);
        if (!key || kind_of(key) == Kind::computed_property_name) break;
        Node value = child(part, Field::value_);
        if (value && kind_of(value) == Kind::assignment_pattern) value = child(value, Field::left_);
        const bool plain = value && kind_of(value) == Kind::identifier;
        bind(lower_key(l, key, nullptr), plain ? l.builder.str(value.text()) : Str{});
        break;
      }
      case Kind::rest_pattern: {
        const Node local = first_named(part);
        if (local) bind({}, l.builder.str(local.text()));
        break;
      }
      default: break;
    }
  });
  return any;
}

ir::ImportId required_by(const Lowering& l, OpId value) {
  for (auto it = l.required.rbegin(); it != l.required.rend(); ++it) {
    if (it->op == value) return it->import;
    if (it->op < value) break;
  }
  return {};
}

void add_export(Lowering& l, Node at, Str name, OpId value) {
  const ir::ImportId from = required_by(l, value);
  l.builder.add_export({.name = name, .value = from ? OpId{} : value, .from = from, .span = at.span()});
}

// `module.exports = { a, b: c, ...require("./d") }` exports each of its entries as well.
void export_entries(Lowering& l, Node at, OpId value) {
  const ir::Op map = l.builder.op(value);
  if (map.kind != OpKind::Aggregate || map.detail != static_cast<std::uint8_t>(ir::AggregateKind::Map)) return;
  for (std::size_t i = 0; i < map.operand_count; ++i) {
    const ir::Operand entry = l.builder.operands_of(map)[i];
    const std::string_view name = l.builder.text(entry.name);
    if (name.empty() || name == "[]") continue;
    add_export(l, at, name == "**" ? l.builder.str("*") : entry.name, entry.value);
  }
}

bool is_named(Node n, std::string_view name) { return n && kind_of(n) == Kind::identifier && n.text() == name; }

bool is_module_exports(Node n) {
  if (!n || kind_of(n) != Kind::member_expression) return false;
  const Node property = child(n, Field::property_);
  return property && property.text() == "exports" && is_named(child(n, Field::object_), "module");
}

// The expression that a getter returns, none for anything longer.
Node returned(Node getter) {
  const Node body = child(getter, Field::body_);
  if (!body) return {};
  if (kind_of(body) != Kind::statement_block) return body;
  const Node statement = first_named(body);
  return statement && kind_of(statement) == Kind::return_statement ? first_named(statement) : Node{};
}

// The `get` or `value` of a property descriptor.
Node described(Node descriptor) {
  Node found;
  each_named(descriptor, [&](Node entry) {
    const Kind kind = kind_of(entry);
    const Node key = child(entry, kind == Kind::method_definition ? Field::name_ : Field::key_);
    if (!key) return;
    if (kind == Kind::pair && key.text() == "value") found = child(entry, Field::value_);
    else if (kind == Kind::pair && key.text() == "get") found = returned(child(entry, Field::value_));
    else if (kind == Kind::method_definition && key.text() == "get") found = returned(entry);
  });
  return found;
}

}  // namespace

Node required_module(Node call) {
  const Node callee = child(call, Field::function_);
  if (!callee || !(is_named(callee, "require") || kind_of(callee) == Kind::import_)) return {};
  const Node arguments = child(call, Field::arguments_);
  const Node first = arguments ? first_named(arguments) : Node{};
  return first && kind_of(first) == Kind::string ? first : Node{};
}

void bind_required(Lowering& l, Node target, Node value) {
  const Kind kind = kind_of(target);
  if (kind != Kind::identifier && kind != Kind::object_pattern) return;
  const Binding binding = binding_of(l, value);
  if (!binding.call || (kind == Kind::object_pattern && binding.member)) return;
  const ir::Import import = import_of(l, binding.call);
  l.bound_call = binding.call;
  if (kind == Kind::identifier) add_bound(l, import, binding.member, l.builder.str(target.text()));
  else if (!bind_pattern(l, target, import)) l.bound_call = {};
}

void note_required(Lowering& l, Node call, OpId op) {
  const Node module = required_module(call);
  if (!module || std::exchange(l.bound_call, {}) == call) return;
  const ir::ImportId id = l.builder.add_import(import_of(l, call));
  if (l.builder.depth() == 1 && !is_dynamic(call)) l.required.push_back({op, id});
}

void note_defined_export(Lowering& l, Node call) {
  const Node callee = child(call, Field::function_);
  const Node arguments = child(call, Field::arguments_);
  if (l.builder.depth() != 1 || !callee || !arguments || callee.text() != "Object.defineProperty") return;
  StackList<Node> parts(l.nodes);
  each_named(arguments, [&](Node part) { parts.push(part); });
  if (parts.size() != 3 || !(is_named(parts[0], "exports") || is_module_exports(parts[0]))) return;
  if (kind_of(parts[1]) != Kind::string || kind_of(parts[2]) != Kind::object) return;
  const Node value = described(parts[2]);
  if (!value || value.text() == "true") return;  // `__esModule`
  const Str name = string_text(l, parts[1]);
  if (kind_of(value) == Kind::identifier)
    l.builder.add_export({.name = name, .local = l.builder.str(value.text()), .span = call.span()});
  else if (kind_of(value) == Kind::member_expression) add_export(l, call, name, lower_expression(l, value));
}

void note_exports(Lowering& l, Node target, OpId value) {
  if (l.builder.depth() != 1) return;
  if (is_module_exports(target)) {
    add_export(l, target, l.builder.str("="), value);
    export_entries(l, target, value);
    return;
  }
  if (kind_of(target) != Kind::member_expression) return;
  const Node object = child(target, Field::object_);
  const Node property = child(target, Field::property_);
  if (property && (is_named(object, "exports") || is_module_exports(object))) {
    add_export(l, target, l.builder.str(property.text()), value);
  }
}

}  // namespace chokepoint::frontends::javascript
