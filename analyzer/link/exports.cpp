// What a JavaScript module exports under a name: its own, what it re-exports, members of `module.exports`.
#include <algorithm>

#include <tsl/robin_set.h>

#include "link/linker.hpp"

namespace chokepoint::link {
namespace {

constexpr int kMaxReexports = 16;        // hops through re-exporting modules; cycles end here
constexpr std::size_t kMaxStars = 4096;  // modules re-exported whole by one module, directly or not

}  // namespace

Target Linker::node_export(FileIndex file, Name wanted, int depth) {
  if (depth > 0 || !imports_resolved_) return find_node_export(file, wanted, depth);  // cyclic imports are still open before
  const std::uint64_t key = pair_key(file, wanted.raw);
  if (auto known = node_exports_.find(key); known != node_exports_.end()) return known->second;
  const Target target = find_node_export(file, wanted, 0);
  node_exports_.emplace(key, target);
  return target;
}

// The file an import names; star re-exports ask again and again.
FileIndex Linker::node_module(FileIndex file, ir::ImportId import) {
  constexpr FileIndex kUnasked = kNone - 1;
  if (import_files_.empty()) import_files_.assign(import_targets_.size(), kUnasked);
  FileIndex& found = import_files_[program_.files[file].first_import + import.index()];
  if (found == kUnasked)
    found = modules_->node(file, program_.files[file].ir->text(program_.files[file].ir->import(import).module));
  return found;
}

// What the module exports by name, sorted, so that packages that re-export hundreds of modules are asked quickly.
const Linker::ExportNames& Linker::export_names(FileIndex file) {
  if (export_names_.empty()) export_names_.resize(program_.files.size());
  ExportNames& names = export_names_[file];
  const auto& exports = program_.files[file].ir->exports;
  if (names.size() == exports.size()) return names;
  for (std::uint32_t i = 0; i < exports.size(); ++i) names.emplace_back(name(file, exports[i].name), i);
  std::sort(names.begin(), names.end());
  return names;
}

// The module itself and what it re-exports whole, in the order in which a name is looked for.
const std::vector<FileIndex>& Linker::star_modules(FileIndex file) {
  if (star_modules_.empty()) star_modules_.resize(program_.files.size());
  std::vector<FileIndex>& modules = star_modules_[file];
  if (!modules.empty()) return modules;
  tsl::robin_set<FileIndex> seen{file};
  std::vector<FileIndex> pending{file};
  while (!pending.empty() && modules.size() < kMaxStars) {
    const FileIndex current = pending.back();
    pending.pop_back();
    modules.push_back(current);
    const auto& exports = program_.files[current].ir->exports;
    for (auto exported = exports.rbegin(); exported != exports.rend(); ++exported) {  // so that the first is on top
      if (program_.files[current].ir->text(exported->name) != "*" || !exported->from) continue;
      const FileIndex next = node_module(current, exported->from);
      if (next != kNone && seen.insert(next).second) pending.push_back(next);
    }
  }
  return modules;
}

// Of the module and what it re-exports whole those that export the name, in that order.
std::vector<FileIndex> Linker::modules_exporting(FileIndex file, Name wanted) {
  const std::vector<FileIndex>& modules = star_modules(file);
  if (star_names_.empty()) star_names_.resize(program_.files.size());
  ExportNames& names = star_names_[file];
  if (names.empty()) {
    for (std::uint32_t position = 0; position < modules.size(); ++position) {
      for (const auto& [name, _] : export_names(modules[position])) names.emplace_back(name, position);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
  }
  std::vector<FileIndex> found;
  auto at = std::lower_bound(names.begin(), names.end(), std::pair{wanted, std::uint32_t{0}});
  for (; at != names.end() && at->first == wanted; ++at) found.push_back(modules[at->second]);
  return found;
}

Target Linker::own_node_export(FileIndex file, Name wanted, int depth) {
  const ProgramFile& target = program_.files[file];
  const ir::Function& top = target.ir->functions.front();
  const ExportNames& names = export_names(file);
  auto at = std::lower_bound(names.begin(), names.end(), std::pair{wanted, std::uint32_t{0}});
  for (; at != names.end() && at->first == wanted; ++at) {
    const ir::Export& exported = target.ir->exports[at->second];
    const SlotIndex slot = scopes_[file].exports[at->second].slot;
    // `export default User`, `module.exports = { load }`: the variable itself, whose class is known before anything is evaluated.
    const ir::Op* value = exported.value ? &target.ir->op(top, exported.value) : nullptr;
    const bool named = value && value->kind == ir::OpKind::Name;
    if (value && !named) return Target{slot, {}, {}};
    if (exported.from) return import_target(target.first_import + static_cast<std::uint32_t>(exported.from.index()), depth + 1);
    const Name local = name(file, named ? value->text : exported.local);
    if (const SlotIndex local_slot = variable(target.first_function, local); local_slot != kNone) return Target{local_slot, {}, {}};
    const std::uint32_t import = import_in_scope(file, target.first_function, local);
    if (import != kNone) return import_target(import, depth + 1);
    if (named) return Target{slot, {}, {}};
  }
  return {};
}

Target Linker::find_node_export(FileIndex file, Name wanted, int depth) {
  if (depth > kMaxReexports) return {};
  if (wanted == words_.fallback || wanted == words_.everything) {
    if (Target found = own_node_export(file, wanted, depth); found.found()) return found;
    if (wanted == words_.everything) return {};
    const Target whole = find_node_export(file, words_.everything, depth + 1);
    return whole.found() ? whole : Target{kNone, Value{ValueKind::Module, Evidence::Resolved, file, 0}, {}};
  }
  for (const FileIndex module : modules_exporting(file, wanted)) {
    if (Target found = own_node_export(module, wanted, depth); found.found()) return found;
  }
  // CommonJS: `module.exports = {…}` or a class: the name is a member of it.
  for (const FileIndex module : modules_exporting(file, words_.everything)) {
    Target whole = own_node_export(module, words_.everything, depth + 1);
    if (!whole.found()) continue;
    if (!whole.member) whole.member = wanted;
    return whole;
  }
  return {};
}

}  // namespace chokepoint::link
