// Pass 9: turns what the rules found into what the reports show. Sorts, removes duplicates, adds snippets and fingerprints, applies
// the suppressions, hides what is uncertain, leaves one finding of rules that give way to each other, and says whether the scan was
// complete.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "findings/finding.hpp"
#include "findings/suppression.hpp"

namespace chokepoint::findings {

/// The bytes of a file of the scan (as they are on disk, byte order mark included: GitHub's line hash is taken over them); empty
/// if it cannot be read.
using TextOf = std::function<std::string(const std::string& path)>;

struct FinishOptions {
  std::vector<std::string> known_rules;      // every rule id there is, not only those that ran
  bool all = false;                          // keep findings that rest on a name only or have a low confidence
  Severity least_severity = Severity::Note;  // findings below are dropped
};

/// Findings below it are hidden unless `all` is set (catalogue 0.2).
inline constexpr double shown_confidence = 0.5;
/// Whether it is hidden unless `all` is set: it rests on a guess or on little.
bool is_uncertain(const Finding& finding);

/// `suppressions` are those of all analysed files, also of files without a finding: an unused one becomes a notice.
void finish(Report& report, const std::vector<Suppression>& suppressions, const FinishOptions& options, const TextOf& text_of);

}  // namespace chokepoint::findings
