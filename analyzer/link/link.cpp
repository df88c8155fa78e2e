#include "link/link.hpp"

#include <algorithm>
#include <numeric>

#include "link/linker.hpp"

namespace chokepoint::link {
namespace {

bool decorated_with(const ir::FileIr& ir, const ir::Function& function, std::string_view name) {
  for (const ir::Decorator& decorator : function.decorators.of(ir.decorators)) {
    if (!decorator.op) continue;
    const ir::Op& op = ir.op(ir.function(decorator.holder), decorator.op);
    if (op.kind == ir::OpKind::Name && ir.text(op.text) == name) return true;
  }
  return false;
}

}  // namespace

std::uint32_t Program::intern_list(std::vector<Value> values) {
  if (values.empty()) return 0;
  std::uint64_t hash = 1469598103934665603ull;
  for (const Value& value : values) {
    for (std::uint64_t part : {static_cast<std::uint64_t>(value.kind), static_cast<std::uint64_t>(value.evidence),
                               static_cast<std::uint64_t>(value.id), static_cast<std::uint64_t>(value.args)}) {
      hash = (hash ^ part) * 1099511628211ull;
    }
  }
  for (;; ++hash) {
    auto [slot, inserted] = list_index_.try_emplace(hash, static_cast<std::uint32_t>(value_lists.size()));
    if (inserted) {
      value_lists.push_back(std::move(values));
      return slot->second;
    }
    if (value_lists[slot->second] == values) return slot->second;
  }
}

void Program::index_writes() {
  first_write_.assign(slots.size() + 1, 0);
  for (const Write& write : writes) ++first_write_[write.slot + 1];
  std::partial_sum(first_write_.begin(), first_write_.end(), first_write_.begin());
  std::vector<Write> sorted(writes.size());
  std::vector<std::uint32_t> next(first_write_);
  for (const Write& write : writes) sorted[next[write.slot]++] = write;
  if (!std::is_sorted(sorted.begin(), sorted.end())) {  // one operation may write twice to a slot
    for (std::size_t slot = 0; slot < slots.size(); ++slot) {
      std::sort(sorted.begin() + first_write_[slot], sorted.begin() + first_write_[slot + 1]);
    }
  }
  writes = std::move(sorted);
}

std::vector<ClassIndex> Program::lineage(ClassIndex klass) const {
  constexpr std::size_t kMaxClasses = 64;
  std::vector<ClassIndex> all{klass};
  for (std::size_t n = 0; n < all.size() && n < kMaxClasses; ++n) {
    for (const Value& base : classes[all[n]].bases) {
      if (base.is(ValueKind::Class) && std::find(all.begin(), all.end(), base.id) == all.end()) all.push_back(base.id);
    }
  }
  return all;
}

std::span<const std::pair<FunctionIndex, FunctionIndex>> Program::wrappers_of(FunctionIndex f) const {
  const auto [first, last] = std::equal_range(wrappers.begin(), wrappers.end(), std::pair{f, kNone},
                                              [](const auto& a, const auto& b) { return a.first < b.first; });
  return {first, last};
}

const CallSite* Program::call_at(FunctionIndex f, ir::OpId op) const {
  const auto sites = calls_of(f);
  auto at =
      std::lower_bound(sites.begin(), sites.end(), op, [](const CallSite& site, ir::OpId wanted) { return site.op < wanted; });
  return at != sites.end() && at->op == op ? &*at : nullptr;
}

ClassIndex Program::class_around(FunctionIndex f) const {
  const FileIndex file = file_of_function[f];
  const ir::FileIr& ir = *files[file].ir;
  for (ir::FunctionId id = ir::FunctionId::from_index(f - files[file].first_function); id; id = ir.function(id).parent) {
    if (ir.function(id).owner) return global(file, ir.function(id).owner);
  }
  return kNone;
}

Linker::Words::Words(Names& names)
    : itself(names.intern("this")),
      super(names.intern("super")),
      everything(names.intern("=")),
      fallback(names.intern("default")),
      array(names.intern("Array")),
      brackets(names.intern("[]")),
      read_only(names.intern("ReadonlyArray")) {}

Linker::Linker(LinkInput input, const models::LibraryIndex& library, unsigned jobs)
    : input_(std::move(input)), library_(library), jobs_(jobs), known_(library, program_.names), words_(program_.names) {}

// Classes and functions that a variable is declared as, before anything is evaluated: types are looked up through them.
void Linker::seed() {
  for (FileIndex file = 0; file < program_.files.size(); ++file) {
    const ir::FileIr& ir = *program_.files[file].ir;
    for (const Outline::Definition& definition : outlines_[file].definitions) {
      const FunctionIndex f = program_.files[file].first_function + definition.function;
      const SlotIndex slot = variable(f, name(file, definition.variable));
      if (slot == kNone) continue;
      const ir::Op& value = ir.op(program_.function(f), definition.value);
      // The later of two definitions (overload signatures, `if` branches) wins, so that one name stays one value.
      program_.slots[slot] =
          value.kind == ir::OpKind::Class
              ? Value{ValueKind::Class, Evidence::Resolved, program_.global(file, ir::ClassId(value.aux)), 0}
              : Value{ValueKind::Function, Evidence::Resolved, program_.global(file, ir::FunctionId(value.aux)), 0};
    }
    for (const Str member : outlines_[file].added) added_names_.insert(name(file, member));
  }
  for (ClassIndex c = 0; c < program_.classes.size(); ++c) {
    const FileIndex file = program_.file_of_class[c];
    const ir::Class& klass = program_.class_of(c);
    if (program_.files[file].language != Language::Java || !klass.name) continue;
    const Name container = klass.outer ? program_.class_names[program_.global(file, klass.outer)] : scopes_[file].package;
    java_classes_[pair_key(container.raw, name(file, klass.name).raw)].push_back(c);
  }
}

void Linker::seed_parameters(FunctionIndex f) {
  const FileIndex file = program_.file_of_function[f];
  const ir::FileIr& ir = *program_.files[file].ir;
  const ir::Function& function = program_.function(f);
  auto fix = [&](SlotIndex slot, Value value) {
    if (!value.known()) return;
    program_.slots[slot] = value;
    fixed_[slot] = true;
  };
  const auto parameters = function.parameters.of(ir.parameters);
  for (std::uint32_t p = 0; p < parameters.size(); ++p) {
    Value value = type_value(file, f, parameters[p].type);
    if (parameters[p].rest && value.known()) {
      const char* list = ir.language == Language::Python                                ? "tuple"
                         : ir.language == Language::Go || ir.language == Language::Java ? "[]"
                                                                                        : "Array";
      value = {ValueKind::ExternalInstance, value.evidence, program_.names.intern(list).raw, program_.intern_list({value})};
    }
    fix(program_.first_parameter_slot[f] + p, value);
  }
  fix(program_.result_slot[f], type_value(file, f, function.result));
  const ClassIndex owner = program_.owner_of_function[f];
  if (ir.language != Language::Python || owner == kNone || parameters.empty() || function.is_static || !function.owner) return;
  const bool of_class = decorated_with(ir, function, "classmethod") || ir.text(function.name) == "__new__" ||
                        ir.text(function.name) == "__init_subclass__";
  fix(program_.first_parameter_slot[f], Value{of_class ? ValueKind::Class : ValueKind::Instance, Evidence::Resolved, owner, 0});
}

void Linker::seed_fields() {
  for (FileIndex i = 0; i < program_.files.size(); ++i) {
    const ir::FileIr& ir = *program_.files[i].ir;
    for (const ir::Field& field : ir.fields) {
      if (!field.owner || !field.type) continue;
      const ClassIndex owner = program_.global(i, field.owner);
      const ir::Class& klass = ir.class_of(field.owner);
      const FunctionIndex scope = program_.global(i, klass.body ? klass.body : klass.parent ? klass.parent : ir::FunctionId(1));
      const Value value = type_value(i, scope, field.type);
      auto slot = field_index_.find(pair_key(owner, name(i, field.name).raw));
      if (slot == field_index_.end() || !value.known()) continue;
      program_.slots[slot->second] = value;
      fixed_[slot->second] = true;
    }
  }
}

// `@logged def load()`: who calls `load` runs what `logged` returns, which a plain call of the name does not show.
void Linker::find_wrappers() {
  for (const auto& [function, decorator] : decorated_) {
    for (FunctionIndex wrapper : program_.slot_functions[program_.result_slot[decorator]]) {
      if (wrapper != function) program_.wrappers.emplace_back(function, wrapper);
    }
  }
  std::sort(program_.wrappers.begin(), program_.wrappers.end());
  program_.wrappers.erase(std::unique(program_.wrappers.begin(), program_.wrappers.end()), program_.wrappers.end());
}

Program Linker::run() {
  program_.files = std::move(input_.files);
  number();
  modules_.emplace(program_.files, input_.roots);
  outline_files();
  declare_variables();
  declare_fields();
  bind_imports();
  seed();
  outlines_.clear();
  resolve_imports();
  index_methods();
  seed_aliases();
  resolve_bases();
  resolve_bases();  // again, for bases that are members of objects whose own class has bases
  derive();
  bind_names();
  fixed_.assign(program_.slots.size(), false);
  for (FunctionIndex f = 0; f < program_.file_of_function.size(); ++f) seed_parameters(f);
  seed_fields();
  evaluate_all();
  find_wrappers();
  relay_callbacks();
  return std::move(program_);
}

Program link(LinkInput input, const models::LibraryIndex& library, unsigned jobs) {
  return Linker(std::move(input), library, jobs).run();
}

}  // namespace chokepoint::link
