#include "frontends/go/lowering.hpp"

#include <utility>

namespace chokepoint::frontends::go {

using ir::OpId;
using ir::OpKind;
using ir::RegionKind;
using ir::TypeId;

// The statements of a case; what stands before them is in fields.
void Lowering::case_body(Node node) {
  for (Node part : node.children()) {
    if (part.field() == 0 && is_code(part)) statement(part);
  }
}

void Lowering::expression_switch(Node node) {
  if (const Node initializer = child(node, Field::initializer_)) statement(initializer);
  const Node value_node = child(node, Field::value_);
  const OpId value = value_node ? expression(value_node) : OpId{};
  const bool outer = std::exchange(break_leaves_loop_, false);
  for (Node part : node.children()) {
    if (kind(part) == Kind::default_case) {
      b_.open_region(RegionKind::Else, part.span(), value);
    } else if (kind(part) == Kind::expression_case) {
      OpId subject;
      for (Node candidate : child(part, Field::value_).children()) {
        if (!is_code(candidate)) continue;
        const OpId id = expression(candidate);
        if (!subject) subject = id;
      }
      b_.open_region(RegionKind::Branch, part.span(), subject);
    } else {
      continue;
    }
    case_body(part);
    b_.close_region();
  }
  break_leaves_loop_ = outer;
}

void Lowering::type_switch(Node node) {
  if (const Node initializer = child(node, Field::initializer_)) statement(initializer);
  const OpId value = expression(child(node, Field::value_));
  const Node alias = only_child(child(node, Field::alias_));
  const Str variable = alias ? b_.str(alias.text()) : Str{};
  const bool outer = std::exchange(break_leaves_loop_, false);
  for (Node part : node.children()) {
    if (kind(part) == Kind::type_case) {
      type_case(part, value, variable);
    } else if (kind(part) == Kind::default_case) {
      b_.open_region(RegionKind::Else, part.span(), value);
      if (variable) b_.add({.kind = OpKind::Assign, .flags = ir::kDeclares, .span = part.span(), .text = variable, .base = value});
      case_body(part);
      b_.close_region();
    }
  }
  break_leaves_loop_ = outer;
}

void Lowering::type_case(Node node, OpId value, Str variable) {
  std::vector<TypeId> types;
  Node first;
  for (Node part : node.children()) {
    if (!in_field(part, Field::type_) || !is_code(part)) continue;
    types.push_back(type(part));
    if (!first) first = part;
  }
  const TypeId either = union_type(types);
  const OpId subject = compute(first ? first : node, "instanceof", {value}, either);
  b_.open_region(RegionKind::Branch, node.span(), subject);
  if (variable) {
    b_.add({.kind = OpKind::Assign,
            .flags = ir::kDeclares,
            .span = first ? first.span() : node.span(),
            .text = variable,
            .base = value,
            .aux = types.size() == 1 && first.text() != "nil" ? either.raw : 0});
  }
  case_body(node);
  b_.close_region();
}

void Lowering::select_statement(Node node) {
  const bool outer = std::exchange(break_leaves_loop_, false);
  for (Node part : node.children()) {
    if (kind(part) == Kind::communication_case) {
      communication_case(part);
    } else if (kind(part) == Kind::default_case) {
      b_.open_region(RegionKind::Else, part.span());
      case_body(part);
      b_.close_region();
    }
  }
  break_leaves_loop_ = outer;
}

void Lowering::communication_case(Node node) {
  const Node communication = child(node, Field::communication_);
  if (kind(communication) != Kind::receive_statement) {
    const OpId sent = communication ? send(communication) : OpId{};
    b_.open_region(RegionKind::Branch, node.span(), sent);
    case_body(node);
    b_.close_region();
    return;
  }
  const OpId received = expression(child(communication, Field::right_));
  b_.open_region(RegionKind::Branch, node.span(), received);
  std::uint8_t flags = 0;
  for (Node part : communication.children()) {
    if (kind(part) == Kind::op && part.text() == ":=") flags = ir::kDeclares;
  }
  std::size_t position = 0;
  for (Node target : child(communication, Field::left_).children()) {
    if (!is_code(target)) continue;
    const std::size_t i = position++;
    if (target.text() == "_") continue;
    store(place(target), i == 0 ? received : compute(target, "ok", {received}), flags);
  }
  case_body(node);
  b_.close_region();
}

}  // namespace chokepoint::frontends::go
