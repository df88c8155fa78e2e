#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

using ir::LoopKind;
using ir::OpId;

ir::RegionId open_loop(Lowering& l, Node loop, LoopKind kind, OpId subject = {}) {
  return l.b.open_region(ir::RegionKind::Loop, loop.span(), subject, static_cast<std::uint8_t>(kind));
}

void lower_body(Lowering& l, Node loop) {
  if (Node body = child(loop, Field::body_)) lower_statement(l, body);
}

void lower_condition(Lowering& l, Node loop, ir::RegionId region) {
  if (Node condition = child(loop, Field::condition_)) l.b.set_region_subject(region, lower_expression(l, condition));
}

void lower_for_each(Lowering& l, Node loop) {
  const Node value = child(loop, Field::value_);
  const Node name = child(loop, Field::name_);
  const OpId iterated = value ? lower_expression(l, value) : add_unknown(l, loop.span());
  open_loop(l, loop, LoopKind::ForEach, iterated);
  if (name) {
    const ir::TypeId type = lower_type(l, child(loop, Field::type_), child(loop, Field::dimensions_));
    add_local(l, name.text(), iterated, type, name.span(), ir::kDeclares | ir::kElement);
  }
  lower_body(l, loop);
  l.b.close_region();
}

// The initialisers run once, before the loop.
void lower_count(Lowering& l, Node loop) {
  for (Node c : loop.children()) {
    if (c.field() == static_cast<std::uint8_t>(Field::init_)) lower_statement(l, c);
  }
  const ir::RegionId region = open_loop(l, loop, LoopKind::Count);
  lower_condition(l, loop, region);
  lower_body(l, loop);
  for (Node c : loop.children()) {
    if (c.field() == static_cast<std::uint8_t>(Field::update_)) lower_statement(l, c);
  }
  l.b.close_region();
}

void lower_while(Lowering& l, Node loop) {
  const ir::RegionId region = open_loop(l, loop, LoopKind::While);
  const bool tested_first = kind_of(loop) == Kind::while_statement;
  if (tested_first) lower_condition(l, loop, region);
  lower_body(l, loop);
  if (!tested_first) lower_condition(l, loop, region);
  l.b.close_region();
}

}  // namespace

void lower_loop(Lowering& l, Node loop) {
  const bool outer = l.targets.break_leaves_switch;
  l.targets.break_leaves_switch = false;
  switch (kind_of(loop)) {
    case Kind::enhanced_for_statement: lower_for_each(l, loop); break;
    case Kind::for_statement: lower_count(l, loop); break;
    default: lower_while(l, loop); break;
  }
  l.targets.break_leaves_switch = outer;
}

}  // namespace chokepoint::frontends::java
