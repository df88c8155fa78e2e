// Which modules of a project that has both pages and a server are imported by browser code only.
//
//   "lib/format.ts", imported by nothing but components that begin with 'use client', runs in the browser
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chokepoint::source {

struct Module {
  std::string_view path;
  bool is_client = false;
  bool is_open = false;              // neither path nor content tell where it runs
  std::vector<std::string> imports;  // as written
};

/// The names in `import … from "x"`, `export … from "x"`, `import("x")` and `require("x")`.
std::vector<std::string> imports_of(std::string_view text);

/// Open modules that client code imports and that no server code reaches; indexes in rising order. A module that nothing imports
/// counts as server code: a framework may load it by its path.
std::vector<std::size_t> client_only_modules(const std::vector<Module>& modules);

/// Whether the quote at `quote` opens the name of an imported module.
bool opens_import(std::string_view text, std::size_t quote);

}  // namespace chokepoint::source
