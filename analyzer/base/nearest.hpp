// The known word a mistyped one most likely means, for messages about commands, keys, rule ids and formats.
//
//   nearest("sarfi", {"json", "sarif"}) == "sarif"     nearest("xml", {"json", "sarif"}) == ""
//   "unknown format `sarfi`" + did_you_mean("sarfi", formats)   →   unknown format `sarfi`; did you mean `sarif`?
#pragma once
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chokepoint {

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other; letter case and the
/// difference between `-` and `_` are free.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Empty when nothing is close: at most a third of the letters may differ, or the word is the beginning of a known one. Among
/// equals the alphabetically first, so that the answer does not depend on the order of `known`.
std::string nearest(std::string_view word, std::span<const std::string_view> known);

/// "; did you mean `sarif`?", or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

template <class Words>
std::string nearest(std::string_view word, const Words& known) {
  const std::vector<std::string_view> views(std::begin(known), std::end(known));
  return nearest(word, std::span<const std::string_view>(views));
}

template <class Words>
std::string did_you_mean(std::string_view word, const Words& known) {
  const std::vector<std::string_view> views(std::begin(known), std::end(known));
  return did_you_mean(word, std::span<const std::string_view>(views));
}

inline std::string nearest(std::string_view word, std::initializer_list<std::string_view> known) {
  return nearest(word, std::span<const std::string_view>(known.begin(), known.size()));
}

inline std::string did_you_mean(std::string_view word, std::initializer_list<std::string_view> known) {
  return did_you_mean(word, std::span<const std::string_view>(known.begin(), known.size()));
}

}  // namespace chokepoint
