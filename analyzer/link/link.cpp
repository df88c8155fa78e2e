#include "link/link.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "link/evaluator.hpp"
#include "link/linker.hpp"

namespace chokepoint::link {
namespace {

constexpr int kMaxRounds = 6;  // of re-evaluating what depends on a changed value; what has not settled by then stays as it is

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

Linker::Linker(LinkInput input, const models::LibraryIndex& library) : input_(std::move(input)), library_(library) {}

// Classes and functions that a variable is declared as, before anything is evaluated: types are looked up through them.
void Linker::seed() {
  for (FunctionIndex f = 0; f < program_.file_of_function.size(); ++f) {
    const FileIndex file = program_.file_of_function[f];
    const ir::FileIr& ir = *program_.files[file].ir;
    const ir::Function& function = program_.function(f);
    for (const ir::Op& op : ir.ops_of(function)) {
      if (op.kind != ir::OpKind::Assign || !op.base) continue;
      const ir::Op& value = ir.op(function, op.base);
      if (value.kind != ir::OpKind::Class && value.kind != ir::OpKind::Function) continue;
      const SlotIndex slot = variable(f, name(file, op.text));
      if (slot == kNone) continue;
      const Value seeded =
          value.kind == ir::OpKind::Class
              ? Value{ValueKind::Class, Evidence::Resolved, program_.global(file, ir::ClassId(value.aux)), 0}
              : Value{ValueKind::Function, Evidence::Resolved, program_.global(file, ir::FunctionId(value.aux)), 0};
      // The later of two definitions (overload signatures, `if` branches) wins, so that one name stays one value.
      program_.slots[slot] = seeded;
    }
  }
  if (program_.files.empty()) return;
  for (ClassIndex c = 0; c < program_.classes.size(); ++c) {
    if (program_.class_ir(c).language == Language::Java) java_classes_[std::string(program_.class_name(c))].push_back(c);
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

// What evaluating a function found in its last round.
struct Linker::Evaluated {
  std::vector<CallSite> calls;
  std::vector<Edge> edges;
  std::vector<Write> writes;
  std::vector<Registration> registrations;
  std::vector<Evaluation> evaluations;
  std::vector<LibraryStore> library_stores;
  std::vector<LiteralFunction> literal_functions;
  std::vector<Passed> passed;

  void take(Evaluator& evaluator) {
    calls = evaluator.calls;
    edges = evaluator.edges;
    writes = evaluator.writes;
    registrations = std::move(evaluator.registrations);
    evaluations = std::move(evaluator.evaluations);
    library_stores = std::move(evaluator.library_stores);
    literal_functions = std::move(evaluator.literal_functions);
    passed = std::move(evaluator.passed);
  }
};

// Rounds: everything once, then only what read a value that changed since; at once, if its turn is still to come.
void Linker::evaluate_all() {
  Evaluator evaluator(*this);
  const std::size_t count = program_.file_of_function.size();
  std::vector<Evaluated> results(count);
  std::vector<std::vector<FunctionIndex>> readers;
  std::vector<bool> dirty(count, true);
  const std::vector<FunctionIndex> order = evaluation_order();
  std::vector<std::uint32_t> position(count);
  for (std::size_t i = 0; i < count; ++i) position[order[i]] = static_cast<std::uint32_t>(i);
  for (int round = 0; round < kMaxRounds; ++round) {
    std::vector<bool> next(count, false);
    bool any = false;
    round_ = round;
    for (const FunctionIndex f : order) {
      if (!dirty[f]) continue;
      evaluator.run(f);
      results[f].take(evaluator);
      if (evaluator.deferred) next[f] = any = true;
      if (readers.size() < program_.slots.size()) readers.resize(program_.slots.size());
      for (SlotIndex slot : evaluator.read) {
        auto& functions = readers[slot];
        if (functions.empty() || functions.back() != f) functions.push_back(f);
      }
      for (SlotIndex slot : evaluator.changed) {
        for (FunctionIndex reader : readers[slot]) {
          if (position[reader] > position[f]) dirty[reader] = true;
          else next[reader] = any = true;
        }
      }
      evaluator.changed.clear();
    }
    if (!any) break;
    dirty = std::move(next);
  }
  for (Evaluated& result : results) append(result);
  program_.first_call.push_back(static_cast<std::uint32_t>(program_.calls.size()));
  std::sort(program_.writes.begin(), program_.writes.end());
  std::sort(program_.literal_functions.begin(), program_.literal_functions.end());
  program_.index_writes();
  for (const Target& target : import_targets_) {
    program_.import_slots.push_back(target.member ? kNone : target.slot);
    program_.import_values.push_back(target.value);
  }
}

void Linker::append(Evaluated& result) {
  const auto move_all = [](auto& from, auto& to) { std::move(from.begin(), from.end(), std::back_inserter(to)); };
  program_.first_call.push_back(static_cast<std::uint32_t>(program_.calls.size()));
  const std::uint32_t offset = static_cast<std::uint32_t>(program_.edges.size());
  for (CallSite& site : result.calls) site.first_edge += offset;
  move_all(result.calls, program_.calls);
  move_all(result.edges, program_.edges);
  move_all(result.writes, program_.writes);
  move_all(result.registrations, program_.registrations);
  move_all(result.library_stores, program_.library_stores);
  move_all(result.evaluations, program_.evaluations);
  move_all(result.literal_functions, program_.literal_functions);
  move_all(result.passed, passed_);
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
  declare_variables();
  declare_fields();
  bind_imports();
  seed();
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
  collect_added_names();
  evaluate_all();
  find_wrappers();
  relay_callbacks();
  return std::move(program_);
}

Program link(LinkInput input, const models::LibraryIndex& library, unsigned) { return Linker(std::move(input), library).run(); }

}  // namespace chokepoint::link
