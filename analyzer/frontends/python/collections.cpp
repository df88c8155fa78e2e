#include "frontends/python/lowering.hpp"

namespace chokepoint::frontends::python {
namespace {

using ir::AggregateKind;
using ir::LoopKind;
using ir::RegionKind;

constexpr std::size_t kMaxElements = ir::FileBuilder::kMaxOperands;

enum class Content { Plain, Names, Calls };

// What a skipped element holds: calls must not be lost, names are at least counted.
Content content_of(const syntax::Tree& tree, Node node) {
  Content found = Content::Plain;
  const auto& nodes = tree.nodes();
  for (std::uint32_t i = node.index(); i < nodes[node.index()].next; ++i) {
    switch (static_cast<Kind>(nodes[i].kind)) {
      case Kind::call:
      case Kind::await:
      case Kind::yield:
      case Kind::lambda:
      case Kind::named_expression: return Content::Calls;
      case Kind::identifier: found = Content::Names; break;
      default: break;
    }
  }
  return found;
}

// Elements after the limit: lowered for their calls, but no operands any more.
struct Rest {
  bool any = false;
  bool lost = false;

  void pass(Lowering& l, Node element) {
    any = true;
    const Content content = content_of(l.tree, element);
    if (content == Content::Calls) lower_expression(l, element);
    lost |= content == Content::Names;
  }
};

OpId finish(Lowering& l, Node node, AggregateKind kind, const OperandList& elements, const Rest& rest) {
  if (rest.lost) l.ir.count_truncated();
  return l.ir.add({.kind = OpKind::Aggregate,
                   .detail = static_cast<std::uint8_t>(kind),
                   .flags = rest.any ? ir::kOptional : std::uint8_t{0},
                   .span = node.span()},
                  elements.items());
}

// A key known at this place becomes the operand's name, any other key is evaluated.
Str key_name(Lowering& l, Node key) {
  switch (kind_of(key)) {
    case Kind::integer:
    case Kind::float_: return l.str(key.text());
    default: break;
  }
  if (is_plain_string(key)) return plain_text(l, key);
  lower_expression(l, key);
  return {};
}

void add_pair(Lowering& l, Node pair, OperandList& elements) {
  const Str name = key_name(l, child(pair, NodeField::key_));
  const OpId value = lower_expression(l, child(pair, NodeField::value_));
  elements.add(value, name);
}

// Opens the region of one comprehension clause: a loop, or the branch of an `if`.
void open_clause(Lowering& l, Node clause, Node body) {
  if (kind_of(clause) == Kind::if_clause) {
    const OpId condition = lower_expression(l, content(clause));
    l.ir.open_region(RegionKind::Branch, body.span(), condition);
    return;
  }
  OpId source;
  for (Node c : clause.children()) {
    if (field_of(c) == NodeField::right_ && is_content(c)) source = lower_expression(l, c);
  }
  l.ir.open_region(RegionKind::Loop, clause.span(), source, static_cast<std::uint8_t>(LoopKind::Comprehension));
  const bool async = static_cast<bool>(child(clause, Kind::kw_async));
  bind(l, child(clause, NodeField::left_), source,
       static_cast<std::uint8_t>(ir::kElement | ir::kDeclares | (async ? ir::kAsync : 0)));
}

}  // namespace

OpId lower_elements(Lowering& l, Node node, AggregateKind kind, NodeField field) {
  OperandList elements(l);
  Rest rest;
  for (Node c : node.children()) {
    if (!is_content(c) || field_of(c) != field) continue;
    const bool spread =
        kind_of(c) == Kind::list_splat || kind_of(c) == Kind::list_splat_pattern || kind_of(c) == Kind::parenthesized_list_splat;
    if (elements.size() == kMaxElements) rest.pass(l, c);
    else elements.add(lower_expression(l, c), spread ? l.str("...") : Str{});
  }
  return finish(l, node, kind, elements, rest);
}

OpId lower_dictionary(Lowering& l, Node node) {
  OperandList elements(l);
  Rest rest;
  for (Node c : node.children()) {
    if (!is_content(c)) continue;
    if (elements.size() == kMaxElements) {
      if (kind_of(c) == Kind::pair) rest.pass(l, child(c, NodeField::key_));
      rest.pass(l, kind_of(c) == Kind::pair ? child(c, NodeField::value_) : content(c));
    } else if (kind_of(c) == Kind::pair) {
      add_pair(l, c, elements);
    } else {
      elements.add(lower_expression(l, c), l.str("**"));
    }
  }
  return finish(l, node, AggregateKind::Map, elements, rest);
}

OpId lower_comprehension(Lowering& l, Node node, AggregateKind kind) {
  const Node body = child(node, NodeField::body_);
  std::size_t open = 0;
  for (Node c : node.children()) {
    if (kind_of(c) != Kind::for_in_clause && kind_of(c) != Kind::if_clause) continue;
    open_clause(l, c, body ? body : node);
    ++open;
  }
  OperandList elements(l);
  if (kind_of(body) == Kind::pair) add_pair(l, body, elements);
  else elements.add(lower_expression(l, body));
  while (open-- > 0) l.ir.close_region();
  return finish(l, node, kind, elements, {});
}

}  // namespace chokepoint::frontends::python
