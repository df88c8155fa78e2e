// How sure the analysis is of a fact.
#pragma once
#include <cstdint>
#include <string_view>

namespace chokepoint {

/// Resolved: imports or declared types prove it; Typed: a receiver's type was inferred; Guessed: it rests on a name only
/// (shown with --all).
enum class Evidence : std::uint8_t { Guessed, Typed, Resolved };
constexpr std::string_view show(Evidence evidence) {
  constexpr std::string_view words[] = {"guessed", "typed", "resolved"};
  return words[static_cast<int>(evidence)];
}

}  // namespace chokepoint
