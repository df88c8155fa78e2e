#include "frontends/python/lowering.hpp"

namespace chokepoint::frontends::python {

Node child(Node node, NodeField field) {
  for (Node c : node.children()) {
    if (field_of(c) == field && !is_comment(c)) return c;
  }
  return {};
}

Node child(Node node, Kind kind) {
  for (Node c : node.children()) {
    if (kind_of(c) == kind) return c;
  }
  return {};
}

Node content(Node node, std::size_t n) {
  for (Node c : node.children()) {
    if (is_content(c) && n-- == 0) return c;
  }
  return {};
}

std::string_view last_segment(Node node) {
  if (kind_of(node) == Kind::call) node = child(node, NodeField::function_);
  if (kind_of(node) == Kind::attribute) node = child(node, NodeField::attribute_);
  return kind_of(node) == Kind::identifier ? node.text() : std::string_view{};
}

bool is_in_class_body(Lowering& l) { return l.ir.function(l.ir.current_function()).kind == ir::FunctionKind::ClassBody; }

}  // namespace chokepoint::frontends::python
