// Which file an import names: Python packages and relative imports, Node resolution with path mappings and workspace packages,
// Go packages by module path. Java needs none: its classes are found by qualified name.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <tsl/robin_map.h>
#include <tsl/robin_set.h>
#include <xxhash.h>

#include "facts/module_roots.hpp"
#include "link/program.hpp"
#include "source/file_name.hpp"

namespace chokepoint::link {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return XXH3_64bits(text.data(), text.size()); }
};

/// Answers are remembered, so an object serves one thread.
class Modules {
 public:
  Modules(const std::vector<ProgramFile>& files, const facts::ModuleRoots& roots);

  /// The file a Python module names as seen from `importer`, kNone if it is not in the repository. `module` is dotted.
  FileIndex python(FileIndex importer, std::string_view module, unsigned level) const;
  /// Whether the dotted module is at least a directory of the repository (a namespace package).
  bool python_package(FileIndex importer, std::string_view module, unsigned level) const;
  /// The file a specifier of an `import` or `require` names.
  FileIndex node(FileIndex importer, std::string_view specifier) const;
  /// All files of the Go package with this import path, sorted; empty if it is not in the repository.
  const std::vector<FileIndex>* go(std::string_view import_path) const;
  /// The Go package a file belongs to; null for files of other languages.
  const std::vector<FileIndex>* go_package_of(FileIndex file) const { return go_package_of_[file]; }
  FileIndex file(std::string_view path) const;

 private:
  void find_go_packages();
  FileIndex find_python(std::string_view directory, std::string_view module, bool relative) const;
  FileIndex find_node(FileIndex importer, std::string_view specifier) const;
  bool is_python_package(std::string_view directory) const;
  FileIndex python_below(std::string_view directory, std::string_view path) const;
  FileIndex python_file(std::string_view path) const;
  enum class Asked : char { Node = 'n', Python = 'p', PythonRelative = 'r' };
  template <class Find>
  FileIndex remember(Asked what, std::string_view directory, std::string_view name, const Find& find) const;
  FileIndex node_path(std::string_view path) const;
  FileIndex node_mapped(FileIndex importer, std::string_view specifier) const;
  FileIndex node_workspace(std::string_view specifier) const;

  const std::vector<ProgramFile>& files_;
  const facts::ModuleRoots& roots_;
  void index_python(FileIndex index);
  void index_node(FileIndex index);

  // Views are into the paths of the files.
  using FilesByPath = tsl::robin_map<std::string_view, FileIndex, TextHash>;
  using Paths = tsl::robin_set<std::string_view, TextHash>;
  FilesByPath by_path_;
  FilesByPath python_modules_;  // path without `.py` or `/__init__.py`; a package before a file
  FilesByPath node_modules_;    // path without its extension; of several files the one whose extension is looked for first
  Paths directories_;           // that hold a Python file at any depth
  Paths packages_;              // with an `__init__.py`
  Paths python_segments_;       // what a dotted name of the repository's modules may begin with
  mutable tsl::robin_map<std::string, FileIndex, TextHash, std::equal_to<>>
      asked_;                                                        // directory and what was asked there → what was found
  mutable std::string path_;                                         // being put together
  tsl::robin_map<std::string, std::vector<FileIndex>> go_packages_;  // directory (and package, for tests) → files
  tsl::robin_map<std::string, std::string> go_directory_;            // import path → key of go_packages_
  std::vector<const std::vector<FileIndex>*> go_package_of_;         // per file
  std::vector<std::string> python_roots_;  // directories that may be on the path: root, projects, `src` below them
};

/// "a/b" of "a/b/c.py"; "" at the top.
inline std::string_view parent_directory(std::string_view path) { return source::directory_of(path); }

}  // namespace chokepoint::link
