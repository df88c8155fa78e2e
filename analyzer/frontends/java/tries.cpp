// try, catch, finally and try-with-resources.
#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

using ir::OpId;
using ir::RegionKind;

// `catch (A | B e)`: the variable is declared inside the region with the type A, or the union "|" of both.
void lower_catch(Lowering& l, Node clause) {
  const Node parameter = child(clause, Kind::catch_formal_parameter);
  const Node name = child(parameter, Field::name_);
  l.b.open_region(RegionKind::Catch, clause.span(), {}, 0, name ? l.b.str(name.text()) : Str{});
  if (name) {
    std::vector<ir::TypeId> types;
    if (Node list = child(parameter, Kind::catch_type)) collect_types(l, list, types);
    const ir::TypeId type = types.empty() ? ir::TypeId{} : types.size() == 1 ? types[0] : l.b.add_type("|", types);
    add_local(l, name.text(), {}, type, parameter.span());
  }
  if (Node body = child(clause, Field::body_)) lower_block(l, body);
  l.b.close_region();
}

void lower_finally(Lowering& l, Node clause) {
  l.b.open_region(RegionKind::Finally, clause.span());
  if (Node block = child(clause, Kind::block)) lower_block(l, block);
  l.b.close_region();
}

// `try (A a = open(); b)`: the value of a declared or of an existing variable.
OpId lower_resource(Lowering& l, Node resource) {
  const Node value = child(resource, Field::value_);
  const Node name = child(resource, Field::name_);
  if (!name || !value) {
    const Node existing = content(resource);
    return existing ? lower_expression(l, existing) : add_unknown(l, resource.span());
  }
  const OpId opened = lower_expression(l, value);
  const ir::TypeId type = lower_type(l, child(resource, Field::type_), child(resource, Field::dimensions_));
  add_local(l, name.text(), opened, type, resource.span(), ir::kDeclares | ir::kEntered);
  return opened;
}

void lower_protected(Lowering& l, Node statement, Node body) {
  std::size_t open = 0;
  if (Node resources = child(statement, Field::resources_)) {
    for (Node resource : resources.children()) {
      if (kind_of(resource) != Kind::resource) continue;
      const OpId subject = lower_resource(l, resource);
      l.b.open_region(RegionKind::With, body.span(), subject);
      ++open;
    }
  }
  lower_block(l, body);
  for (; open; --open) l.b.close_region();
}

}  // namespace

void lower_try(Lowering& l, Node statement) {
  const Node body = child(statement, Field::body_);
  if (!body) return;
  const bool handled = child(statement, Kind::catch_clause) || child(statement, Kind::finally_clause);
  if (handled) l.b.open_region(RegionKind::Try, body.span());
  lower_protected(l, statement, body);
  if (handled) l.b.close_region();
  for (Node c : statement.children()) {
    if (kind_of(c) == Kind::catch_clause) lower_catch(l, c);
    if (kind_of(c) == Kind::finally_clause) lower_finally(l, c);
  }
}

}  // namespace chokepoint::frontends::java
