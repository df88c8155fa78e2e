// Text as people read it: cells of a terminal, wrapping, first sentences, counts. Shared by the formats.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chokepoint::reports {

/// Columns a code point takes in a terminal: 2 for East Asian wide characters and emoji, 0 for combining marks, else 1.
unsigned cell_width(std::uint32_t code_point);
unsigned text_width(std::string_view text);

/// A control or direction-changing character: foreign text must not move the cursor or reorder the line.
bool is_unprintable(std::uint32_t code_point);
/// The text with broken UTF-8 and unprintable characters replaced by U+FFFD, tabs and line breaks by blanks.
std::string printable(std::string_view text);

/// Breaks at blanks; a word longer than `width` stays whole, so that paths can be clicked. At least one line.
std::vector<std::string> wrap(std::string_view text, unsigned width);

/// Markdown as one plain line: links become their text, emphasis goes, `code` stays.
std::string plain(std::string_view markdown);
/// "Use a pool, e.g. pgbouncer. It …" → "Use a pool, e.g. pgbouncer."
std::string first_sentence(std::string_view markdown);

/// 1234567 → "1,234,567"
std::string grouped(std::uint64_t number);
/// (1, "file") → "1 file"; (1200, "file") → "1,200 files"
std::string counted(std::uint64_t number, std::string_view noun);

/// "a, b, c and 37 more" of the first `shown` items; `total` may be larger than what `items` holds.
std::string some_of(const std::vector<std::string>& items, std::size_t shown, std::uint64_t total);

}  // namespace chokepoint::reports
