// package.json, tsconfig.json and go.mod as far as they say where modules are.
#pragma once
#include "link/module_roots.hpp"
#include "source/file.hpp"

namespace chokepoint::facts {

/// Reads the manifests of the tree. One that cannot be read or parsed becomes a notice in `notices`.
link::ModuleRoots read_module_roots(const source::Tree& tree, std::vector<source::Notice>& notices);

}  // namespace chokepoint::facts
