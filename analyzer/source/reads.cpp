#include "source/reads.hpp"

#include <xxhash.h>

namespace chokepoint::source {

ContentHash hash_of(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

void Reads::add(std::size_t file, std::string_view bytes) {
  if (reads_.empty()) return;
  Read& read = reads_[file];
  if (read.state == Read::State::Failed || (read.state == Read::State::Known && read.size >= bytes.size())) return;
  read = {Read::State::Known, bytes.size(), hash_of(bytes)};
}

}  // namespace chokepoint::source
