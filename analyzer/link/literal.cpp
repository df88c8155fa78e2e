// Go's struct literals: what they put into fields, and those that build values of a library.
#include <algorithm>

#include "link/evaluator.hpp"

namespace chokepoint::link {

// `Route{Path: "/users", Handle: users}` stores to fields, by name or in the order they are declared.
void Evaluator::store_fields(const ir::Op& op, std::size_t position, ClassIndex klass) {
  const ir::FileIr& ir = program_.class_ir(klass);
  const ir::ClassId own = ir::ClassId::from_index(klass - program_.files[program_.file_of_class[klass]].first_class);
  std::vector<Name> declared;
  for (const ir::Field& field : ir.fields) {
    if (field.owner == own) declared.push_back(linker_.name(program_.file_of_class[klass], field.name));
  }
  std::size_t next = 0;
  for (const ir::Operand& operand : ir_->operands_of(*f_, op)) {
    if (!operand.name && next >= declared.size()) return;
    const Name field = operand.name ? linker_.name(file_, operand.name) : declared[next++];
    const auto slot = linker_.field_index_.find(pair_key(klass, field.raw));
    if (slot == linker_.field_index_.end() || !operand.value) continue;
    const Value value = value_of(operand.value);
    write(slot->second, position, operand.value, value);
    if (value.is(ValueKind::Function)) {
      literal_functions.push_back({slot->second, {function_, ir::OpId::from_index(position)}, klass, value.id});
    }
  }
}

// A literal of a library's type counts as a call of the type: `http.Server{…}`.
void Evaluator::note_literal(const ir::Op& op, const Value& type, std::size_t position) {
  if (language_ == Language::Go && type.is(ValueKind::Instance)) return store_fields(op, position, type.id);
  if (!type.is(ValueKind::ExternalInstance)) return;
  const LibraryNames::Function& known = linker_.known_.function(language_, Name(type.id));
  if (!known.registers && !known.rows) return;
  CallSite site;
  site.caller = function_;
  site.op = ir::OpId::from_index(position);
  site.external = Name(type.id);
  site.evidence = type.evidence;
  site.first_edge = static_cast<std::uint32_t>(edges.size());
  if (known.registers) register_entries(site, op, position, Value{ValueKind::External, type.evidence, type.id, 0}, {});
  site.edge_count = static_cast<std::uint32_t>(edges.size()) - site.first_edge;
  calls.push_back(site);
}

}  // namespace chokepoint::link
