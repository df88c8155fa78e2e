#include "base/string_table.hpp"

#include <xxhash.h>

namespace chokepoint {
namespace {

std::uint64_t hash_of(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

}  // namespace

Str StringTable::intern(std::string_view text) {
  if (text.empty()) return {};
  if (index_.empty() && !ends_.empty()) rebuild_index();
  // Two strings with one hash live under consecutive keys.
  for (std::uint64_t key = hash_of(text);; ++key) {
    const Str fresh = Str::from_index(ends_.size());
    auto [slot, inserted] = index_.try_emplace(key, fresh);
    if (inserted) {
      bytes_.append(text);
      ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
      return fresh;
    }
    if ((*this)[slot->second] == text) return slot->second;
  }
}

Str StringTable::find(std::string_view text) const {
  if (text.empty()) return {};
  for (std::uint64_t key = hash_of(text);; ++key) {
    auto slot = index_.find(key);
    if (slot == index_.end()) return {};
    if ((*this)[slot->second] == text) return slot->second;
  }
}

void StringTable::freeze() {
  index_ = {};
  bytes_.shrink_to_fit();
  ends_.shrink_to_fit();
}

std::size_t StringTable::memory() const {
  return bytes_.capacity() + ends_.capacity() * sizeof(std::uint32_t) + index_.bucket_count() * 24;
}

StringTable StringTable::from_parts(std::string bytes, std::vector<std::uint32_t> ends) {
  StringTable table;
  table.bytes_ = std::move(bytes);
  table.ends_ = std::move(ends);
  return table;
}

void StringTable::rebuild_index() {
  for (std::size_t i = 0; i < ends_.size(); ++i) {
    const Str id = Str::from_index(i);
    for (std::uint64_t key = hash_of((*this)[id]); !index_.try_emplace(key, id).second;) ++key;
  }
}

}  // namespace chokepoint
