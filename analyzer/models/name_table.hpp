// A map from (ecosystem, qualified name). Both are views into the rule base, which outlives the table.
#pragma once
#include <cstdint>
#include <string_view>

#include <tsl/robin_map.h>
#include <xxhash.h>

namespace chokepoint::models {

template <class T>
class NameTable {
 public:
  /// The value of a name, made if it is new.
  T& operator()(std::string_view ecosystem, std::string_view name) {
    // Two names with one hash live under consecutive keys.
    for (std::uint64_t key = hash(ecosystem, name);; ++key) {
      auto [slot, inserted] = entries_.try_emplace(key);
      Entry& entry = slot.value();
      if (inserted) {
        entry.ecosystem = ecosystem;
        entry.name = name;
      }
      if (entry.name == name && entry.ecosystem == ecosystem) return entry.value;
    }
  }

  const T* find(std::string_view ecosystem, std::string_view name) const {
    for (std::uint64_t key = hash(ecosystem, name);; ++key) {
      auto slot = entries_.find(key);
      if (slot == entries_.end()) return nullptr;
      if (slot->second.name == name && slot->second.ecosystem == ecosystem) return &slot->second.value;
    }
  }

  void reserve(std::size_t names) { entries_.reserve(names); }
  bool contains(std::string_view ecosystem, std::string_view name) const { return find(ecosystem, name) != nullptr; }

 private:
  struct Entry {
    std::string_view ecosystem, name;
    T value{};
  };
  static std::uint64_t hash(std::string_view ecosystem, std::string_view name) {
    const std::uint64_t seed = ecosystem.empty() ? 0 : static_cast<std::uint64_t>(ecosystem.front()) * 256 + ecosystem.size();
    return XXH3_64bits_withSeed(name.data(), name.size(), seed);
  }
  tsl::robin_map<std::uint64_t, Entry> entries_;
};

}  // namespace chokepoint::models
