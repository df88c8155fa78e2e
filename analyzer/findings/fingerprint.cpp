#include "findings/fingerprint.hpp"

#include <map>

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace chokepoint::findings {

std::string normalise_white_space(std::string_view line) {
  std::string result;
  bool pending = false;
  for (const char c : line) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
    if (!blank) {
      if (pending && !result.empty()) result += ' ';
      result += c;
    }
    pending = blank;
  }
  return result;
}

std::string fingerprint(const Finding& finding, std::uint32_t occurrence) {
  // NUL cannot stand in any of the parts, so that two different lists of parts never give the same bytes.
  std::string key = finding.rule;
  for (const std::string& part :
       {finding.location.path, finding.function, normalise_white_space(finding.location.snippet), std::to_string(occurrence)}) {
    key += '\0';
    key += part;
  }
  const XXH128_hash_t hash = XXH3_128bits(key.data(), key.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

void add_fingerprints(std::vector<Finding>& findings) {
  std::map<std::string, std::uint32_t> seen;
  for (Finding& finding : findings) {
    const std::string first = fingerprint(finding, 0);
    const std::uint32_t occurrence = seen[first]++;
    finding.fingerprint = occurrence == 0 ? first : fingerprint(finding, occurrence);
  }
}

}  // namespace chokepoint::findings
