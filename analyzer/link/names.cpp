#include "link/names.hpp"

#include <algorithm>
#include <string>

#include <xxhash.h>

namespace chokepoint::link {
namespace {

constexpr std::size_t kBlock = 64 * 1024;

}  // namespace

std::string_view Names::keep(std::string_view text) {
  if (text.size() > free_) {
    free_ = std::max(kBlock, text.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(free_));
  }
  // Blocks are filled from their ends.
  char* place = blocks_.back().get() + (free_ -= text.size());
  std::copy(text.begin(), text.end(), place);
  return {place, text.size()};
}

Name Names::intern(std::string_view text) {
  if (text.empty()) return {};
  // Two names with one hash live under consecutive keys.
  for (std::uint64_t key = XXH3_64bits(text.data(), text.size());; ++key) {
    const auto [slot, inserted] = index_.try_emplace(key, Name(static_cast<std::uint32_t>(texts_.size())));
    if (inserted) texts_.push_back(keep(text));
    if (inserted || texts_[slot->second.raw] == text) return slot->second;
  }
}

Name Names::find(std::string_view text) const {
  if (text.empty()) return {};
  for (std::uint64_t key = XXH3_64bits(text.data(), text.size());; ++key) {
    const auto slot = index_.find(key);
    if (slot == index_.end()) return {};
    if (texts_[slot->second.raw] == text) return slot->second;
  }
}

Name Names::join(Name owner, char separator, Name member) {
  const auto [slot, is_new] = joined_[separator == '#'].try_emplace(pair_key(owner.raw, member.raw));
  if (!is_new) return slot->second;
  std::string path;
  path.reserve(texts_[owner.raw].size() + 1 + texts_[member.raw].size());
  path.append(texts_[owner.raw]).append(1, separator).append(texts_[member.raw]);
  return slot.value() = intern(path);
}

}  // namespace chokepoint::link
