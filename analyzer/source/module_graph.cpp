#include "source/module_graph.hpp"

#include <algorithm>
#include <unordered_map>

#include "source/file_name.hpp"

namespace chokepoint::source {
namespace {

std::string_view without_extension(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || language_of_name(name_of(path)) == Language::None) return path;
  return path.substr(0, dot);
}

/// "src/lib" and "../a/./b" → "src/a/b"; "" when it leads out of the tree.
std::string join_path(std::string_view directory, std::string_view relative) {
  std::string path(directory);
  while (!relative.empty()) {
    const std::size_t end = std::min(relative.find('/'), relative.size());
    const std::string_view part = relative.substr(0, end);
    relative.remove_prefix(std::min(end + 1, relative.size()));
    if (part == "..") {
      if (path.empty()) return {};
      path.resize(directory_of(path).size());
    } else if (!part.empty() && part != ".") {
      path += (path.empty() ? "" : "/") + std::string(part);
    }
  }
  return path;
}

struct Targets {
  std::vector<std::size_t> modules;
  bool certain = false;  // the one module that is meant, not merely one of a fitting name
};

/// Finds modules by the name in an import. A module is known by its path without extension, an index file by its directory.
class ModuleIndex {
 public:
  explicit ModuleIndex(const std::vector<Module>& modules) : modules_(modules) {
    for (std::size_t i = 0; i < modules.size(); ++i) {
      const std::string_view key = without_extension(modules[i].path);
      add(key, i);
      if (name_of(key) == "index") add(directory_of(key), i);
    }
  }

  Targets find(std::string_view importer, std::string_view name) const {
    if (name.starts_with('.')) return {exactly(without_extension(join_path(directory_of(importer), name))), true};
    const bool is_alias = name.starts_with("@/") || name.starts_with("~/") || name.starts_with("#/");
    const bool is_path = name.find('/') != std::string_view::npos && !name.starts_with('@');  // from a base directory, `src/lib/a`
    for (std::string_view tail = without_extension(name); !tail.empty(); tail = below(tail)) {
      std::vector<std::size_t> found = ending_with(tail);
      if (found.empty()) found = ending_with(std::string(tail) + "/src");  // a package of the same repository
      if (is_alias) found = nearest(found, importer);
      const bool is_whole = is_alias || (is_path && tail.size() == without_extension(name).size());
      if (!found.empty()) return {found, is_whole && found.size() == 1};
    }
    return {};
  }

 private:
  struct Known {
    std::string key;
    std::size_t module;
  };

  static std::string_view below(std::string_view path) {
    const std::size_t slash = path.find('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  void add(std::string_view key, std::size_t module) { by_name_[std::string(name_of(key))].push_back({std::string(key), module}); }

  template <class Fits>
  std::vector<std::size_t> select(std::string_view name, Fits&& fits) const {
    std::vector<std::size_t> found;
    if (const auto known = by_name_.find(std::string(name)); known != by_name_.end()) {
      for (const Known& one : known->second) {
        if (fits(one.key)) found.push_back(one.module);
      }
    }
    return found;
  }
  std::vector<std::size_t> exactly(std::string_view key) const {
    return select(name_of(key), [&](const std::string& known) { return known == key; });
  }
  std::vector<std::size_t> ending_with(std::string_view tail) const {
    return select(name_of(tail), [&](const std::string& known) {
      return known.ends_with(tail) && (known.size() == tail.size() || known[known.size() - tail.size() - 1] == '/');
    });
  }

  /// Those that share the most directories with the importer: an alias leads into its own project.
  std::vector<std::size_t> nearest(const std::vector<std::size_t>& found, std::string_view importer) const {
    std::vector<std::size_t> best;
    std::size_t most = 0;
    for (const std::size_t module : found) {
      const std::size_t shared = shared_directories(modules_[module].path, importer);
      if (shared > most) best.clear();
      if (shared >= most) best.push_back(module);
      most = std::max(most, shared);
    }
    return best;
  }
  static std::size_t shared_directories(std::string_view a, std::string_view b) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < a.size() && i < b.size() && a[i] == b[i]; ++i) count += a[i] == '/';
    return count;
  }

  const std::vector<Module>& modules_;
  std::unordered_map<std::string, std::vector<Known>> by_name_;  // by the last component; never iterated
};

}  // namespace

bool opens_import(std::string_view text, std::size_t quote) {
  const std::size_t last = text.substr(0, quote).find_last_not_of(" \t(");
  if (last == std::string_view::npos) return false;
  const std::string_view before = text.substr(0, last + 1);
  return before.ends_with("from") || before.ends_with("import") || before.ends_with("require");
}

std::vector<std::string> imports_of(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char quote = text[i];
    if ((quote != '\'' && quote != '"') || !opens_import(text, i)) continue;
    std::size_t end = i + 1;
    while (end < text.size() && text[end] != '\'' && text[end] != '"' && text[end] != '\n') ++end;
    if (end == text.size()) break;
    if (text[end] == quote && end > i + 1) names.emplace_back(text.substr(i + 1, end - i - 1));
    i = end;
  }
  return names;
}

std::vector<bool> server_modules(const std::vector<Module>& modules) {
  using Side = Module::Side;
  const ModuleIndex index(modules);
  std::vector<std::vector<std::size_t>> targets(modules.size());
  std::vector<bool> is_imported(modules.size(), false), on_server(modules.size(), false);
  for (std::size_t i = 0; i < modules.size(); ++i) {
    for (const std::string& name : modules[i].imports) {
      const Targets found = index.find(modules[i].path, name);
      for (const std::size_t target : found.modules) {
        if (modules[target].side == Side::Browser || (modules[target].side == Side::Page && !found.certain)) continue;
        targets[i].push_back(target);
        if (found.certain && target != i) is_imported[target] = true;
      }
    }
  }
  std::vector<std::size_t> waiting;
  auto reach = [&](std::size_t i) {
    if (on_server[i]) return;
    on_server[i] = true;
    waiting.push_back(i);
  };
  for (std::size_t i = 0; i < modules.size(); ++i) {
    if (modules[i].side == Side::Server || (modules[i].side == Side::Open && !is_imported[i])) reach(i);
  }
  while (!waiting.empty()) {
    const std::size_t i = waiting.back();
    waiting.pop_back();
    for (const std::size_t target : targets[i]) reach(target);
  }
  return on_server;
}

}  // namespace chokepoint::source
