// Pass 2: reads and lowers every source file, in parallel. The text is dropped at once; what later passes need of it is kept.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "cache/pack.hpp"
#include "cache/unit.hpp"
#include "driver/progress.hpp"
#include "ir/file_ir.hpp"
#include "source/file.hpp"

namespace chokepoint::driver {

/// One source file that could be read; suppressions of production code only.
struct SourceUnit : cache::Unit {
  source::FileId file;      // into Tree::files
  source::ContentHash key;  // of all that the unit depends on
  bool is_new = true;       // not from the cache
};

struct Index {
  std::vector<SourceUnit> units;  // in the order of Tree::files
  std::vector<source::Notice> notices;
};

/// The lowered form of a file of the tree by its position, null if there is none. `index` must outlive it.
std::function<const ir::FileIr*(std::size_t)> irs_of(const source::Tree& tree, const Index& index);

/// The positions of the files that are read, large ones first: the last thread to finish then has little left to do.
std::vector<std::size_t> files_to_index(const source::Tree& tree);

/// `known`: units that need not be made again, or null.
Index index_sources(source::Tree& tree, const cache::Pack* known, unsigned jobs, Progress& progress);

}  // namespace chokepoint::driver
