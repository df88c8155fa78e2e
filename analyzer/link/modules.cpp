#include "link/modules.hpp"

#include <algorithm>
#include <array>

#include "source/relative_path.hpp"

namespace chokepoint::link {

using facts::GoModule;
using facts::NodePackage;
using facts::PathMapping;
using source::join_path;
using source::normalise;

namespace {

// In the order in which files are looked for.
constexpr std::array<std::string_view, 8> kNodeExtensions = {".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts"};

// The number of the path's extension; that of none if it has another.
std::size_t rank_of_extension(std::string_view path) {
  const auto at = std::find_if(kNodeExtensions.begin(), kNodeExtensions.end(),
                               [&](std::string_view extension) { return path.ends_with(extension); });
  return static_cast<std::size_t>(at - kNodeExtensions.begin());
}

std::string_view last_segment(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string dots_to_slashes(std::string_view module) {
  std::string path(module);
  std::replace(path.begin(), path.end(), '.', '/');
  return path;
}

bool below(std::string_view path, std::string_view directory) {
  return directory.empty() || (path.starts_with(directory) && path.size() > directory.size() && path[directory.size()] == '/');
}

// "@/*" against "@/lib/x" → "lib/x" in `rest`.
bool matches(std::string_view pattern, std::string_view specifier, std::string& rest) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) {
    rest.clear();
    return pattern == specifier;
  }
  const std::string_view before = pattern.substr(0, star), after = pattern.substr(star + 1);
  if (!specifier.starts_with(before) || !specifier.ends_with(after) || specifier.size() < before.size() + after.size())
    return false;
  rest = specifier.substr(before.size(), specifier.size() - before.size() - after.size());
  return true;
}

std::string fill(std::string_view target, std::string_view rest) {
  const std::size_t star = target.find('*');
  if (star == std::string_view::npos) return std::string(target);
  return std::string(target.substr(0, star)) + std::string(rest) + std::string(target.substr(star + 1));
}

// External test packages (`x_test`) live in the directory of `x` but are packages of their own.
std::string go_package_key(const ProgramFile& file) {
  std::string key(parent_directory(file.path));
  if (file.ir->text(file.ir->package).ends_with("_test")) key += ":test";
  return key;
}

}  // namespace

Modules::Modules(const std::vector<ProgramFile>& files, const facts::ModuleRoots& roots) : files_(files), roots_(roots) {
  by_path_.reserve(files.size());
  for (FileIndex i = 0; i < files.size(); ++i) {
    const ProgramFile& file = files[i];
    by_path_.try_emplace(file.path, i);
    if (file.language == Language::Python) index_python(i);
    if (family(file.language) == "javascript") index_node(i);
    if (file.language == Language::Go) go_packages_[go_package_key(file)].push_back(i);
  }
  find_go_packages();
  python_roots_.push_back("");
  for (const char* name : {"src", "lib", "app", "backend", "server", "api"}) {
    if (directories_.contains(name) && !packages_.contains(name)) python_roots_.push_back(name);
  }
}

void Modules::index_python(FileIndex index) {
  const std::string_view path = files_[index].path;
  const std::string_view directory = parent_directory(path);
  for (std::string_view d = directory; !d.empty() && directories_.insert(d).second; d = parent_directory(d)) {
    python_segments_.insert(last_segment(d));
  }
  if (!path.ends_with(".py")) return;
  python_segments_.insert(last_segment(path.substr(0, path.size() - 3)));
  if (last_segment(path) == "__init__.py") {
    packages_.insert(directory);
    python_modules_[directory] = index;
  }
  python_modules_.try_emplace(path.substr(0, path.size() - 3), index);
}

void Modules::index_node(FileIndex index) {
  const std::string_view path = files_[index].path;
  const std::size_t rank = rank_of_extension(path);
  if (rank == kNodeExtensions.size()) return;
  FileIndex& known = node_modules_.try_emplace(path.substr(0, path.size() - kNodeExtensions[rank].size()), index).first.value();
  if (rank < rank_of_extension(files_[known].path)) known = index;
}

