// switch as a statement and as an expression, with old groups, arrow rules, patterns and guards.
#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

using ir::OpId;
using ir::OpKind;
using ir::RegionKind;

// What the labels of one group say: `default`, and the guard of a pattern.
struct Labels {
  bool is_default = false;
  Node guard;
};

Labels read_labels(Node group) {
  Labels labels;
  for (Node label : group.children()) {
    if (kind_of(label) != Kind::switch_label) continue;
    for (Node c : label.children()) {
      if (kind_of(c) == Kind::kw_default) labels.is_default = true;
      if (kind_of(c) == Kind::guard) labels.guard = content(c);
    }
  }
  return labels;
}

void lower_patterns(Lowering& l, Node group, OpId subject) {
  for (Node label : group.children()) {
    if (kind_of(label) != Kind::switch_label) continue;
    if (Node pattern = child(label, Kind::pattern)) lower_pattern(l, pattern, subject);
  }
}

// The part after the labels. The expression of an arrow rule is the value of a switch expression.
void lower_group_body(Lowering& l, Node group, bool has_value) {
  const bool gives_value = has_value && l.targets.yields && kind_of(group) == Kind::switch_rule;
  for (Node c : group.children()) {
    if (!is_content(c) || kind_of(c) == Kind::switch_label) continue;
    if (gives_value && kind_of(c) == Kind::expression_statement) {
      const Node value = content(c);
      if (value) l.targets.yields->push_back(lower_expression(l, value));
    } else {
      lower_statement(l, c);
    }
  }
}

bool is_empty(Node group) {
  for (Node c : group.children()) {
    if (is_content(c) && kind_of(c) != Kind::switch_label) return false;
  }
  return true;
}

// `falls_to_default`: an empty group before this one (`default: case 1: …`) holds the default label.
void lower_group(Lowering& l, Node group, OpId subject, bool has_value, bool falls_to_default) {
  const Labels labels = read_labels(group);
  l.b.open_region(labels.is_default || falls_to_default ? RegionKind::Else : RegionKind::Branch, group.span(), subject);
  lower_patterns(l, group, subject);
  if (labels.guard) {
    const OpId guard = lower_expression(l, labels.guard);
    l.b.open_region(RegionKind::Branch, group.span(), guard);
  }
  lower_group_body(l, group, has_value);
  if (labels.guard) l.b.close_region();
  l.b.close_region();
}

OpId lower_switch(Lowering& l, Node node, std::vector<OpId>* yields) {
  const Node condition = child(node, Field::condition_);
  const OpId subject = condition ? lower_expression(l, condition) : add_unknown(l, node.span());
  const Targets outer = l.targets;
  l.targets.break_leaves_switch = true;
  if (yields) l.targets.yields = yields;
  if (Node body = child(node, Field::body_)) {
    bool falls_to_default = false;
    for (Node group : body.children()) {
      const Kind kind = kind_of(group);
      if (kind == Kind::error) lower_statement(l, group);
      if (kind != Kind::switch_rule && kind != Kind::switch_block_statement_group) continue;
      if (is_empty(group)) {
        falls_to_default |= read_labels(group).is_default;
        continue;
      }
      lower_group(l, group, subject, yields != nullptr, falls_to_default);
      falls_to_default = false;
    }
  }
  l.targets = outer;
  return subject;
}

}  // namespace

void lower_switch_statement(Lowering& l, Node statement) { lower_switch(l, statement, nullptr); }

// The value is Compute "switch" of the subject and the values of all cases.
OpId lower_switch_expression(Lowering& l, Node expression) {
  std::vector<OpId> values;
  const OpId subject = lower_switch(l, expression, &values);
  OperandList operands(l);
  operands.push(subject);
  for (OpId value : values) operands.push(value);
  return l.b.add({.kind = OpKind::Compute, .span = expression.span(), .text = l.b.str("switch")}, operands.items());
}

}  // namespace chokepoint::frontends::java
