#include "findings/line_hash.hpp"

#include <fmt/format.h>
#include <tsl/robin_map.h>

#include "base/utf8.hpp"

namespace chokepoint::findings {

namespace {

constexpr std::size_t window = 100;
constexpr std::uint64_t multiplier = 37;
constexpr std::uint16_t end_of_file = 0xFFFF;

/// The file as the hash sees it: UTF-16 units without spaces and tabs, every end-of-line as LF, then the end-of-file mark.
struct Units {
  std::vector<std::uint16_t> units;
  std::vector<std::size_t> line_starts;
};

Units normalise(std::string_view bytes) {
  Units result;
  result.units.resize(bytes.size() + 1 + window);  // a text has no more units than bytes
  std::size_t count = 0;
  bool at_line_start = true;
  bool after_return = false;
  auto add = [&](std::uint16_t unit) {
    // Only an LF directly after the CR belongs to it; a skipped blank in between separates them.
    const bool blank = unit == ' ' || unit == '\t' || (after_return && unit == '\n');
    after_return = !blank && unit == '\r';
    if (blank) return;
    if (at_line_start) result.line_starts.push_back(count);
    if (unit == '\r') unit = '\n';
    at_line_start = unit == '\n';
    result.units[count++] = unit;
  };
  for (std::size_t at = 0; at < bytes.size();) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if (byte > ' ' && byte < 0x80) {  // most of any program
      if (at_line_start) result.line_starts.push_back(count);
      at_line_start = after_return = false;
      result.units[count++] = byte;
      ++at;
      continue;
    }
    const std::uint32_t point = decode_utf8(bytes, at);
    if (point >= 0x10000) {
      add(static_cast<std::uint16_t>(0xD7C0 + (point >> 10)));
      add(static_cast<std::uint16_t>(0xDC00 + (point & 0x3FF)));
    } else {
      add(static_cast<std::uint16_t>(point));
    }
  }
  add(end_of_file);
  result.units.resize(count + window);
  return result;
}

constexpr std::uint64_t weight_behind_window() {
  std::uint64_t weight = 1;
  for (std::size_t i = 0; i < window; ++i) weight *= multiplier;
  return weight;
}

}  // namespace

std::string LineHash::text() const { return fmt::format("{:x}:{}", hash, occurrence); }

std::vector<LineHash> line_hashes(std::string_view bytes) {
  const Units text = normalise(bytes);
  tsl::robin_map<std::uint64_t, unsigned> seen(text.line_starts.size());
  std::vector<LineHash> hashes;
  hashes.reserve(text.line_starts.size());
  std::uint64_t hash = 0;  // of the window in front of `end`, which rolls over the text
  std::size_t end = 0;
  for (const std::size_t start : text.line_starts) {
    for (; end < start + window; ++end) {
      hash = hash * multiplier + text.units[end];
      if (end >= window) hash -= weight_behind_window() * text.units[end - window];
    }
    hashes.push_back({hash, ++seen[hash]});
  }
  return hashes;
}

}  // namespace chokepoint::findings
