// Gives the files of a tree their language, kind, role and project.
#pragma once
#include <cstdint>
#include <vector>

#include "source/file.hpp"

namespace chokepoint::source {

struct ClassifyOptions {
  unsigned jobs = 1;
  std::uint64_t max_file_size = 2u << 20;
};

/// Expects path, absolute, size, language by name and kind of every file; fills in the rest, the projects and notices.
/// `earlier`: judgements on the same content, by the position of the file, null where there is none; or none at all.
void classify(Tree& tree, const ClassifyOptions& options, const std::vector<const Judgement*>& earlier = {});

}  // namespace chokepoint::source
