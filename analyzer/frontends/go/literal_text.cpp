#include "frontends/go/literal_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include <fmt/format.h>

namespace chokepoint::frontends::go {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
  auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | ((code >> 18) & 0x07));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

char control_character(char letter) {
  switch (letter) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    default: return letter;
  }
}

// Decodes the escape that begins at text[i], the character behind the backslash; returns the position behind it.
std::size_t decode_escape(std::string_view text, std::size_t i, std::string& out) {
  const char letter = text[i];
  std::size_t digits = 0;
  int base = 16;
  if (letter == 'x') digits = 2;
  else if (letter == 'u') digits = 4;
  else if (letter == 'U') digits = 8;
  else if (letter >= '0' && letter <= '7') digits = 3, base = 8;
  if (digits == 0) {
    out += control_character(letter);
    return i + 1;
  }
  const std::size_t begin = base == 8 ? i : i + 1;
  const std::size_t end = std::min(begin + digits, text.size());
  std::uint32_t code = 0;
  const auto parsed = std::from_chars(text.data() + begin, text.data() + end, code, base);
  // A single byte above 127 is no UTF-8 by itself; its code point stands for it, so that strings stay valid UTF-8.
  append_utf8(out, parsed.ec == std::errc{} && code <= 0x10FFFF ? code : 0xFFFD);
  return end;
}

}  // namespace

std::string number_text(std::string_view literal) {
  std::string digits(literal);
  std::erase(digits, '_');
  int base = 10;
  std::size_t skip = 0;
  if (digits.size() > 1 && digits[0] == '0') {
    switch (digits[1] | 0x20) {
      case 'x': base = 16, skip = 2; break;
      case 'o': base = 8, skip = 2; break;
      case 'b': base = 2, skip = 2; break;
      default: base = digits.find_first_not_of("01234567") == std::string::npos ? 8 : 10; break;
    }
  }
  const char* const end = digits.data() + digits.size();
  std::uint64_t integer = 0;
  if (const auto r = std::from_chars(digits.data() + skip, end, integer, base); r.ec == std::errc{} && r.ptr == end) {
    return std::to_string(integer);
  }
  if (digits.find_first_of(base == 16 ? "pP" : ".eE") == std::string::npos) return digits;
  double real = 0;
  if (const auto r = std::from_chars(digits.data(), end, real); r.ec == std::errc{} && r.ptr == end) return fmt::format("{}", real);
  return digits;
}

std::string unescape(std::string_view content) {
  std::string text;
  text.reserve(content.size());
  for (std::size_t i = 0; i < content.size();) {
    if (content[i] != '\\' || i + 1 == content.size()) text += content[i++];
    else i = decode_escape(content, i + 1, text);
  }
  return text;
}

std::string raw_text(std::string_view content) {
  std::string text(content);
  std::erase(text, '\r');
  return text;
}

}  // namespace chokepoint::frontends::go
