// What the rules hand to the reports. Reports see this folder only.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/evidence.hpp"
#include "source/file.hpp"

namespace chokepoint::findings {

enum class Severity : std::uint8_t { Note, Warning, Error };
std::string_view show(Severity severity);

/// A place in a source file. Lines and columns are one-based; columns count Unicode code points; `end_column` is exclusive.
/// Regions are cut to their first line, because a pull request shows an alert only if every line is in the diff. An `end_column` of 0
/// means the end of the line until the finding is finished.
struct Location {
  std::string path;  // relative to the scan root
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::uint32_t end_line = 1;
  std::uint32_t end_column = 1;
  std::uint32_t offset = 0;  // byte offset of the start
  std::string snippet;       // the text of `line`
};

/// One hop of the path from the request to the chokepoint.
struct Step {
  Location location;
  std::string text;  // "GET /rate is handled by `rate`", "calls `fetch_rate`", "`requests.get` blocks its thread"
  Evidence evidence = Evidence::Resolved;
};

struct Related {
  Location location;
  std::string text;
};

struct Finding {
  std::string rule;  // rule id
  Severity severity = Severity::Warning;
  Evidence evidence = Evidence::Resolved;
  double confidence = 1.0;  // catalogue 0.2: 0.95 per hop, 0.7 for a receiver known by name only, 0.8 for dynamic dispatch
  Location location;
  std::string message;              // the first sentence stands alone
  std::string function;             // the function it stands in, qualified
  std::vector<Step> path;           // from the entry point to the chokepoint, both included; empty for findings without a path
  std::vector<std::string> routes;  // "GET /rate", every entry point that reaches it, sorted; may be cut, see route_count
  std::uint32_t route_count = 0;
  std::vector<Related> related;
  std::vector<std::string> because;  // why we believe it: "model `pypi/requests` says …", "`requests` is imported in line 3"
  std::string fingerprint;  // stable across line shifts: 32 hex digits over rule, path, function, normalised line, occurrence
  std::string line_hash;    // GitHub's primaryLocationLineHash: 16 hex digits, ':', occurrence count
  bool suppressed = false;
  std::string suppression_reason;
};

/// A rule as reports need it: texts and taxonomy, no matching.
struct RuleInfo {
  std::string id;
  std::string title;
  Severity severity = Severity::Warning;
  std::string precision;               // P1, P2, P3, P4, PX
  std::string anchor;                  // guide pitfall, e.g. "S2a"
  std::string mitigation;              // guide mitigation id, e.g. "non-blocking-code"
  std::string what, why, fix, limits;  // Markdown
  std::vector<std::string> languages;
  std::vector<std::string> gives_way_to;  // rules whose findings tell what this one finds at the same place
  std::vector<std::string> references;    // URLs
  struct Example {
    std::string language, bad, good;
  };
  std::vector<Example> examples;
};

/// A pitfall or mitigation of the guide.
struct GuideEntry {
  std::string id;       // "S2a", "non-blocking-code"
  std::string section;  // where the guide says it
  std::string title;
  std::string text;  // what it claims, in our words
};

struct LanguageCount {
  std::string language;
  std::uint64_t files = 0;
  std::uint64_t lines = 0;
};

struct RoleCount {
  std::string role;
  std::uint64_t files = 0;
};

struct CallCounts {
  std::uint64_t resolved = 0, typed = 0, guessed = 0, external = 0, unknown = 0;
};

struct PassTime {
  std::string pass;
  double seconds = 0;
};

struct RuleTime {
  std::string rule;
  double seconds = 0;  // of looking for its hits; rules may run side by side
};

/// Everything a report may show.
struct Report {
  std::string version;               // of Chokepoint
  std::string root;                  // the scanned path as the user wrote it
  std::string as_of;                 // ISO date
  std::vector<Finding> findings;     // sorted by path, line, column, rule; suppressed ones included and marked
  std::vector<RuleInfo> rules;       // all rules that ran, sorted by id
  std::vector<GuideEntry> pitfalls;  // the guide's taxonomy
  std::vector<GuideEntry> mitigations;
  std::vector<source::Notice> notices;   // sorted
  std::vector<LanguageCount> languages;  // sorted by name
  std::vector<RoleCount> skipped;        // files by role that were not analysed
  std::uint64_t ignored_files = 0;
  std::uint64_t entry_points = 0;
  std::uint64_t functions = 0;
  std::uint64_t hidden = 0;  // findings below the confidence shown by default; --all shows them
  CallCounts calls;
  std::vector<PassTime> times;       // only with --stats: never part of a deterministic report
  std::vector<RuleTime> rule_times;  // in the order of the rule base
  std::uint64_t peak_memory = 0;     // bytes, with --stats
  bool complete = true;              // false: some notice says that results may be missing
};

}  // namespace chokepoint::findings
