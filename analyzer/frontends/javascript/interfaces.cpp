// Declarations of types: interfaces, enums and type aliases. `type User = { id: string }` is an interface as well.
#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

void lower_property_signature(Lowering& l, Node n) {
  const Node name = child(n, Field::name_);
  if (!name || kind_of(name) == Kind::computed_property_name) return;
  const ir::TypeId type = lower_type(l, child(n, Field::type_));
  l.builder.add_field({.owner = l.builder.current_class(), .name = lower_key(l, name, nullptr), .type = type, .span = n.span()});
}

void lower_signatures(Lowering& l, Node body) {
  each_named(body, [&](Node member) {
    switch (kind_of(member)) {
      case Kind::property_signature: lower_property_signature(l, member); break;
      case Kind::method_signature: {
        const Node name = child(member, Field::name_);
        if (!name || kind_of(name) == Kind::computed_property_name) break;
        ir::Function head = method_head(l, member);
        head.owner = l.builder.current_class();
        head.is_abstract = true;
        lower_function(l, member, head);
        break;
      }
      default: break;  // index, call and construct signatures
    }
  });
}

ir::Class head_of(Lowering& l, Node n, ir::ClassKind kind, bool exported) {
  ir::Class head;
  head.kind = kind;
  head.is_public = exported;
  head.span = n.span();
  if (const Node name = child(n, Field::name_)) {
    head.name = l.builder.str(name.text());
    head.name_span = name.span();
  }
  head.type_parameters = lower_type_parameters(l, n);
  return head;
}

// A type is a name of its block like any other, unless a value of this name is.
void assign_type(Lowering& l, Node n, Str name, ir::ClassId id) {
  if (l.ambient || is_value(l, name)) return;
  const OpId op = l.builder.add({.kind = OpKind::Class, .span = n.span(), .aux = id.raw});
  add_assign(l, n.span(), name, op, ir::kDeclares);
}

void lower_enum_members(Lowering& l, Node body) {
  each_named(body, [&](Node member) {
    const bool assigned = kind_of(member) == Kind::enum_assignment;
    const Node key = assigned ? child(member, Field::name_) : member;
    const Str name = lower_key(l, key, nullptr);
    l.builder.add_field({.owner = l.builder.current_class(), .name = name, .span = member.span(), .is_static = true});
    const Node value = assigned ? child(member, Field::value_) : Node{};
    if (value) add_assign(l, member.span(), name, lower_expression(l, value), ir::kDeclares);
  });
}

// The members of `A & { x: T } & B`, or the type itself.
void collect_members(Lowering& l, Node type, StackList<Node>& members) {
  StackList<Node> spine(l.spine);
  spine.push(type);
  while (!spine.empty()) {
    const Node top = spine.pop();
    if (kind_of(top) != Kind::intersection_type && kind_of(top) != Kind::parenthesized_type) {
      members.push(top);
      continue;
    }
    Node first, second;
    each_named(top, [&](Node c) { (first ? second : first) = c; });
    if (second) spine.push(second);
    if (first) spine.push(first);
  }
}

}  // namespace

void lower_interface(Lowering& l, Node n, bool exported) {
  ir::Class head = head_of(l, n, ir::ClassKind::Interface, exported);
  {
    StackList<ir::TypeId> bases(l.types);
    if (const Node heritage = child_of_kind(n, Kind::extends_type_clause)) {
      each_named(heritage, [&](Node type) { bases.push(lower_type(l, type)); });
    }
    head.bases = l.builder.add_type_list(bases.items());
  }
  const ir::ClassId id = l.builder.begin_class(head);
  if (const Node body = child(n, Field::body_)) lower_signatures(l, body);
  l.builder.end_class();
  assign_type(l, n, head.name, id);
}

void lower_enum(Lowering& l, Node n, bool exported) {
  const ir::Class head = head_of(l, n, ir::ClassKind::Enum, exported);
  const ir::ClassId id = l.builder.begin_class(head);
  ir::Function body;
  body.kind = ir::FunctionKind::ClassBody;
  body.name = l.builder.str("<class>");
  body.owner = id;
  body.span = n.span();
  l.builder.class_of(id).body = l.builder.begin_function(body);
  if (const Node members = child(n, Field::body_)) lower_enum_members(l, members);
  l.builder.end_function();
  l.builder.end_class();
  const OpId op = l.builder.add({.kind = OpKind::Class, .span = n.span(), .aux = id.raw});
  add_assign(l, n.span(), head.name, op, ir::kDeclares);
}

void lower_type_alias(Lowering& l, Node n, bool exported) {
  const Node target = child(n, Field::value_);
  if (!target) return;
  StackList<Node> members(l.nodes);
  collect_members(l, target, members);
  bool has_fields = false;
  for (Node member : members.items()) has_fields = has_fields || kind_of(member) == Kind::object_type;
  ir::Class head = head_of(l, n, has_fields ? ir::ClassKind::Interface : ir::ClassKind::Alias, exported);
  {
    StackList<ir::TypeId> bases(l.types);
    if (!has_fields) bases.push(lower_type(l, target));
    for (std::size_t i = 0; has_fields && i < members.size(); ++i) {
      if (kind_of(members[i]) != Kind::object_type) bases.push(lower_type(l, members[i]));
    }
    head.bases = l.builder.add_type_list(bases.items());
  }
  const ir::ClassId id = l.builder.begin_class(head);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (kind_of(members[i]) == Kind::object_type) lower_signatures(l, members[i]);
  }
  l.builder.end_class();
  assign_type(l, n, head.name, id);
}

}  // namespace chokepoint::frontends::javascript
