// A map from names to values. Names are views into the rule base, which outlives the table; a name counts within its scope.
#pragma once
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <tsl/robin_map.h>
#include <xxhash.h>

namespace chokepoint::models {

template <class T>
class NameTable {
 public:
  /// Where the value of a name stands, made if it is new.
  std::uint32_t place(std::string_view name, std::uint32_t scope = 0) {
    // Two names with one hash live under consecutive keys.
    for (std::uint64_t key = hash(name, scope);; ++key) {
      const auto [slot, inserted] = index_.try_emplace(key, static_cast<std::uint32_t>(entries_.size()));
      if (inserted) entries_.push_back({name, scope, {}});
      if (entries_[slot->second].is(name, scope)) return slot->second;
    }
  }
  T& operator()(std::string_view name, std::uint32_t scope = 0) { return entries_[place(name, scope)].value; }

  const T* find(std::string_view name, std::uint32_t scope = 0) const {
    for (std::uint64_t key = hash(name, scope);; ++key) {
      const auto slot = index_.find(key);
      if (slot == index_.end()) return nullptr;
      const Entry& entry = entries_[slot->second];
      if (entry.is(name, scope)) return &entry.value;
    }
  }

  /// All values, in the order in which they were made.
  template <class Body>
  void each(Body&& body) {
    for (Entry& entry : entries_) body(entry.name, entry.value);
  }
  void reserve(std::size_t names) {
    entries_.reserve(names);
    index_.reserve(names);
  }

 private:
  struct Entry {
    std::string_view name;
    std::uint32_t scope = 0;
    T value{};
    bool is(std::string_view wanted, std::uint32_t in) const { return scope == in && name == wanted; }
  };
  static std::uint64_t hash(std::string_view name, std::uint32_t scope) {
    return XXH3_64bits_withSeed(name.data(), name.size(), scope);
  }
  std::vector<Entry> entries_;
  tsl::robin_map<std::uint64_t, std::uint32_t> index_;
};

}  // namespace chokepoint::models
