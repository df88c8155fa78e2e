#include "findings/line_hash.hpp"

#include <cstdint>

#include <fmt/format.h>
#include <tsl/robin_map.h>

namespace chokepoint::findings {

namespace {

constexpr std::size_t window = 100;
constexpr std::uint64_t multiplier = 37;
constexpr std::uint16_t end_of_file = 0xFFFF;
constexpr std::uint16_t replacement = 0xFFFD;

/// How many bytes may follow `lead`, and the range of the first of them; zero for a byte that starts no character.
struct Lead {
  unsigned length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
};

Lead lead_of(unsigned char lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return {1};
  if (lead == 0xE0) return {2, 0xA0};
  if (lead == 0xED) return {2, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {2};
  if (lead == 0xF0) return {3, 0x90};
  if (lead == 0xF4) return {3, 0x80, 0x8F};
  if (lead >= 0xF1 && lead <= 0xF3) return {3};
  return {};
}

/// Reads one character at `at` as the web's UTF-8 decoder does: a broken sequence becomes U+FFFD up to the byte that breaks it.
std::uint32_t decode(std::string_view bytes, std::size_t& at) {
  const auto first = static_cast<unsigned char>(bytes[at++]);
  if (first < 0x80) return first;
  Lead lead = lead_of(first);
  if (lead.length == 0) return replacement;
  std::uint32_t point = first & (0x3Fu >> lead.length);
  for (unsigned i = 0; i < lead.length; ++i) {
    if (at == bytes.size()) return replacement;
    const auto next = static_cast<unsigned char>(bytes[at]);
    if (next < lead.low || next > lead.high) return replacement;
    lead.low = 0x80;
    lead.high = 0xBF;
    point = point << 6 | (next & 0x3Fu);
    ++at;
  }
  return point;
}

/// The file as the hash sees it: UTF-16 units without spaces and tabs, every end-of-line as LF, then the end-of-file mark.
struct Units {
  std::vector<std::uint16_t> units;
  std::vector<std::size_t> line_starts;
};

Units normalise(std::string_view bytes) {
  Units result;
  result.units.reserve(bytes.size() + window + 1);
  bool at_line_start = true;
  bool after_return = false;
  auto add = [&](std::uint16_t unit) {
    // Only an LF directly after the CR belongs to it; a skipped blank in between separates them.
    const bool blank = unit == ' ' || unit == '\t' || (after_return && unit == '\n');
    after_return = !blank && unit == '\r';
    if (blank) return;
    if (at_line_start) result.line_starts.push_back(result.units.size());
    if (unit == '\r') unit = '\n';
    at_line_start = unit == '\n';
    result.units.push_back(unit);
  };
  for (std::size_t at = 0; at < bytes.size();) {
    const std::uint32_t point = decode(bytes, at);
    if (point >= 0x10000) {
      add(static_cast<std::uint16_t>(0xD7C0 + (point >> 10)));
      add(static_cast<std::uint16_t>(0xDC00 + (point & 0x3FF)));
    } else {
      add(static_cast<std::uint16_t>(point));
    }
  }
  add(end_of_file);
  result.units.resize(result.units.size() + window, 0);
  return result;
}

}  // namespace

std::vector<std::string> line_hashes(std::string_view bytes) {
  const Units text = normalise(bytes);
  tsl::robin_map<std::uint64_t, unsigned> seen;
  std::vector<std::string> hashes;
  hashes.reserve(text.line_starts.size());
  for (const std::size_t start : text.line_starts) {
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < window; ++i) hash = hash * multiplier + text.units[start + i];
    hashes.push_back(fmt::format("{:x}:{}", hash, ++seen[hash]));
  }
  return hashes;
}

}  // namespace chokepoint::findings
