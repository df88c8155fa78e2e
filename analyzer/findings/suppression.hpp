// Comments that silence a finding, in any language's comment syntax:
//
//   rates = fetch()  # chokepoint:ignore event-loop-blocking-io -- start-up only
//
//   // chokepoint:ignore client-per-request, outbound-http-no-timeout -- short-lived tool
//   const client = axios.create()
//
// A comment behind code speaks of its own line; a comment on a line of its own speaks of the next line that is not a comment.
// It silences the rules it names and nothing else: without a rule id it silences nothing and is reported.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chokepoint::findings {

struct Suppression {
  std::string path;
  std::uint32_t line = 1;  // of the comment; one-based, columns in code points
  std::uint32_t column = 1;
  std::uint32_t target = 1;  // the line whose findings it silences
  std::vector<std::string> rules;
  std::string reason;
  std::string problem;  // what is wrong with it, one sentence; empty if nothing
};

/// All suppressions of a file in source order. A file without the word costs one search.
std::vector<Suppression> scan_suppressions(const std::string& path, std::string_view text);

}  // namespace chokepoint::findings
