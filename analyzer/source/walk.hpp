// Lists the regular files below some directories in parallel, honouring ignore files. Symbolic links are not followed. What is known
// of a directory whose stamp has not changed is not read again; the stamps of its files are.
#pragma once
#include <sys/stat.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "source/file.hpp"

namespace chokepoint::source {

struct WalkOptions {
  std::string root;                   // absolute, real path
  std::vector<std::string> starts;    // absolute, real paths of directories at or below `root`
  std::vector<std::string> excludes;  // gitignore-style patterns relative to `root`
  unsigned jobs = 1;
  std::span<const Listing> known = {};  // of an earlier walk, sorted by path
};

struct Entry {
  std::string path;  // relative to the root, bytes as the file system has them
  // Unknown, 0, of a file of no interest by its name (may_be_read): of documents and pictures there are many.
  std::uint64_t size = 0;
  Stamp stamp;
};

Stamp stamp_of(const struct stat& status);

struct Walk {
  std::vector<Entry> entries;   // sorted by path, each once
  std::vector<Notice> notices;  // unsorted: unreadable directories
  std::uint64_t ignored = 0;
  std::vector<Listing> listings;  // sorted by path
};

Walk walk(const WalkOptions& options);

}  // namespace chokepoint::source
