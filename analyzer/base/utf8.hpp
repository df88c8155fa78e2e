// Walks a UTF-8 text by code points; broken bytes never stop the walk.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace chokepoint {

inline constexpr std::uint32_t replacement_character = 0xFFFD;

/// Reads the code point at `at` and moves behind it. As the web's decoder (and so Node) does it, a broken sequence becomes one
/// U+FFFD up to the byte that breaks it: "\xE2\x82" → U+FFFD, "\xFF\xFF" → U+FFFD U+FFFD.
std::uint32_t decode_utf8(std::string_view text, std::size_t& at);

void append_utf8(std::string& text, std::uint32_t code_point);

}  // namespace chokepoint
