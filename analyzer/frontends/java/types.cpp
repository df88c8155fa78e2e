#include <algorithm>
#include <string>

#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

// `Outer<T>.Inner` → "Outer.Inner".
void append_type_name(std::string& out, Node type) {
  for (Node part : type.children()) {
    switch (kind_of(part)) {
      case Kind::type_identifier:
      case Kind::identifier:
        if (!out.empty()) out += '.';
        out += part.text();
        break;
      case Kind::scoped_type_identifier:
      case Kind::generic_type: append_type_name(out, part); break;
      default: break;
    }
  }
}

std::string type_name(Node type) {
  std::string name;
  append_type_name(name, type);
  return name;
}

ir::TypeId array_of(Lowering& l, ir::TypeId element, Node dimensions) {
  const std::string_view text = dimensions.text();
  for (auto n = std::count(text.begin(), text.end(), '['); n > 0; --n) {
    element = l.b.add_type("[]", std::span<const ir::TypeId>(&element, 1));
  }
  return element;
}

ir::TypeId lower_generic_type(Lowering& l, Node type) {
  std::vector<ir::TypeId> arguments;
  if (Node list = child(type, Kind::type_arguments)) collect_types(l, list, arguments);
  const std::string name = type_name(type);
  return arguments.empty() ? plain_type(l, name) : l.b.add_type(name, arguments);
}

// `? extends T` and `? super T` count as T.
ir::TypeId lower_wildcard(Lowering& l, Node wildcard) {
  for (Node c : wildcard.children()) {
    if (!is_content(c) || kind_of(c) == Kind::super_) continue;
    if (kind_of(c) == Kind::annotation || kind_of(c) == Kind::marker_annotation) continue;
    return lower_type(l, c);
  }
  return plain_type(l, "?");
}

}  // namespace

ir::TypeId plain_type(Lowering& l, std::string_view name) {
  const Str text = l.b.str(name);
  if (!text) return {};
  if (text.raw >= l.plain_types.size()) l.plain_types.resize(text.raw + 1);
  ir::TypeId& type = l.plain_types[text.raw];
  if (!type) type = l.b.add_type(name);
  return type;
}

ir::TypeId lower_type(Lowering& l, Node type) {
  if (!type) return {};
  const Level level(l);
  if (level.too_deep()) return {};
  switch (kind_of(type)) {
    case Kind::type_identifier:
    case Kind::identifier: return type.text() == "var" ? ir::TypeId{} : plain_type(l, type.text());
    case Kind::integral_type:
    case Kind::floating_point_type:
    case Kind::boolean_type:
    case Kind::void_type: return plain_type(l, type.text());
    case Kind::scoped_type_identifier: return plain_type(l, type_name(type));
    case Kind::generic_type: return lower_generic_type(l, type);
    case Kind::array_type: return lower_type(l, child(type, Field::element_), child(type, Field::dimensions_));
    case Kind::wildcard: return lower_wildcard(l, type);
    case Kind::annotated_type: {
      Node last;
      for (Node c : type.children()) {
        if (is_content(c)) last = c;
      }
      return kind_of(last) == Kind::annotation || kind_of(last) == Kind::marker_annotation ? ir::TypeId{} : lower_type(l, last);
    }
    default: return {};
  }
}

ir::TypeId lower_type(Lowering& l, Node type, Node dimensions) {
  const ir::TypeId element = lower_type(l, type);
  return element && dimensions ? array_of(l, element, dimensions) : element;
}

void collect_types(Lowering& l, Node list, std::vector<ir::TypeId>& types) {
  for (Node c : list.children()) {
    if (!is_content(c)) continue;
    if (const ir::TypeId type = lower_type(l, c)) types.push_back(type);
  }
}

ir::TypeId lower_type_arguments(Lowering& l, Node type_arguments) {
  if (!type_arguments) return {};
  std::vector<ir::TypeId> arguments;
  collect_types(l, type_arguments, arguments);
  return arguments.empty() ? ir::TypeId{} : l.b.add_type("<>", arguments);
}

ir::OpId lower_type_name(Lowering& l, Node type) {
  const Level level(l);
  if (level.too_deep()) return add_unknown(l, type.span());
  switch (kind_of(type)) {
    case Kind::generic_type: return lower_type_name(l, content(type));
    case Kind::annotated_type: {
      Node last = type;
      for (Node c : type.children()) {
        if (is_content(c)) last = c;
      }
      return lower_type_name(l, last);
    }
    case Kind::scoped_type_identifier: {
      ir::OpId chain;
      for (Node part : type.children()) {
        if (!is_content(part) || kind_of(part) == Kind::annotation || kind_of(part) == Kind::marker_annotation) continue;
        chain = chain ? add_member(l, chain, part.text(), {type.span().begin, part.span().end}) : lower_type_name(l, part);
      }
      return chain ? chain : add_unknown(l, type.span());
    }
    default: return add_name(l, type.text(), type.span());
  }
}

}  // namespace chokepoint::frontends::java
