// A place in a table for a small key, where an occasional clash does no harm.
#pragma once
#include <cstddef>
#include <cstdint>

namespace chokepoint {

/// One of 2^bits places: Knuth's multiplicative hash.
constexpr std::size_t hash_place(std::uint32_t key, int bits) { return (key * 2654435761u) >> (32 - bits); }

}  // namespace chokepoint
