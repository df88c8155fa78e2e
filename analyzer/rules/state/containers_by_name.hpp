// The containers of a name, for code that does not tell which one it means.
#pragma once
#include <bitset>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/state/container.hpp"

namespace chokepoint::rules {

/// Keeps hold of the containers' names.
class ContainersByName {
 public:
  explicit ContainersByName(const std::vector<Container>& containers);

  /// By their numbers; null for none. Nearly all names that are asked for have none: a glance at their ends and length tells.
  const std::vector<std::uint32_t>* find(std::string_view name) const;

 private:
  static constexpr int kLookBits = 14;
  static std::size_t look_of(std::string_view name);

  std::unordered_map<std::string_view, std::vector<std::uint32_t>> by_name_;
  std::bitset<1 << kLookBits> looks_;
};

}  // namespace chokepoint::rules
