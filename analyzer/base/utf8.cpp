#include "base/utf8.hpp"

namespace chokepoint {

namespace {

/// How many bytes follow a first byte, and the range of the first of them; none for a byte that starts no character.
struct Lead {
  unsigned length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
};

Lead lead_of(unsigned char first) {
  if (first >= 0xC2 && first <= 0xDF) return {1};
  if (first == 0xE0) return {2, 0xA0};
  if (first == 0xED) return {2, 0x80, 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return {2};
  if (first == 0xF0) return {3, 0x90};
  if (first == 0xF4) return {3, 0x80, 0x8F};
  if (first >= 0xF1 && first <= 0xF3) return {3};
  return {};
}

}  // namespace

std::uint32_t decode_utf8(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first < 0x80) return first;
  Lead lead = lead_of(first);
  if (lead.length == 0) return replacement_character;
  std::uint32_t point = first & (0x3Fu >> lead.length);
  for (unsigned i = 0; i < lead.length; ++i) {
    if (at == text.size()) return replacement_character;
    const auto next = static_cast<unsigned char>(text[at]);
    if (next < lead.low || next > lead.high) return replacement_character;
    lead.low = 0x80;
    lead.high = 0xBF;
    point = point << 6 | (next & 0x3Fu);
    ++at;
  }
  return point;
}

void append_utf8(std::string& text, std::uint32_t code_point) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code_point < 0x80) {
    add(code_point);
  } else if (code_point < 0x800) {
    add(0xC0 | code_point >> 6);
    add(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    add(0xE0 | code_point >> 12);
    add(0x80 | (code_point >> 6 & 0x3F));
    add(0x80 | (code_point & 0x3F));
  } else {
    add(0xF0 | code_point >> 18);
    add(0x80 | (code_point >> 12 & 0x3F));
    add(0x80 | (code_point >> 6 & 0x3F));
    add(0x80 | (code_point & 0x3F));
  }
}

}  // namespace chokepoint
