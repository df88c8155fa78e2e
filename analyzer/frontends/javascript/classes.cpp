// Classes: bases, members, field initialisers and decorators. `class A extends B { x = f(); static y = 1; m() {} }` has a body
// function with the operations `this.x = f()` and `y = 1`; methods are functions owned by the class.
#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

// `extends PassportStrategy(Strategy, "jwt")`: the call runs; the base is written PassportStrategy()<Strategy>.
ir::TypeId lower_called_base(Lowering& l, Node call) {
  lower_expression(l, call);
  const Node callee = child(call, Field::function_);
  if (kind_of(call) != Kind::call_expression || !callee) return {};
  StackList<ir::TypeId> arguments(l.types);
  if (const Node list = child(call, Field::arguments_)) {
    each_named(list, [&](Node argument) {
      if (const ir::TypeId type = type_of_expression(l, argument, {})) arguments.push(type);
    });
  }
  l.buffer.assign(callee.text()).append("()");
  return l.builder.add_type(l.buffer, arguments.items());
}

void lower_base(Lowering& l, Node value, Node type_arguments, StackList<ir::TypeId>& bases) {
  ir::TypeId base = type_of_expression(l, value, type_arguments);
  if (!base) base = lower_called_base(l, unwrap(value));
  if (base) bases.push(base);
}

void lower_heritage(Lowering& l, Node heritage, StackList<ir::TypeId>& bases) {
  each_named(heritage, [&](Node part) {
    switch (kind_of(part)) {
      case Kind::extends_clause: {
        Node value;
        for (Node c : part.children()) {
          if (field_of(c) == Field::type_arguments_ && value) {
            lower_base(l, std::exchange(value, {}), c, bases);
          } else if (field_of(c) == Field::value_ && !is_trivia(kind_of(c))) {
            if (value) lower_base(l, value, {}, bases);
            value = c;
          }
        }
        if (value) lower_base(l, value, {}, bases);
        break;
      }
      case Kind::implements_clause: each_named(part, [&](Node type) { bases.push(lower_type(l, type)); }); break;
      default: lower_base(l, part, {}, bases);  // JavaScript: the expression itself
    }
  });
}

void lower_field(Lowering& l, Node n) {
  const ir::ClassId owner = l.builder.current_class();
  const Range decorators = lower_decorators(l, n, {});
  Node name = child(n, Field::name_);
  if (!name) name = child(n, Field::property_);
  OpId computed;
  const Str text = lower_key(l, name, &computed);
  const ir::TypeId type = lower_type(l, child(n, Field::type_));
  const bool is_static = static_cast<bool>(child_of_kind(n, Kind::kw_static));
  const Span span = without_decorators(n);
  l.builder.add_field({.owner = owner, .name = text, .type = type, .span = span, .decorators = decorators, .is_static = is_static});
  const Node value = child(n, Field::value_);
  if (!value) return;
  if (is_static && !computed) {
    add_assign(l, span, text, lower_value(l, value, text), ir::kDeclares, type);
    return;
  }
  const OpId base = add_name(l, span, "this");
  const OpId op = lower_value(l, value, text);
  if (computed) {
    l.builder.add({.kind = OpKind::StoreIndex, .span = span, .base = base}, {{.value = computed}, {.value = op}});
  } else {
    add_store(l, span, base, text, op);
  }
}

void lower_method(Lowering& l, Node n, StackList<Node>& decorators) {
  StackList<ir::Decorator> list(l.decorators);
  const ir::FunctionId holder = l.builder.current_function();
  for (std::size_t i = 0; i < decorators.size(); ++i) {
    list.push({.holder = holder, .op = lower_expression(l, first_named(decorators[i]))});
  }
  while (!decorators.empty()) decorators.pop();
  for (Node c : n.children()) {  // JavaScript has them inside the method
    if (kind_of(c) == Kind::decorator) list.push({.holder = holder, .op = lower_expression(l, first_named(c))});
  }
  ir::Function head = method_head(l, n);
  head.owner = l.builder.current_class();
  head.is_abstract = kind_of(n) != Kind::method_definition;
  head.decorators = l.builder.add_decorators(list.items());
  lower_function(l, n, head);
}

void lower_members(Lowering& l, Node body) {
  StackList<Node> decorators(l.nodes);  // of the method that follows
  each_named(body, [&](Node member) {
    switch (kind_of(member)) {
      case Kind::decorator: decorators.push(member); break;
      case Kind::method_definition:
      case Kind::method_signature:
      case Kind::abstract_method_signature: lower_method(l, member, decorators); break;
      case Kind::field_definition:
      case Kind::public_field_definition: lower_field(l, member); break;
      case Kind::class_static_block:
        if (const Node block = child(member, Field::body_)) lower_statements(l, block);
        break;
      case Kind::index_signature: break;
      default: lower_fragments(l, member);
    }
  });
}

}  // namespace

Range lower_decorators(Lowering& l, Node n, Node more) {
  StackList<ir::Decorator> list(l.decorators);
  const ir::FunctionId holder = l.builder.current_function();
  for (Node source : {more, n}) {
    for (Node c : source.children()) {
      if (kind_of(c) == Kind::decorator) list.push({.holder = holder, .op = lower_expression(l, first_named(c))});
    }
  }
  return list.empty() ? Range{} : l.builder.add_decorators(list.items());
}

Span without_decorators(Node n) {
  for (Node c : n.children()) {
    if (kind_of(c) != Kind::decorator && !is_trivia(kind_of(c))) return {c.span().begin, n.span().end};
  }
  return n.span();
}

ir::ClassId lower_class(Lowering& l, Node n, Str name, Node exported) {
  ir::Class klass;
  klass.name = name;
  klass.is_public = static_cast<bool>(exported);
  klass.is_abstract = kind_of(n) == Kind::abstract_class_declaration;
  klass.span = without_decorators(n);
  klass.decorators = lower_decorators(l, n, exported);
  if (const Node own = child(n, Field::name_)) klass.name_span = own.span();
  klass.type_parameters = lower_type_parameters(l, n);
  {
    StackList<ir::TypeId> bases(l.types);
    if (const Node heritage = child_of_kind(n, Kind::class_heritage)) lower_heritage(l, heritage, bases);
    klass.bases = l.builder.add_type_list(bases.items());
  }
  const ir::ClassId id = l.builder.begin_class(klass);
  ir::Function body;
  body.kind = ir::FunctionKind::ClassBody;
  body.name = l.builder.str("<class>");
  body.owner = id;
  body.span = klass.span;
  l.builder.class_of(id).body = l.builder.begin_function(body);
  if (const Node members = child(n, Field::body_)) lower_members(l, members);
  l.builder.end_function();
  l.builder.end_class();
  return id;
}

}  // namespace chokepoint::frontends::javascript
