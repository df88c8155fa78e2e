// package.json, tsconfig.json and go.mod as far as they say where modules are: package names and entry files, path mappings, Go
// module paths.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "source/file.hpp"

namespace chokepoint::facts {

/// A package.json: `name`, entry files in order of preference (source before build output), subpath exports.
struct NodePackage {
  std::string directory;  // relative to the scan root, "" for the root
  std::string name;
  std::vector<std::string> entries;                          // relative to `directory`: "src/index.ts", "index.js"
  std::vector<std::pair<std::string, std::string>> exports;  // "./server" → "src/server.ts"; patterns keep their `*`
};

/// A tsconfig.json or jsconfig.json after following `extends` inside the repository.
struct PathMapping {
  std::string directory;  // of the configuration file
  std::string base;       // baseUrl relative to the scan root; "" with has_base = the root itself
  bool has_base = false;
  std::vector<std::pair<std::string, std::vector<std::string>>> paths;  // "@/*" → {"src/*"}, relative to the scan root
};

struct GoModule {
  std::string directory;
  std::string path;  // "github.com/x/y"
};

struct ModuleRoots {
  std::vector<NodePackage> node_packages;  // sorted by directory
  std::vector<PathMapping> path_mappings;  // sorted by directory
  std::vector<GoModule> go_modules;        // sorted by directory
};

/// Reads the manifests of the tree. One that cannot be read or parsed becomes a notice in `notices`.
ModuleRoots read_module_roots(const source::Tree& tree, std::vector<source::Notice>& notices);

}  // namespace chokepoint::facts
