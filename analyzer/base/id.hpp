// A typed 32-bit handle: 0 means "none", 1 is the first element of the table it indexes.
//
//   struct FunctionTag;  using FunctionId = Id<FunctionTag>;
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace chokepoint {

template <class Tag>
struct Id {
  std::uint32_t raw = 0;

  constexpr Id() = default;
  constexpr explicit Id(std::uint32_t value) : raw(value) {}
  static constexpr Id from_index(std::size_t index) { return Id(static_cast<std::uint32_t>(index) + 1); }

  constexpr explicit operator bool() const { return raw != 0; }
  /// Position in the table; only valid when the id is not none.
  constexpr std::size_t index() const { return raw - 1; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

}  // namespace chokepoint

template <class Tag>
struct std::hash<chokepoint::Id<Tag>> {
  std::size_t operator()(chokepoint::Id<Tag> id) const noexcept { return id.raw * 0x9E3779B97F4A7C15ull; }
};
