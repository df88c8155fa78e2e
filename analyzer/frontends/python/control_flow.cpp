#include "frontends/python/lowering.hpp"

namespace chokepoint::frontends::python {
namespace {

using ir::LoopKind;
using ir::RegionKind;

void lower_in_region(Lowering& l, RegionKind kind, Node block, OpId subject) {
  if (!block) return;
  l.ir.open_region(kind, block.span(), subject);
  lower_block(l, block);
  l.ir.close_region();
}

bool is_async(Node node) { return static_cast<bool>(child(node, Kind::kw_async)); }

bool is_type_checking(Node condition) {
  if (kind_of(condition) == Kind::attribute) condition = child(condition, NodeField::attribute_);
  return kind_of(condition) == Kind::identifier && condition.text() == "TYPE_CHECKING";
}

void lower_consequence(Lowering& l, Node clause, OpId condition) {
  const bool type_checking = is_type_checking(child(clause, NodeField::condition_));
  l.type_checking += type_checking;
  lower_in_region(l, RegionKind::Branch, child(clause, NodeField::consequence_), condition);
  l.type_checking -= type_checking;
}

void lower_loop_else(Lowering& l, Node loop) {
  if (const Node otherwise = child(loop, NodeField::alternative_)) lower_block(l, child(otherwise, NodeField::body_));
}

// `(A as a, B as b)` may be read as a tuple of `as` patterns.
void flatten_with_items(Lowering& l, Node value) {
  if (kind_of(value) == Kind::tuple || kind_of(value) == Kind::parenthesized_expression) {
    for (Node c : value.children()) {
      if (kind_of(c) != Kind::as_pattern) continue;
      for (Node item : value.children()) {
        if (is_content(item)) l.nodes.push_back(item);
      }
      return;
    }
  }
  if (value) l.nodes.push_back(value);
}

void lower_with_item(Lowering& l, Node item, Node statement) {
  const bool named = kind_of(item) == Kind::as_pattern;
  const OpId resource = lower_expression(l, named ? content(item) : item);
  l.ir.open_region(RegionKind::With, statement.span(), resource);
  const bool async = is_async(statement);
  const auto flags = static_cast<std::uint8_t>(ir::kEntered | (async ? ir::kAsync : 0));
  if (named) {
    bind(l, child(item, NodeField::alias_), resource, flags);
  } else if (async) {
    // Without a name it would not show that entering waits.
    l.ir.add({.kind = OpKind::Assign, .flags = flags, .span = item.span(), .text = l.str(kElementName), .base = resource});
  }
}

void lower_except(Lowering& l, Node clause) {
  Node alias = child(clause, NodeField::alias_);
  OpId type;
  for (Node c : clause.children()) {
    if (field_of(c) != NodeField::value_ || !is_content(c)) continue;
    if (type) {
      alias = c;  // Python 2: `except Error, e`
    } else if (kind_of(c) == Kind::as_pattern) {
      type = lower_expression(l, content(c));
      alias = content(child(c, NodeField::alias_));
    } else {
      type = lower_expression(l, c);
    }
  }
  const Str name = kind_of(alias) == Kind::identifier ? l.str(alias.text()) : Str{};
  l.ir.open_region(RegionKind::Catch, clause.span(), type, 0, name);
  lower_block(l, child(clause, Kind::block));
  l.ir.close_region();
}

}  // namespace

// `elif` is an `if` inside the Else region of the one before.
void lower_if(Lowering& l, Node node) {
  OpId condition = lower_expression(l, child(node, NodeField::condition_));
  lower_consequence(l, node, condition);
  std::size_t open = 0;
  for (Node c : node.children()) {
    if (kind_of(c) == Kind::elif_clause) {
      l.ir.open_region(RegionKind::Else, {c.span().begin, node.span().end}, condition);
      ++open;
      condition = lower_expression(l, child(c, NodeField::condition_));
      lower_consequence(l, c, condition);
    } else if (kind_of(c) == Kind::else_clause) {
      lower_in_region(l, RegionKind::Else, child(c, NodeField::body_), condition);
    } else if (kind_of(c) == Kind::error) {
      recover(l, c);
    }
  }
  while (open-- > 0) l.ir.close_region();
}

void lower_for(Lowering& l, Node node) {
  const OpId source = lower_expression(l, child(node, NodeField::right_));
  l.ir.open_region(RegionKind::Loop, node.span(), source, static_cast<std::uint8_t>(LoopKind::ForEach));
  bind(l, child(node, NodeField::left_), source,
       static_cast<std::uint8_t>(ir::kElement | ir::kDeclares | (is_async(node) ? ir::kAsync : 0)));
  lower_block(l, child(node, NodeField::body_));
  l.ir.close_region();
  lower_loop_else(l, node);
}

void lower_while(Lowering& l, Node node) {
  const ir::RegionId loop = l.ir.open_region(RegionKind::Loop, node.span(), {}, static_cast<std::uint8_t>(LoopKind::While));
  l.ir.set_region_subject(loop, lower_expression(l, child(node, NodeField::condition_)));
  lower_block(l, child(node, NodeField::body_));
  l.ir.close_region();
  lower_loop_else(l, node);
}

// The `else` of a try runs unguarded, after the handlers in the source as in the operations.
void lower_try(Lowering& l, Node node) {
  lower_in_region(l, RegionKind::Try, child(node, NodeField::body_), {});
  for (Node c : node.children()) {
    switch (kind_of(c)) {
      case Kind::except_clause: lower_except(l, c); break;
      case Kind::else_clause: lower_block(l, child(c, NodeField::body_)); break;
      case Kind::finally_clause: lower_in_region(l, RegionKind::Finally, child(c, Kind::block), {}); break;
      case Kind::error: recover(l, c); break;
      default: break;
    }
  }
}

void lower_with(Lowering& l, Node node) {
  const std::size_t mark = l.nodes.size();
  for (Node item : child(node, Kind::with_clause).children()) {
    if (kind_of(item) == Kind::with_item) flatten_with_items(l, child(item, NodeField::value_));
  }
  const std::size_t count = l.nodes.size() - mark;
  for (std::size_t i = 0; i < count; ++i) lower_with_item(l, l.nodes[mark + i], node);
  l.nodes.resize(mark);
  lower_block(l, child(node, NodeField::body_));
  for (std::size_t i = 0; i < count; ++i) l.ir.close_region();
}

}  // namespace chokepoint::frontends::python
