#include "base/nearest.hpp"

#include <algorithm>

namespace chokepoint {
namespace {

constexpr std::size_t kMaxWord = 100;  // nobody mistypes longer words; keeps the table small for hostile input
constexpr std::size_t kMinPrefix = 3;

char fold(char c) {
  if (c == '_') return '-';
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool begins_with(std::string_view word, std::string_view prefix) {
  return word.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), word.begin(), [](char a, char b) { return fold(a) == fold(b); });
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  if (a.size() > kMaxWord || b.size() > kMaxWord) return std::max(a.size(), b.size());
  std::vector<std::size_t> before(b.size() + 1);    // row i - 2
  std::vector<std::size_t> previous(b.size() + 1);  // row i - 1
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, previous);
    std::swap(previous, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = fold(a[i - 1]) == fold(b[j - 1]);
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) && fold(a[i - 2]) == fold(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::string nearest(std::string_view word, std::span<const std::string_view> known) {
  const std::size_t allowed = std::max<std::size_t>(1, word.size() / 3);
  std::size_t best_distance = allowed + 1;
  std::string_view best;
  std::string_view continued;
  for (std::string_view candidate : known) {
    const std::size_t distance = edit_distance(word, candidate);
    // "a" is not a slip for "b": something of the word must be left.
    const bool close = distance <= allowed && distance < std::max(word.size(), candidate.size());
    if (close && (distance < best_distance || (distance == best_distance && candidate < best))) {
      best_distance = distance;
      best = candidate;
    }
    const bool prefix = word.size() >= kMinPrefix && begins_with(candidate, word);
    if (prefix && (continued.empty() || candidate < continued)) continued = candidate;
  }
  return std::string(best.empty() ? continued : best);
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  const std::string guess = nearest(word, known);
  return guess.empty() ? "" : "; did you mean `" + guess + "`?";
}

}  // namespace chokepoint
