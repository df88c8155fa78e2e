#include "reports/text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/utf8.hpp"

namespace chokepoint::reports {

namespace {

struct Range {
  std::uint32_t first, last;
};

// Keep sorted. Unicode's East_Asian_Width W and F, joined over unassigned gaps.
constexpr std::array wide_ranges{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},   Range{0x23E9, 0x23EC},   Range{0x23F0, 0x23F0},
    Range{0x23F3, 0x23F3},   Range{0x25FD, 0x25FE},   Range{0x2614, 0x2615},   Range{0x2648, 0x2653},   Range{0x267F, 0x267F},
    Range{0x2693, 0x2693},   Range{0x26A1, 0x26A1},   Range{0x26AA, 0x26AB},   Range{0x26BD, 0x26BE},   Range{0x26C4, 0x26C5},
    Range{0x26CE, 0x26CE},   Range{0x26D4, 0x26D4},   Range{0x26EA, 0x26EA},   Range{0x26F2, 0x26F3},   Range{0x26F5, 0x26F5},
    Range{0x26FA, 0x26FA},   Range{0x26FD, 0x26FD},   Range{0x2705, 0x2705},   Range{0x270A, 0x270B},   Range{0x2728, 0x2728},
    Range{0x274C, 0x274C},   Range{0x274E, 0x274E},   Range{0x2753, 0x2755},   Range{0x2757, 0x2757},   Range{0x2795, 0x2797},
    Range{0x27B0, 0x27B0},   Range{0x27BF, 0x27BF},   Range{0x2B1B, 0x2B1C},   Range{0x2B50, 0x2B50},   Range{0x2B55, 0x2B55},
    Range{0x2E80, 0x303E},   Range{0x3041, 0x4DBF},   Range{0x4E00, 0xA4CF},   Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},
    Range{0xF900, 0xFAFF},   Range{0xFE10, 0xFE19},   Range{0xFE30, 0xFE6F},   Range{0xFF01, 0xFF60},   Range{0xFFE0, 0xFFE6},
    Range{0x16FE0, 0x18CFF}, Range{0x1B000, 0x1B2FF}, Range{0x1F004, 0x1F004}, Range{0x1F0CF, 0x1F0CF}, Range{0x1F18E, 0x1F18E},
    Range{0x1F191, 0x1F19A}, Range{0x1F200, 0x1F320}, Range{0x1F32D, 0x1F335}, Range{0x1F337, 0x1F37C}, Range{0x1F37E, 0x1F393},
    Range{0x1F3A0, 0x1F3CA}, Range{0x1F3CF, 0x1F3D3}, Range{0x1F3E0, 0x1F3F0}, Range{0x1F3F4, 0x1F3F4}, Range{0x1F3F8, 0x1F43E},
    Range{0x1F440, 0x1F440}, Range{0x1F442, 0x1F4FC}, Range{0x1F4FF, 0x1F53D}, Range{0x1F54B, 0x1F567}, Range{0x1F57A, 0x1F57A},
    Range{0x1F595, 0x1F596}, Range{0x1F5A4, 0x1F5A4}, Range{0x1F5FB, 0x1F64F}, Range{0x1F680, 0x1F6C5}, Range{0x1F6CC, 0x1F6CC},
    Range{0x1F6D0, 0x1F6D2}, Range{0x1F6D5, 0x1F6DF}, Range{0x1F6EB, 0x1F6FC}, Range{0x1F7E0, 0x1F7F0}, Range{0x1F90C, 0x1F9FF},
    Range{0x1FA70, 0x1FAFF}, Range{0x20000, 0x3FFFD},
};

// Keep sorted. Combining marks of the common scripts, joiners and variation selectors.
constexpr std::array zero_ranges{
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489},   Range{0x0591, 0x05BD},   Range{0x0610, 0x061A}, Range{0x064B, 0x065F},
    Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E},   Range{0x1AB0, 0x1AFF},   Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200D},
    Range{0x20D0, 0x20FF}, Range{0x302A, 0x302D},   Range{0x3099, 0x309A},   Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F},
    Range{0xFEFF, 0xFEFF}, Range{0x1F3FB, 0x1F3FF}, Range{0xE0100, 0xE01EF},
};

template <std::size_t Size>
bool contains(const std::array<Range, Size>& ranges, std::uint32_t point) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), point, [](std::uint32_t p, Range r) { return p < r.first; });
  return after != ranges.begin() && point <= std::prev(after)->last;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Words that end in a period without ending a sentence.
