// Passes 4 and 5: FileIrs → Program. Names are bound, imports followed, types inferred, and every call gets its targets.
#pragma once
#include <vector>

#include "facts/module_roots.hpp"
#include "link/program.hpp"
#include "models/library_index.hpp"

namespace chokepoint::link {

struct LinkInput {
  std::vector<ProgramFile> files;  // sorted by path; path, language, offline, project and ir filled in
  facts::ModuleRoots roots;
};

/// `input.files` keep pointing to their FileIrs, which must outlive the program.
Program link(LinkInput input, const models::LibraryIndex& library, unsigned jobs);

}  // namespace chokepoint::link
