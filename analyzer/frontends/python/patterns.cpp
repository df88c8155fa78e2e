#include "frontends/python/lowering.hpp"

namespace chokepoint::frontends::python {
namespace {

using ir::RegionKind;

// `case_pattern` only wraps.
Node inner(Node pattern) {
  while (kind_of(pattern) == Kind::case_pattern && content(pattern)) pattern = content(pattern);
  return pattern;
}

bool is_capture(Node pattern) {
  return kind_of(pattern) == Kind::identifier || (kind_of(pattern) == Kind::dotted_name && !content(pattern, 1));
}

OpId lower_dotted_name(Lowering& l, Node node) {
  OpId value;
  for (Node c : node.children()) {
    if (kind_of(c) != Kind::identifier) continue;
    const Span span{node.span().begin, c.span().end};
    value = value ? l.ir.add({.kind = OpKind::Member, .span = span, .text = l.str(c.text()), .base = value}) : add_name(l, c);
  }
  return value ? value : unknown(l, node.span());
}

OpId compute(Lowering& l, Span span, std::string_view op, OpId left, OpId right) {
  return l.ir.add({.kind = OpKind::Compute, .span = span, .text = l.str(op)}, {{{}, left}, {{}, right}});
}

// `case -1:` has its sign beside the number.
OpId lower_value(Lowering& l, Node value) {
  const OpId op = lower_expression(l, value);
  const std::uint32_t begin = value.span().begin;
  if (begin == 0 || l.tree.text()[begin - 1] != '-') return op;
  return l.ir.add({.kind = OpKind::Compute, .span = {begin - 1, value.span().end}, .text = l.str("-")}, {{{}, op}});
}

// What must hold for the pattern to match; none if nothing simple.
OpId lower_test(Lowering& l, Node pattern, OpId subject) {
  const Nested nested(l);
  if (nested.too_deep()) return {};
  pattern = inner(pattern);
  switch (kind_of(pattern)) {
    case Kind::class_pattern: {
      const Node name = content(pattern);
      const TypeId type = l.ir.add_type(text_of(name));
      return l.ir.add({.kind = OpKind::Compute, .span = pattern.span(), .text = l.str("instanceof"), .aux = type.raw},
                      {{{}, subject}});
    }
    case Kind::dotted_name:
      if (is_capture(pattern)) return {};
      return compute(l, pattern.span(), "==", subject, lower_dotted_name(l, pattern));
    case Kind::string:
    case Kind::concatenated_string:
    case Kind::integer:
    case Kind::float_:
    case Kind::true_:
    case Kind::false_:
    case Kind::none_: return compute(l, pattern.span(), "==", subject, lower_value(l, pattern));
    case Kind::as_pattern: return lower_test(l, content(pattern), subject);
    case Kind::union_pattern: {
      OpId any;
      for (Node c : pattern.children()) {
        if (!is_content(c)) continue;
        const OpId test = lower_test(l, c, subject);
        if (!test) return any;
        any = any ? compute(l, pattern.span(), "||", any, test) : test;
      }
      return any;
    }
    default: return {};
  }
}

void bind_pattern(Lowering& l, Node pattern, OpId value);

// `attribute=pattern`; the grammar reads `attribute=pattern as name` as a whole that is named.
bool bind_attribute(Lowering& l, Node element, OpId value) {
  Node name;
  Node keyword = element;
  if (kind_of(element) == Kind::as_pattern) {
    name = content(element, 1);
    keyword = inner(content(element));
  }
  if (kind_of(keyword) != Kind::keyword_pattern) return false;
  const Str attribute = l.str(text_of(content(keyword)));
  const OpId member = l.ir.add({.kind = OpKind::Member, .span = element.span(), .text = attribute, .base = value});
  if (const Node rest = content(keyword, 1)) bind_pattern(l, rest, member);
  if (name) assign_name(l, l.str(name.text()), member, {.span = name.span(), .flags = ir::kDeclares});
  return true;
}

// Elements after a starred one are counted from the end.
void bind_elements(Lowering& l, Node pattern, OpId value) {
  int count = 0, place = 0;
  for (Node c : pattern.children()) count += kind_of(c) == Kind::case_pattern;
  for (Node c : pattern.children()) {
    if (kind_of(c) != Kind::case_pattern) continue;
    const Node element = inner(c);
    if (bind_attribute(l, element, value)) continue;
    if (kind_of(element) == Kind::splat_pattern) {
      if (const Node name = content(element)) {
        const OpId rest = lower_tuple_element(l, value, "*", c.span());
        assign(l, name, rest, {.span = c.span(), .flags = ir::kDeclares});
      }
      place -= count;
    } else if (content(element) || is_capture(element)) {
      bind_pattern(l, element, lower_tuple_element(l, value, place, c.span()));
    }
    ++place;
  }
}

void bind_entries(Lowering& l, Node pattern, OpId value) {
  Node key;
  for (Node c : pattern.children()) {
    if (field_of(c) == NodeField::key_ && is_content(c)) {
      key = inner(c);
    } else if (kind_of(c) == Kind::splat_pattern) {
      if (const Node name = content(c)) assign(l, name, value, {.span = c.span(), .flags = ir::kDeclares});
    } else if (field_of(c) == NodeField::value_ && key) {
      const OpId index = kind_of(key) == Kind::dotted_name ? lower_dotted_name(l, key) : lower_expression(l, key);
      bind_pattern(l, c, l.ir.add({.kind = OpKind::Index, .span = c.span(), .base = value}, {{{}, index}}));
      key = {};
    }
  }
}

// The names a pattern introduces.
void bind_pattern(Lowering& l, Node pattern, OpId value) {
  const Nested nested(l);
  if (nested.too_deep()) return;
  pattern = inner(pattern);
  const Target how{.span = pattern ? pattern.span() : Span{}, .flags = ir::kDeclares};
  switch (kind_of(pattern)) {
    case Kind::identifier:
    case Kind::dotted_name:
      if (is_capture(pattern)) assign_name(l, l.str(pattern.text()), value, how);
      return;
    case Kind::as_pattern:
      bind_pattern(l, content(pattern), value);
      if (const Node name = content(pattern, 1)) assign_name(l, l.str(name.text()), value, how);
      return;
    case Kind::union_pattern:
      for (Node c : pattern.children()) {
        if (is_content(c)) bind_pattern(l, c, value);
      }
      return;
    case Kind::class_pattern:
    case Kind::list_pattern:
    case Kind::tuple_pattern: bind_elements(l, pattern, value); return;
    case Kind::dict_pattern: bind_entries(l, pattern, value); return;
    default: return;
  }
}

void lower_case(Lowering& l, Node clause, OpId subject) {
  Node only;
  std::size_t patterns = 0;
  for (Node c : clause.children()) {
    if (kind_of(c) != Kind::case_pattern) continue;
    only = c;
    ++patterns;
  }
  const OpId test = patterns == 1 ? lower_test(l, only, subject) : OpId{};
  l.ir.open_region(RegionKind::Branch, clause.span(), test ? test : subject);
  if (patterns == 1) bind_pattern(l, only, subject);
  else bind_elements(l, clause, subject);  // `case a, b:` is a tuple without its parentheses
  const Node guard = child(clause, NodeField::guard_);
  if (guard) {
    const OpId condition = lower_expression(l, content(guard));
    l.ir.open_region(RegionKind::Branch, clause.span(), condition);
  }
  lower_block(l, child(clause, NodeField::consequence_));
  if (guard) l.ir.close_region();
  l.ir.close_region();
}

}  // namespace

void lower_match(Lowering& l, Node node) {
  OperandList subjects(l);
  for (Node c : node.children()) {
    if (field_of(c) == NodeField::subject_ && is_content(c)) subjects.add(lower_expression(l, c));
  }
  OpId subject = subjects.size() ? subjects.items()[0].value : unknown(l, node.span());
  if (subjects.size() > 1) {
    constexpr auto detail = static_cast<std::uint8_t>(ir::AggregateKind::Tuple);
    subject = l.ir.add({.kind = OpKind::Aggregate, .detail = detail, .span = node.span()}, subjects.items());
  }
  for (Node c : child(node, NodeField::body_).children()) {
    if (kind_of(c) == Kind::case_clause) lower_case(l, c, subject);
    else if (kind_of(c) == Kind::error) recover(l, c);
  }
}

}  // namespace chokepoint::frontends::python