void Modules::find_go_packages() {
  for (auto it = go_packages_.begin(); it != go_packages_.end(); ++it) {
    const GoModule* nearest = nullptr;
    for (const GoModule& module : roots_.go_modules) {
      const bool inside = it->first == module.directory || below(it->first, module.directory);
      if (inside && (!nearest || module.directory.size() >= nearest->directory.size())) nearest = &module;
    }
    if (!nearest || it->first.ends_with(":test")) continue;
    std::string_view rest = it->first;
    rest.remove_prefix(std::min(rest.size(), nearest->directory.size() + (nearest->directory.empty() ? 0 : 1)));
    go_directory_.try_emplace(join_path(nearest->path, rest), it->first);
  }
  go_package_of_.resize(files_.size());
  for (FileIndex i = 0; i < files_.size(); ++i) {
    if (files_[i].language == Language::Go) go_package_of_[i] = &go_packages_.at(go_package_key(files_[i]));
  }
}

FileIndex Modules::file(std::string_view path) const {
  const auto hit = by_path_.find(path);
  return hit == by_path_.end() ? kNone : hit->second;
}

// `import my-shop` cannot be written: a stray `__init__.py` does not make the folder a package.
bool Modules::is_python_package(std::string_view directory) const {
  return packages_.contains(directory) && last_segment(directory).find_first_of("-. ") == std::string_view::npos;
}

FileIndex Modules::python_file(std::string_view path) const {
  const auto hit = python_modules_.find(path);
  return hit == python_modules_.end() ? kNone : hit->second;
}

FileIndex Modules::python_below(std::string_view directory, std::string_view path) const {
  path_.assign(directory);
  if (!directory.empty() && !path.empty()) path_ += '/';
  return python_file(path_.append(path));
}

template <class Find>
FileIndex Modules::remember(Asked what, std::string_view directory, std::string_view name, const Find& find) const {
  path_.assign(1, static_cast<char>(what)).append(directory).append(1, '\n').append(name);
  if (const auto known = asked_.find(std::string_view(path_)); known != asked_.end()) return known->second;
  const auto slot = asked_.emplace(path_, kNone).first;
  return slot.value() = find();
}

FileIndex Modules::python(FileIndex importer, std::string_view module, unsigned level) const {
  if (level == 0 && !python_segments_.contains(module.substr(0, module.find('.')))) return kNone;
  std::string_view directory = parent_directory(files_[importer].path);
  for (unsigned i = 1; i < level; ++i) directory = parent_directory(directory);
  return remember(level > 0 ? Asked::PythonRelative : Asked::Python, directory, module,
                  [&] { return find_python(directory, module, level > 0); });
}

FileIndex Modules::find_python(std::string_view directory, std::string_view module, bool relative) const {
  const std::string path = dots_to_slashes(module);
  if (relative) return path.empty() ? file(join_path(directory, "__init__.py")) : python_below(directory, path);
  // Any directory above the importer may be the one on the path; directories that are packages are not.
  for (std::string_view d = directory;; d = parent_directory(d)) {
    if (!is_python_package(d)) {
      if (const FileIndex found = python_below(d, path); found != kNone) return found;
      if (const FileIndex found = python_below(join_path(d, "src"), path); found != kNone) return found;
    }
    if (d.empty()) break;
  }
  for (const std::string& root : python_roots_) {
    if (const FileIndex found = python_below(root, path); found != kNone) return found;
  }
  return kNone;
}

bool Modules::python_package(FileIndex importer, std::string_view module, unsigned level) const {
  if (level == 0 && !python_segments_.contains(module.substr(0, module.find('.')))) return false;
  std::string_view directory = parent_directory(files_[importer].path);
  const std::string path = dots_to_slashes(module);
  if (level > 0) {
    for (unsigned i = 1; i < level; ++i) directory = parent_directory(directory);
    return directories_.contains(join_path(directory, path));
  }
  for (std::string_view d = directory;; d = parent_directory(d)) {
    if (!is_python_package(d) && directories_.contains(join_path(d, path))) return true;
    if (d.empty()) return false;
  }
}

