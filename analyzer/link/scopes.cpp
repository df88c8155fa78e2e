// Which variable, parameter, import or class a name stands for.
#include <algorithm>

#include "base/parallel.hpp"
#include "link/linker.hpp"

namespace chokepoint::link {
namespace {

using ir::FunctionKind;
using ir::OpKind;

template <class Pairs>
auto find_name(const Pairs& pairs, Name name) {
  auto at = std::lower_bound(pairs.begin(), pairs.end(), name, [](const auto& pair, Name wanted) { return pair.first < wanted; });
  return at != pairs.end() && at->first == name ? at : pairs.end();
}

// Python evaluates default values where the function stands: in `def home(page=Depends(page))` the second name is not the first.
std::size_t after_defaults(const ir::FileIr& ir, const ir::Function& function) {
  std::size_t end = 0;
  for (const ir::Parameter& parameter : function.parameters.of(ir.parameters)) {
    if (parameter.default_value) end = std::max(end, parameter.default_value.index() + 1);
  }
  return end;
}

}  // namespace

SlotIndex Linker::variable(FunctionIndex function, Name name) const {
  const Variables& variables = variables_[function];
  auto at = find_name(variables, name);
  return at == variables.end() ? kNone : at->second;
}

void Linker::outline_files() {
  outlines_.resize(program_.files.size());
  std::vector<OutlineMarks> marks(std::max(1u, jobs_));
  parallel_for(program_.files.size(), jobs_,
               [&](std::size_t file, unsigned worker) { outlines_[file] = outline_of(*program_.files[file].ir, marks[worker]); });
}

void Linker::declare_variables() {
  for (FileIndex file = 0; file < program_.files.size(); ++file) {
    const ir::FileIr& ir = *program_.files[file].ir;
    for (const Str used : outlines_[file].names) name(file, used);  // so that bind_names() makes no names of its own
    for (std::size_t f = 0; f < ir.functions.size(); ++f) {
      program_.result_slot.push_back(new_slot());
      program_.first_parameter_slot.push_back(static_cast<SlotIndex>(program_.slots.size()));
      for (std::uint32_t p = 0; p < ir.functions[f].parameters.count; ++p) new_slot();
      Variables& variables = variables_[program_.files[file].first_function + f];
      const auto declared = outlines_[file].variables_of(f);
      variables.reserve(declared.size());
      for (const Str variable : declared) variables.emplace_back(name(file, variable), kNone);
      std::sort(variables.begin(), variables.end());
      for (auto& entry : variables) entry.second = new_slot();
    }
  }
  program_.end_of_variables = static_cast<SlotIndex>(program_.slots.size());
  share_package_variables();
}

// What is declared at the top of one file of a Go package is seen in all of them.
void Linker::share_package_variables() {
  for (FileIndex file = 0; file < program_.files.size(); ++file) {
    const std::vector<FileIndex>* package = modules_->go_package_of(file);
    if (!package || package->front() != file) continue;
    Variables& shared = package_variables_[package];
    for (const FileIndex one : *package) {
      const Variables& own = variables_[program_.files[one].first_function];
      shared.insert(shared.end(), own.begin(), own.end());
    }
    std::stable_sort(shared.begin(), shared.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  }
}

void Linker::declare_fields() {
  auto add = [&](ClassIndex klass, Name field) {
    auto [slot, inserted] = field_index_.try_emplace(pair_key(klass, field.raw), 0u);
    if (!inserted) return;
    slot.value() = new_slot();
    program_.classes[klass].fields.emplace_back(field, slot->second);
  };
  for (FileIndex i = 0; i < program_.files.size(); ++i) {
    const ProgramFile& file = program_.files[i];
    for (const ir::Field& field : file.ir->fields) {
      if (field.owner) add(program_.global(i, field.owner), name(i, field.name));
    }
  }
  for (FileIndex i = 0; i < program_.files.size(); ++i) {
    for (const Outline::Stored& stored : outlines_[i].stored) {
      const ClassIndex klass = program_.class_around(program_.files[i].first_function + stored.function);
      if (klass != kNone) add(klass, name(i, stored.field));
    }
  }
  for (ClassInfo& klass : program_.classes) std::sort(klass.fields.begin(), klass.fields.end());
}

SlotIndex Linker::package_variable(FileIndex file, Name wanted) const {
  const std::vector<FileIndex>* package = modules_->go_package_of(file);
  const auto known = package ? package_variables_.find(package) : package_variables_.end();
  if (known == package_variables_.end()) return kNone;
  const auto at = find_name(known->second, wanted);
  return at == known->second.end() ? kNone : at->second;
}

std::uint32_t Linker::import_in_scope(FileIndex file, FunctionIndex function, Name wanted) const {
  const bool module = function == program_.files[file].first_function;
  const auto& imports = module ? scopes_[file].imports : local_imports_[function];
  auto at = find_name(imports, wanted);
  return at == imports.end() ? kNone : at->second;
}

Binding Linker::bind_name(FileIndex file_index, FunctionIndex function, Name wanted, bool assigns) {
  const ProgramFile& file = program_.files[file_index];
  const FunctionIndex module = file.first_function;
  for (FunctionIndex f = function;;) {
    const ir::Function& current = file.ir->functions[f - module];
    // Class bodies are no scope for what is nested in them, only for themselves.
    if (f == function || current.kind != FunctionKind::ClassBody) {
      if (!assigns) {
        if (const std::uint32_t import = import_in_scope(file_index, f, wanted); import != kNone) return {BindKind::Import, import};
      }
      if (const SlotIndex slot = variable(f, wanted); slot != kNone) {
        return {f == function ? BindKind::Local : BindKind::Outer, slot};
      }
      for (std::uint32_t p = 0; p < current.parameters.count; ++p) {
        if (name(file_index, file.ir->parameters[current.parameters.first + p].name) != wanted) continue;
        return {f == function ? BindKind::Parameter : BindKind::Outer, program_.first_parameter_slot[f] + p};
      }
    }
    if (f == module) break;
    f = module + static_cast<FunctionIndex>(current.parent.index());
  }
  if (file.language == Language::Go) {
    if (const SlotIndex slot = package_variable(file_index, wanted); slot != kNone) return {BindKind::Outer, slot};
  }
  if (file.language == Language::Java) return bind_java(file_index, function, wanted);
  for (const FileScope::Star& star : scopes_[file_index].stars) {
    if (file.language != Language::Python || assigns) break;
    if (star.module == kNone) continue;
    if (const Target found = python_symbol(star.module, wanted, 0); found.slot != kNone) return {BindKind::Outer, found.slot};
  }
  return {assigns ? BindKind::None : BindKind::Global, 0};
}

// What a name means in a function before its own variable of that name is declared: `users := users.New()`.
Binding Linker::bind_around(FileIndex file_index, FunctionIndex function, Name wanted) {
  const ProgramFile& file = program_.files[file_index];
  const ir::Function& current = program_.function(function);
  for (std::uint32_t p = 0; p < current.parameters.count; ++p) {
    if (name(file_index, file.ir->parameters[current.parameters.first + p].name) == wanted) {
      return {BindKind::Parameter, program_.first_parameter_slot[function] + p};
    }
  }
  const Binding binding =
      bind_name(file_index, program_.global(file_index, current.parent ? current.parent : ir::FunctionId(1)), wanted, false);
  return binding.kind() == BindKind::Local ? Binding{BindKind::Outer, binding.id()} : binding;
}

Binding Linker::bind_java(FileIndex file, FunctionIndex function, Name wanted) {
  const ClassIndex around = program_.class_around(function);
  const std::string_view text = program_.names[wanted];
  const bool type_like = !text.empty() && text[0] >= 'A' && text[0] <= 'Z';
  if (type_like) {
    if (const ClassIndex klass = java_class(file, around, wanted); klass != kNone) return {BindKind::Class, klass};
  }
  return {BindKind::Member, wanted.raw};
}

// What names of one function stand for, kept because they repeat. Entries of other functions bear another stamp.
struct Linker::BoundNames {
  struct Entry {
    std::uint32_t stamp = 0;
    Binding binding;
  };
  std::vector<Entry> entries;
  std::vector<std::uint32_t>
      declared;  // Go: per string, the stamp of the function that has declared a variable of that name so far
  std::uint32_t stamp = 0;

  Entry& entry(Str text, bool assigns, bool outside) { return entries[text.raw * 4 + (assigns ? 1 : 0) + (outside ? 2 : 0)]; }
};

// Files do not need each other: what their imports stand for is settled.
void Linker::bind_names() {
  std::vector<BoundNames> bound(std::max(1u, jobs_));
  parallel_for(program_.files.size(), jobs_, [&](std::size_t file, unsigned worker) {
    const std::size_t strings = program_.files[file].ir->strings.size() + 1;
    BoundNames& own = bound[worker];
    if (own.declared.size() < strings) own.declared.resize(strings);
    if (own.entries.size() < strings * 4) own.entries.resize(strings * 4);
    const FunctionIndex first = program_.files[file].first_function;
    for (std::size_t f = 0; f < program_.files[file].ir->functions.size(); ++f) {
      bind_names(static_cast<FileIndex>(file), first + static_cast<FunctionIndex>(f), own);
    }
  });
}

void Linker::bind_names(FileIndex file, FunctionIndex f, BoundNames& bound) {
  const ir::FileIr& ir = *program_.files[file].ir;
  const ir::Function& function = program_.function(f);
  const auto ops = ir.ops_of(function);
  const bool has_this = ir.language != Language::Python && ir.language != Language::Go;
  const bool in_order = ir.language == Language::Go && function.kind != FunctionKind::Module;
  const std::size_t body = ir.language == Language::Python ? after_defaults(ir, function) : 0;
  ++bound.stamp;
  for (std::size_t i = 0; i < ops.size(); ++i) {
    const ir::Op& op = ops[i];
    if (op.kind != OpKind::Name && op.kind != OpKind::Assign) continue;
    Binding& binding = program_.bindings[program_.files[file].first_op + function.ops.first + i];
    const Name wanted = name(file, op.text);
    if (wanted == words_.super || (has_this && wanted == words_.itself)) {
      binding = {wanted == words_.super ? BindKind::Super : BindKind::This, 0};
      continue;
    }
    const bool assigns = op.kind == OpKind::Assign;
    if (in_order) {  // before its declaration a variable's name means something else
      std::uint32_t& declared = bound.declared[op.text.raw];
      if (assigns && op.has(ir::kDeclares)) declared = bound.stamp;
      if (!assigns && declared != bound.stamp && variable(f, wanted) != kNone) {
        binding = bind_around(file, f, wanted);
        continue;
      }
    }
    const bool global = assigns && op.has(ir::kGlobal);
    const bool outside = global || (i < body && !assigns);
    BoundNames::Entry& entry = bound.entry(op.text, assigns, outside);
    if (entry.stamp != bound.stamp) {
      const FunctionIndex start = outside ? program_.global(file, function.parent ? function.parent : ir::FunctionId(1)) : f;
      entry = {bound.stamp, bind_name(file, start, wanted, assigns)};
    }
    binding = entry.binding;
    if (global && binding.kind() == BindKind::Local) binding = {BindKind::Outer, binding.id()};
  }
}

}  // namespace chokepoint::link
