// What imports stand for, across files and through re-exports; what the repository does not hold is a library's.
#include <algorithm>

#include "link/linker.hpp"

namespace chokepoint::link {
namespace {

constexpr int kMaxReexports = 16;  // hops through re-exporting modules; cycles end here

Target external(Names& names, std::string_view path) {
  return Target{kNone, Value{ValueKind::External, Evidence::Resolved, names.intern(path).raw, 0}, {}};
}

Target module(FileIndex file) { return Target{kNone, Value{ValueKind::Module, Evidence::Resolved, file, 0}, {}}; }

std::string_view strip_node(std::string_view specifier) {
  if (specifier.starts_with("node:")) specifier.remove_prefix(5);
  return specifier;
}

bool is_major_version(std::string_view segment) {
  return segment.size() >= 2 && segment[0] == 'v' && segment.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

// "github.com/go-chi/chi/v5" → "github.com/go-chi/chi", "gopkg.in/yaml.v3" → "gopkg.in/yaml": models hold for all major versions.
std::string go_library(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    std::string_view segment = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    if (is_major_version(segment) && !result.empty()) continue;
    const std::size_t dot = segment.rfind(".v");
    if (dot != std::string_view::npos && is_major_version(segment.substr(dot + 1))) segment = segment.substr(0, dot);
    result += (result.empty() ? "" : "/") + std::string(segment);
  }
  return result;
}

std::string dotted(std::string_view module, std::string_view name) {
  return name.empty() ? std::string(module) : std::string(module) + "." + std::string(name);
}

}  // namespace

void Linker::bind_imports() {
  for (FileIndex i = 0; i < program_.files.size(); ++i) {
    const ProgramFile& file = program_.files[i];
    FileScope& scope = scopes_[i];
    for (std::size_t n = 0; n < file.ir->imports.size(); ++n) {
      const ir::Import& import = file.ir->imports[n];
      const std::uint32_t index = file.first_import + static_cast<std::uint32_t>(n);
      if (file.ir->text(import.name) == "*") {
        scope.stars.push_back(star(i, import, index));
        continue;
      }
      auto& imports = import.scope.raw > 1 ? local_imports_[program_.global(i, import.scope)] : scope.imports;
      if (file.language == Language::Go && !import.local) {
        for (const std::string& local : go_local_names(i, import)) imports.emplace_back(program_.names.intern(local), index);
      } else if (import.local) {
        imports.emplace_back(name(i, import.local), index);
      }
    }
    for (const ir::Export& exported : file.ir->exports) {
      ExportSlot slot{name(i, exported.name), kNone, exported.value};
      if (exported.value) slot.slot = new_slot();
      scope.exports.push_back(slot);
    }
    std::stable_sort(scope.imports.begin(), scope.imports.end(), [](auto& a, auto& b) { return a.first < b.first; });
  }
  for (auto& imports : local_imports_) {
    std::stable_sort(imports.begin(), imports.end(), [](auto& a, auto& b) { return a.first < b.first; });
  }
}

FileScope::Star Linker::star(FileIndex file, const ir::Import& import, std::uint32_t index) const {
  const std::string_view module = program_.files[file].ir->text(import.module);
  switch (program_.files[file].language) {
    case Language::Python: return {index, modules_->python(file, module, import.level), {}};
    case Language::Java: return {index, kNone, program_.names.find(module)};
    default: return {index, kNone, {}};
  }
}

// The name a Go package is known by without an alias: its package clause if it is in the repository, else what its path
// suggests ("go-redis" and "redis-go" are mostly package redis).
std::vector<std::string> Linker::go_local_names(FileIndex file, const ir::Import& import) const {
  const std::string_view path = program_.files[file].ir->text(import.module);
  if (const std::vector<FileIndex>* package = modules_->go(path)) {
    const ir::FileIr& ir = *program_.files[package->front()].ir;
    return {std::string(ir.text(ir.package))};
  }
  const std::string library = go_library(path);
  const std::string last = library.substr(library.rfind('/') + 1);
  std::vector<std::string> names{last};
  if (last.ends_with(".go")) names.push_back(last.substr(0, last.size() - 3));
  if (const std::string_view written = path.substr(path.rfind('/') + 1); is_major_version(written)) names.emplace_back(written);
  if (last.starts_with("go-")) names.push_back(last.substr(3));
  if (last.ends_with("-go")) names.push_back(last.substr(0, last.size() - 3));
  if (const std::size_t dash = last.rfind('-'); dash != std::string::npos) {
    names.push_back(last.substr(dash + 1));
    names.push_back(last.substr(0, dash));
    std::string joined = last;
    std::erase(joined, '-');
    names.push_back(joined);
  }
  return names;
}

void Linker::resolve_imports() {
  for (std::uint32_t i = 0; i < import_targets_.size(); ++i) import_target(i, 0);
  imports_resolved_ = true;
}

Target Linker::import_target(std::uint32_t index, int depth) {
  if (import_state_[index] == 2) return import_targets_[index];
  if (import_state_[index] == 1 || depth > kMaxReexports) return {};
  import_state_[index] = 1;
  const FileIndex file = file_of_import_[index];
  const ir::Import& import = program_.files[file].ir->imports[index - program_.files[file].first_import];
  Target target;
  switch (program_.files[file].language) {
    case Language::Python: target = python_import(file, import); break;
    case Language::Go: target = go_import(file, import); break;
    case Language::Java: target = java_import(file, import); break;
    default: target = node_import(file, import); break;
  }
  import_targets_[index] = target;
  import_state_[index] = 2;
  return target;
}

Target Linker::python_import(FileIndex file, const ir::Import& import) {
  const ir::FileIr& ir = *program_.files[file].ir;
  std::string_view module_path = ir.text(import.module);
  if (!import.name) {
    if (!import.whole) module_path = module_path.substr(0, module_path.find('.'));
    const FileIndex found = modules_->python(file, module_path, import.level);
    return found != kNone ? module(found) : external(program_.names, module_path);
  }
  const std::string_view symbol = ir.text(import.name);
  const FileIndex found = modules_->python(file, module_path, import.level);
  if (found != kNone) {
    if (Target target = python_symbol(found, name(file, import.name), 0); target.found()) return target;
  }
  const std::string submodule = module_path.empty() ? std::string(symbol) : dotted(module_path, symbol);
  if (const FileIndex sub = modules_->python(file, submodule, import.level); sub != kNone) return module(sub);
  if (found != kNone || import.level > 0) return {};
  if (modules_->python_package(file, module_path, 0)) return {};
  return external(program_.names, submodule);
}

Target Linker::python_symbol(FileIndex file, Name wanted, int depth) {
  if (depth > kMaxReexports) return {};
  const ProgramFile& target = program_.files[file];
  const SlotIndex slot = variable(target.first_function, wanted);
  if (slot != kNone && program_.slots[slot].is(ValueKind::Class)) return Target{slot, {}, {}};  // `class View(View)`
  if (const std::uint32_t import = import_in_scope(file, target.first_function, wanted); import != kNone) {
    if (Target found = import_target(import, depth + 1); found.found()) return found;
  }
  if (slot != kNone) return Target{slot, {}, {}};
  for (const FileScope::Star& star : scopes_[file].stars) {
    if (star.module == kNone) continue;
    if (Target found = python_symbol(star.module, wanted, depth + 1); found.found()) return found;
  }
  return {};
}

Target Linker::node_import(FileIndex file, const ir::Import& import) {
  const ir::FileIr& ir = *program_.files[file].ir;
  const std::string_view specifier = ir.text(import.module);
  const std::string_view symbol = ir.text(import.name);
  const FileIndex found = modules_->node(file, specifier);
  if (found == kNone) {
    if (specifier.starts_with('.')) return {};
    const std::string_view library = strip_node(specifier);
    return external(program_.names, symbol.empty() || symbol == "default" ? std::string(library) : dotted(library, symbol));
  }
  if (symbol.empty()) {
    if (Target whole = node_export(found, words_.everything, 0); whole.found()) return whole;
    return module(found);
  }
  return node_export(found, name(file, import.name), 0);
}

Target Linker::go_import(FileIndex file, const ir::Import& import) {
  const std::string_view path = program_.files[file].ir->text(import.module);
  if (const std::vector<FileIndex>* package = modules_->go(path)) return module(package->front());
  return external(program_.names, library_.package(go_library(path)));
}

Target Linker::java_import(FileIndex file, const ir::Import& import) {
  const ir::FileIr& ir = *program_.files[file].ir;
  const std::string_view container = ir.text(import.module);
  if (import.is_static) {
    const ClassIndex klass = java_class_in_full(file, container);
    if (klass == kNone) return external(program_.names, dotted(container, ir.text(import.name)));
    return Target{kNone, Value{ValueKind::Class, Evidence::Resolved, klass, 0}, name(file, import.name)};
  }
  const std::string full = dotted(container, ir.text(import.name));
  const ClassIndex klass = java_class_in_full(file, full);
  if (klass != kNone) return Target{kNone, Value{ValueKind::Class, Evidence::Resolved, klass, 0}, {}};
  return external(program_.names, full);
}

}  // namespace chokepoint::link