FileIndex Modules::node_path(std::string_view path) const {
  if (const FileIndex found = file(path); found != kNone) return found;
  // TypeScript sources are imported under the name of their output.
  for (const auto& [output, source] :
       {std::pair{".js", ".ts"}, {".js", ".tsx"}, {".mjs", ".mts"}, {".cjs", ".cts"}, {".jsx", ".tsx"}}) {
    if (!path.ends_with(output)) continue;
    const std::string stem(path.substr(0, path.size() - std::string_view(output).size()));
    if (const FileIndex found = file(stem + source); found != kNone) return found;
  }
  const auto with_extension = node_modules_.find(path);
  if (with_extension != node_modules_.end()) return with_extension->second;
  const auto index = node_modules_.find(std::string_view(join_path(path, "index")));
  return index == node_modules_.end() ? kNone : index->second;
}

FileIndex Modules::node_mapped(FileIndex importer, std::string_view specifier) const {
  const PathMapping* nearest = nullptr;
  for (const PathMapping& mapping : roots_.path_mappings) {
    if (below(files_[importer].path, mapping.directory) && (!nearest || mapping.directory.size() >= nearest->directory.size())) {
      nearest = &mapping;
    }
  }
  if (!nearest) return kNone;
  bool ok = true;
  std::string rest;
  for (const auto& [pattern, targets] : nearest->paths) {
    if (!matches(pattern, specifier, rest)) continue;
    for (const std::string& target : targets) {
      const std::string path = normalise(fill(target, rest), ok);
      if (!ok) continue;
      if (const FileIndex found = node_path(path); found != kNone) return found;
    }
  }
  return nearest->has_base ? node_path(join_path(nearest->base, specifier)) : kNone;
}

FileIndex Modules::node_workspace(std::string_view specifier) const {
  for (const NodePackage& package : roots_.node_packages) {
    if (package.name.empty() || !specifier.starts_with(package.name)) continue;
    std::string_view rest = specifier.substr(package.name.size());
    if (!rest.empty() && rest[0] != '/') continue;
    bool ok = true;
    std::string filled;
    const std::string subpath = package.exports.empty() ? "" : "." + std::string(rest);
    for (const auto& [pattern, target] : package.exports) {
      if (!matches(pattern, subpath, filled)) continue;
      const FileIndex found = node_path(normalise(join_path(package.directory, fill(target, filled)), ok));
      if (found != kNone) return found;
    }
    if (!rest.empty()) {
      rest.remove_prefix(1);
      if (const FileIndex found = node_path(join_path(package.directory, rest)); found != kNone) return found;
      return node_path(join_path(join_path(package.directory, "src"), rest));
    }
    for (const std::string& entry : package.entries) {
      const FileIndex found = node_path(normalise(join_path(package.directory, entry), ok));
      if (found != kNone) return found;
    }
    if (const FileIndex found = node_path(join_path(package.directory, "src")); found != kNone) return found;
    return node_path(package.directory);
  }
  return kNone;
}

// What a specifier names depends on the importer's directory alone.
FileIndex Modules::node(FileIndex importer, std::string_view specifier) const {
  return remember(Asked::Node, parent_directory(files_[importer].path), specifier, [&] { return find_node(importer, specifier); });
}

FileIndex Modules::find_node(FileIndex importer, std::string_view specifier) const {
  if (specifier.starts_with('.')) {
    bool ok = true;
    const std::string path = normalise(join_path(parent_directory(files_[importer].path), specifier), ok);
    return ok ? node_path(path) : kNone;
  }
  if (const FileIndex found = node_mapped(importer, specifier); found != kNone) return found;
  return node_workspace(specifier);
}

const std::vector<FileIndex>* Modules::go(std::string_view import_path) const {
  auto key = go_directory_.find(std::string(import_path));
  if (key == go_directory_.end()) return nullptr;
  return &go_packages_.at(key->second);
}

}  // namespace chokepoint::link
