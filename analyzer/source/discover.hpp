// Pass 1: walks the tree in parallel and gives every file a language and a role.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "source/file.hpp"

namespace chokepoint::source {

struct DiscoverOptions {
  std::vector<std::string> paths;     // as the user wrote them: directories or single files; at least one
  std::vector<std::string> excludes;  // gitignore-style patterns relative to the root
  unsigned jobs = 1;
  std::uint64_t max_file_size = 2u << 20;  // larger source files become a notice
  bool note_reads = true;                  // in Tree::reads, for a cache
  std::span<const Listing> known = {};     // of an earlier scan, sorted by path
};

/// Fails when a path does not exist or cannot be read at all, with a sentence that names it.
Result<Tree> discover(const DiscoverOptions& options);

/// The two halves of it: the files with their stamps, and then what they are.
Result<Tree> list(const DiscoverOptions& options);
/// What an earlier scan found of the same content, in the order of Tree::files, null where there is none; or nothing at all.
using Earlier = std::vector<const Judgement*>;
void discover(Tree& tree, const DiscoverOptions& options, const Earlier& earlier);

/// Reads a whole file as text. A UTF-8 BOM is removed; UTF-16 with a BOM and Latin-1 are converted; NUL bytes or other binary
/// content are an error. `error` messages are one sentence without the path.
Result<std::string> read_text(const std::string& path, std::uint64_t max_size);
/// Of a file of the tree, noted in Tree::reads.
Result<std::string> read_text(const Tree& tree, const File& file, std::uint64_t max_size);
Result<std::string> read_bytes(const Tree& tree, const File& file, std::uint64_t max_size);

}  // namespace chokepoint::source
