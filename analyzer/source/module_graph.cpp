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

/// Whether the quote at `quote` opens the name of an imported module.
bool opens_import(std::string_view text, std::size_t quote) {
  const std::size_t last = text.substr(0, quote).find_last_not_of(" \t(");
  if (last == std::string_view::npos) return false;
  const std::string_view before = text.substr(0, last + 1);
  return before.ends_with("from") || before.ends_with("import") || before.ends_with("require");
}

/// The quotes of a text one after the other. Most files use one kind only, so that both are searched for apart.
class Quotes {
 public:
  explicit Quotes(std::string_view text) : text_(text), single_(text.find('\'')), double_(text.find('"')) {}

  /// The first at `from` or behind it; npos if there is none.
  std::size_t next(std::size_t from) {
    if (single_ < from) single_ = text_.find('\'', from);
    if (double_ < from) double_ = text_.find('"', from);
    return std::min(single_, double_);
  }

 private:
  std::string_view text_;
  std::size_t single_, double_;
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

  Targets find(std::string_view importer, std::string_view name) {
    if (name.starts_with('.')) return {exactly(without_extension(join_path(directory_of(importer), name))), true};
    if (name.starts_with("@/") || name.starts_with("~/") || name.starts_with("#/")) return of_alias(importer, name);
    const auto [known, is_new] = of_names_.try_emplace(name);
    if (is_new) known->second = of_name(name);
    return known->second;
  }

 private:
  struct Known {
    std::string_view key;  // of a path in `modules_`
    std::size_t module;
  };

  static std::string_view below(std::string_view path) {
    const std::size_t slash = path.find('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  void add(std::string_view key, std::size_t module) { by_name_[name_of(key)].push_back({key, module}); }

  Targets of_alias(std::string_view importer, std::string_view name) const {
    for (std::string_view tail = without_extension(name); !tail.empty(); tail = below(tail)) {
      const std::vector<std::size_t> found = nearest(below_any_base(tail), importer);
      if (!found.empty()) return {found, found.size() == 1};
    }
    return {};
  }

  Targets of_name(std::string_view name) const {
    const bool is_path = name.find('/') != std::string_view::npos && !name.starts_with('@');  // from a base directory, `src/lib/a`
    const std::string_view whole = without_extension(name);
    for (std::string_view tail = whole; !tail.empty(); tail = below(tail)) {
      const std::vector<std::size_t> found = below_any_base(tail);
      if (!found.empty()) return {found, is_path && tail.size() == whole.size() && found.size() == 1};
    }
    return {};
  }

  std::vector<std::size_t> below_any_base(std::string_view tail) const {
    std::vector<std::size_t> found = ending_with(tail);
    return found.empty() ? ending_with(std::string(tail) + "/src") : found;  // a package of the same repository
  }

  template <class Fits>
  std::vector<std::size_t> select(std::string_view name, Fits&& fits) const {
    std::vector<std::size_t> found;
    if (const auto known = by_name_.find(name); known != by_name_.end()) {
      for (const Known& one : known->second) {
        if (fits(one.key)) found.push_back(one.module);
      }
    }
    return found;
  }
  std::vector<std::size_t> exactly(std::string_view key) const {
    return select(name_of(key), [&](std::string_view known) { return known == key; });
  }
  std::vector<std::size_t> ending_with(std::string_view tail) const {
    return select(name_of(tail), [&](std::string_view known) {
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
  std::unordered_map<std::string_view, std::vector<Known>> by_name_;  // by the last component; never iterated
  std::unordered_map<std::string_view, Targets> of_names_;            // names that mean the same to every importer
};

}  // namespace

std::vector<std::string> imports_of(std::string_view text) {
  std::vector<std::string> names;
  Quotes quotes(text);
  for (std::size_t i = quotes.next(0); i < text.size(); i = quotes.next(i + 1)) {
    if (!opens_import(text, i)) continue;
    const std::size_t end = text.find_first_of("'\"\n", i + 1);
    if (end == std::string_view::npos) break;
    if (text[end] == text[i] && end > i + 1) names.emplace_back(text.substr(i + 1, end - i - 1));
    i = end;
  }
  return names;
}

std::vector<bool> server_modules(const std::vector<Module>& modules) {
  using Side = Module::Side;
  ModuleIndex index(modules);
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