bool is_abbreviation(std::string_view word) {
  for (const std::string_view known : {"e.g.", "i.e.", "etc.", "vs.", "cf.", "approx.", "incl.", "resp."}) {
    if (word == known || (word.size() == known.size() + 1 && word.front() == '(' && word.substr(1) == known)) return true;
  }
  return false;
}

/// Copies a link `[text](target)` at `at` as its text; false if there is none.
bool take_link(std::string_view markdown, std::size_t& at, std::string& result) {
  const std::size_t close = markdown.find("](", at);
  if (close == std::string_view::npos || markdown.substr(at + 1, close - at - 1).find_first_of("[\n") != std::string_view::npos) {
    return false;
  }
  const std::size_t end = markdown.find(')', close);
  if (end == std::string_view::npos) return false;
  result += markdown.substr(at + 1, close - at - 1);
  at = end + 1;
  return true;
}

}  // namespace

unsigned cell_width(std::uint32_t code_point) {
  if (code_point < 0x300) return 1;
  if (contains(zero_ranges, code_point)) return 0;
  return contains(wide_ranges, code_point) ? 2 : 1;
}

unsigned text_width(std::string_view text) {
  unsigned width = 0;
  for (std::size_t at = 0; at < text.size();) width += cell_width(decode_utf8(text, at));
  return width;
}

bool is_unprintable(std::uint32_t p) {
  return p < 0x20 || (p >= 0x7F && p < 0xA0) || p == 0x200E || p == 0x200F || (p >= 0x2028 && p <= 0x202E) ||
         (p >= 0x2066 && p <= 0x2069);
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t point = decode_utf8(text, at);
    if (point == '\t' || point == '\n' || point == '\r') {
      result += ' ';
    } else {
      append_utf8(result, is_unprintable(point) ? replacement_character : point);
    }
  }
  return result;
}

std::vector<std::string> wrap(std::string_view text, unsigned width) {
  std::vector<std::string> lines{""};
  unsigned used = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (is_blank(text[at])) {
      ++at;
      continue;
    }
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", at), text.size());
    const std::string_view word = text.substr(at, end - at);
    const unsigned cells = text_width(word);
    if (used > 0 && used + 1 + cells > width) {
      lines.emplace_back();
      used = 0;
    }
    if (used > 0) lines.back() += ' ';
    used += cells + (used > 0 ? 1 : 0);
    lines.back() += word;
    at = end;
  }
  return lines;
}

std::string plain(std::string_view markdown) {
  std::string result;
  bool in_code = false;
  for (std::size_t at = 0; at < markdown.size();) {
    const char c = markdown[at];
    if (c == '`') in_code = !in_code;
    if (!in_code && c == '[' && take_link(markdown, at, result)) continue;
    if (!in_code && markdown.substr(at, 2) == "**") {
      at += 2;
      continue;
    }
    if (!is_blank(c)) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
    ++at;
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return printable(result);
}

std::string first_sentence(std::string_view markdown) {
  // A blank line or a list ends a sentence as well.
  for (const std::string_view end : {"\n\n", "\n- ", "\n* ", "\n```"}) markdown = markdown.substr(0, markdown.find(end));
  const std::string text = plain(markdown);
  bool in_code = false;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (text[at] == '`') in_code = !in_code;
    if (in_code || text[at + 1] != ' ' || (text[at] != '.' && text[at] != '!' && text[at] != '?')) continue;
    const std::size_t blank = text.rfind(' ', at);
    const std::size_t begin = blank == std::string::npos ? 0 : blank + 1;
    if (!is_abbreviation(std::string_view(text).substr(begin, at + 1 - begin))) return text.substr(0, at + 1);
  }
  return text;
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s");
}

std::string some_of(const std::vector<std::string>& items, std::size_t shown, std::uint64_t total) {
  total = std::max<std::uint64_t>(total, items.size());
  if (total == shown + 1 && items.size() == total) ++shown;  // "and 1 more" takes as much room as the item
  shown = std::min(shown, items.size());
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == total ? " and " : ", ";
    text += items[i];
  }
  if (total > shown) text += fmt::format("{}{}", shown == 0 ? "" : " and ", grouped(total - shown)) + (shown == 0 ? "" : " more");
  return text;
}

}  // namespace chokepoint::reports
