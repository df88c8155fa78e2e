// A contiguous slice [first, first + count) of some table, stored as two numbers so that it survives copying the table.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace chokepoint {

struct Range {
  std::uint32_t first = 0;
  std::uint32_t count = 0;

  template <class T>
  std::span<const T> of(const std::vector<T>& table) const {
    return std::span<const T>(table).subspan(first, count);
  }
};

}  // namespace chokepoint
