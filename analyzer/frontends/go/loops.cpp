#include "frontends/go/lowering.hpp"

#include <utility>

namespace chokepoint::frontends::go {

using ir::LoopKind;
using ir::OpId;
using ir::RegionKind;

void Lowering::for_statement(Node node) {
  Node head;
  for (Node part : node.children()) {
    if (is_code(part) && !in_field(part, Field::body_)) head = part;
  }
  const bool outer = std::exchange(break_leaves_loop_, true);
  if (kind(head) == Kind::range_clause) range_loop(node, head);
  else if (kind(head) == Kind::for_clause) count_loop(node, head);
  else while_loop(node, head);
  break_leaves_loop_ = outer;
}

void Lowering::loop_body(Node node) {
  if (const Node body = child(node, Field::body_)) statements_of(body);
}

// `for i, x := range xs`: x is an element, i is not. A lone variable is the element of a channel or an iterator, else a key;
// which one only types can tell, and a key taken for an element does no harm because it has no methods.
void Lowering::range_loop(Node node, Node clause) {
  const OpId subject = expression(child(clause, Field::right_));
  b_.open_region(RegionKind::Loop, node.span(), subject, static_cast<std::uint8_t>(LoopKind::ForEach));
  std::vector<Node> targets;
  std::uint8_t flags = 0;
  for (Node part : child(clause, Field::left_).children()) {
    if (is_code(part)) targets.push_back(part);
  }
  for (Node part : clause.children()) {
    if (kind(part) == Kind::op && part.text() == ":=") flags = ir::kDeclares;
  }
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (targets[i].text() == "_") continue;
    const bool element = i + 1 == targets.size() && (i == 1 || targets.size() == 1);
    const Place target = place(targets[i]);
    if (!element && target.kind != ir::OpKind::Assign) continue;  // no value to store
    store(target, element ? subject : OpId{}, static_cast<std::uint8_t>(flags | (element ? ir::kElement : 0)));
  }
  loop_body(node);
  b_.close_region();
}

void Lowering::count_loop(Node node, Node clause) {
  if (const Node initializer = child(clause, Field::initializer_)) statement(initializer);
  const bool counts = child(clause, Field::initializer_) || child(clause, Field::update_);
  const ir::RegionId region =
      b_.open_region(RegionKind::Loop, node.span(), {}, static_cast<std::uint8_t>(counts ? LoopKind::Count : LoopKind::While));
  if (const Node condition = child(clause, Field::condition_)) b_.set_region_subject(region, expression(condition));
  loop_body(node);
  if (const Node update = child(clause, Field::update_)) statement(update);
  b_.close_region();
}

void Lowering::while_loop(Node node, Node condition) {
  const ir::RegionId region = b_.open_region(RegionKind::Loop, node.span(), {}, static_cast<std::uint8_t>(LoopKind::While));
  if (condition) b_.set_region_subject(region, expression(condition));
  loop_body(node);
  b_.close_region();
}

}  // namespace chokepoint::frontends::go
