// What a scan saw of a tree: every directory with its stamp and names, every file with its stamp, what was read of it, and its role.
// A later scan reads only what differs.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/discover.hpp"
#include "source/file.hpp"
#include "source/reads.hpp"

namespace chokepoint::cache {

struct Seen {
  std::string path;
  std::uint64_t size = 0;
  source::Stamp stamp;
  source::Read read;
  source::Judgement judgement;
};

struct Snapshot {
  std::vector<source::Listing> directories;  // sorted by path
  std::vector<Seen> files;                   // sorted by path
  std::vector<source::Notice> of_listing;    // directories that could not be read
  std::uint64_t ignored = 0;
  bool whole = false;  // Tree::whole
};

std::string encode(const Snapshot& snapshot);
/// The same for two snapshots of the same content, whatever the stamps.
source::ContentHash identity_of(const Snapshot& snapshot);
std::optional<Snapshot> decode_snapshot(std::string_view bytes);

/// What is the same in a tree that was only listed.
struct Comparison {
  std::vector<const Seen*> same;  // by the position of the file, null if it is new or its content differs
  bool all = false;               // nothing was added, removed or changed
};

/// Files whose stamp differs are read, in parallel: only their content counts.
Comparison compare(const source::Tree& tree, const Snapshot& snapshot, unsigned jobs);

/// Of a tree that was scanned; none when a file changed meanwhile. `listing`: the notices of the listing. `begun`: nanoseconds since
/// 1970 when the tree was about to be listed.
std::optional<Snapshot> take_snapshot(const source::Tree& tree, std::vector<source::Notice> listing, std::int64_t begun);

/// Takes over the stamps of a tree with the same files and content; false if they were the same already.
bool restamp(Snapshot& snapshot, const source::Tree& tree, std::int64_t begun);

}  // namespace chokepoint::cache
