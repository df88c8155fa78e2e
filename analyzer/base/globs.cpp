#include "base/globs.hpp"

#include <algorithm>
#include <cstdint>

namespace chokepoint {
namespace {

/// What follows a wildcard fails sooner or later for good: the one before has nothing to try that this one has not tried.
enum class Outcome : std::uint8_t {
  Matched,
  Failed,
  HopelessHere,  // whatever a `*` before took
  Hopeless,      // whatever any wildcard before took
};

Outcome match(std::string_view pattern, std::string_view text);

Outcome match_after_star(std::string_view rest, std::string_view text) {
  for (;; text.remove_prefix(1)) {
    if (const Outcome outcome = match(rest, text); outcome != Outcome::Failed) return outcome;
    if (text.empty()) return Outcome::Hopeless;
    if (text.front() == '/') return Outcome::HopelessHere;
  }
}

Outcome match_after_two_stars(std::string_view rest, std::string_view text) {
  for (;; text.remove_prefix(1)) {
    const Outcome outcome = match(rest, text);
    if (outcome == Outcome::Matched || outcome == Outcome::Hopeless) return outcome;
    if (text.empty()) return Outcome::Hopeless;
  }
}

Outcome match_below_directories(std::string_view rest, std::string_view text) {
  for (;;) {
    const Outcome outcome = match(rest, text);
    if (outcome == Outcome::Matched || outcome == Outcome::Hopeless) return outcome;
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return Outcome::Failed;
    text.remove_prefix(slash + 1);
  }
}

Outcome match(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text ? Outcome::Matched : Outcome::Failed;
  if (!text.starts_with(pattern.substr(0, star))) return Outcome::Failed;
  pattern.remove_prefix(star);
  text.remove_prefix(star);
  if (pattern.starts_with("**/")) return match_below_directories(pattern.substr(3), text);
  if (pattern.starts_with("**")) return match_after_two_stars(pattern.substr(2), text);
  return match_after_star(pattern.substr(1), text);
}

bool matches_whole(std::string_view pattern, std::string_view text) {
  std::string_view end = pattern.substr(pattern.rfind('*') + 1);  // nearly all texts end otherwise
  if (end.starts_with('/')) end.remove_prefix(1);                 // `**/` may stand for nothing
  return text.ends_with(end) && match(pattern, text) == Outcome::Matched;
}

}  // namespace

bool Globs::matches(std::string_view text) const {
  return std::any_of(patterns_.begin(), patterns_.end(), [&](const std::string& pattern) { return matches_whole(pattern, text); });
}

}  // namespace chokepoint
