// A half-open byte range [begin, end) of one file. Lines and columns exist only in reports.
#pragma once
#include <compare>
#include <cstdint>

namespace chokepoint {

struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  constexpr bool contains(Span other) const { return begin <= other.begin && other.end <= end; }
  friend constexpr auto operator<=>(Span, Span) = default;
};
static_assert(sizeof(Span) == 8);

}  // namespace chokepoint
