#include "frontends/python/lowering.hpp"

namespace chokepoint::frontends::python {
namespace {

using ir::Class;
using ir::ClassId;
using ir::ClassKind;

// Anything that makes operations or methods; documentation and `pass` do not.
bool has_members(Node body) {
  for (Node c : body.children()) {
    if (!is_content(c) || kind_of(c) == Kind::pass_statement) continue;
    if (kind_of(c) != Kind::expression_statement) return true;
    const Node only = content(c);
    if (!is_plain_string(only) && kind_of(only) != Kind::ellipsis) return true;
  }
  return false;
}

// What some well-known bases say about the class.
void note_base(Class& klass, std::string_view base) {
  base = base.substr(base.rfind('.') + 1);
  base = base.substr(0, base.find('['));
  if (base == "Protocol") klass.kind = ClassKind::Interface;
  for (const std::string_view name : {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"}) {
    if (base == name) klass.kind = ClassKind::Enum;
  }
  if (base == "ABC" || base == "ABCMeta") klass.is_abstract = true;
}

Range lower_bases(Lowering& l, Node list, Class& klass) {
  const std::size_t mark = l.types.size();
  for (Node c : list.children()) {
    if (!is_content(c)) continue;
    if (kind_of(c) == Kind::keyword_argument) {
      const Node value = child(c, NodeField::value_);
      if (text_of(child(c, NodeField::name_)) == "metaclass") note_base(klass, text_of(value));
      if (kind_of(value) != Kind::identifier) lower_expression(l, value);
    } else if (kind_of(c) == Kind::list_splat || kind_of(c) == Kind::dictionary_splat || kind_of(c) == Kind::error) {
      recover(l, c);
    } else {
      note_base(klass, c.text());
      const TypeId type = lower_type(l, c);
      l.types.push_back(type);
    }
  }
  const Range range = l.ir.add_type_list(std::span<const TypeId>(l.types).subspan(mark));
  l.types.resize(mark);
  return range;
}

// `class A[T: Bound, *Ts]` → T, Ts
Range type_parameters(Lowering& l, Node list) {
  std::vector<Str> names;
  for (Node c : list.children()) {
    if (kind_of(c) != Kind::type) continue;
    std::string_view text = c.text();
    while (text.starts_with('*')) text.remove_prefix(1);
    text = text.substr(0, text.find_first_of(":=[ "));
    names.push_back(l.str(text));
  }
  return l.ir.add_names(names);
}

void lower_class_body(Lowering& l, Node body, ClassId id, Span span) {
  ir::Function function;
  function.kind = ir::FunctionKind::ClassBody;
  function.name = l.str("<class>");
  function.owner = id;
  function.span = function.name_span = span;
  l.ir.class_of(id).body = l.ir.begin_function(function);
  const std::size_t first_global = l.first_global;
  l.first_global = l.globals.size();
  lower_block(l, body);
  l.globals.resize(l.first_global);
  l.first_global = first_global;
  l.ir.end_function();
}

void assign_class(Lowering& l, ClassId id, Node node) {
  const OpId value = l.ir.add({.kind = OpKind::Class, .span = node.span(), .aux = id.raw});
  const Class& klass = l.ir.class_of(id);
  assign_name(l, klass.name, value, {.span = klass.name_span, .flags = ir::kDeclares});
}

}  // namespace

void lower_class(Lowering& l, Node node, std::span<const ir::Decorator> decorators) {
  const Node name = child(node, NodeField::name_);
  Class klass;
  klass.name = l.str(text_of(name));
  klass.is_public = !text_of(name).starts_with('_');
  klass.span = node.span();
  klass.name_span = name ? name.span() : node.span();
  klass.bases = lower_bases(l, child(node, NodeField::superclasses_), klass);
  klass.type_parameters = type_parameters(l, child(node, NodeField::type_parameters_));
  klass.decorators = l.ir.add_decorators(decorators);
  const ClassId id = l.ir.begin_class(klass);
  const Node body = child(node, NodeField::body_);
  if (has_members(body)) lower_class_body(l, body, id, node.span());
  l.ir.end_class();
  assign_class(l, id, node);
}

void lower_type_alias(Lowering& l, Node node) {
  const Node left = child(node, NodeField::left_);
  const std::string_view name = text_of(left).substr(0, text_of(left).find_first_of("[ "));
  const TypeId target = lower_type(l, child(node, NodeField::right_));
  Class klass;
  klass.kind = ClassKind::Alias;
  klass.name = l.str(name);
  klass.is_public = !name.starts_with('_');
  klass.span = node.span();
  klass.name_span = left ? left.span() : node.span();
  klass.bases = l.ir.add_type_list(std::span<const TypeId>(&target, target ? 1 : 0));
  const ClassId id = l.ir.begin_class(klass);
  l.ir.end_class();
  assign_class(l, id, node);
}

void add_field(Lowering& l, Node name, TypeId type, bool is_static, Range decorators) {
  if (kind_of(name) != Kind::identifier) return;
  l.ir.add_field({.owner = l.ir.current_class(),
                  .name = l.str(name.text()),
                  .type = type,
                  .span = name.span(),
                  .decorators = decorators,
                  .is_static = is_static});
}

}  // namespace chokepoint::frontends::python
