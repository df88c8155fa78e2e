// Patterns of `instanceof` and `switch`: what they declare.
#include <string>

#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

// `Type name`: the two named children of a type pattern or of a component of a record pattern.
void lower_typed_name(Lowering& l, Node pattern, ir::OpId value) {
  Node type, name;
  for (Node c : pattern.children()) {
    if (!is_content(c)) continue;
    if (!type) type = c;
    else name = c;
  }
  if (name) add_local(l, name.text(), value, lower_type(l, type), pattern.span());
}

}  // namespace

void lower_pattern(Lowering& l, Node pattern, ir::OpId value) {
  const Level level(l);
  if (level.too_deep()) return;
  switch (kind_of(pattern)) {
    case Kind::pattern:
      if (Node inner = content(pattern)) lower_pattern(l, inner, value);
      break;
    case Kind::type_pattern: lower_typed_name(l, pattern, value); break;
    case Kind::record_pattern: {
      std::size_t position = 0;
      const Node body = child(pattern, Kind::record_pattern_body);
      if (!body) break;
      for (Node component : body.children()) {
        if (!is_content(component)) continue;
        const std::string number = std::to_string(position++);
        if (kind_of(content(component) ? content(component) : component) == Kind::underscore_pattern) continue;
        const ir::OpId part = add_member(l, value, number, component.span(), 2);
        if (kind_of(component) == Kind::record_pattern) lower_pattern(l, component, part);
        else lower_typed_name(l, component, part);
      }
      break;
    }
    default: break;
  }
}

}  // namespace chokepoint::frontends::java
