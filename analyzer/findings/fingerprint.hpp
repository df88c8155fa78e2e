// A finding's identity across commits: the same finding keeps its fingerprint when lines above it come and go, when the file is
// re-indented, and when its message is reworded.
#pragma once
#include <cstdint>
#include <string>

#include "findings/finding.hpp"

namespace chokepoint::findings {

/// Runs of white space become one blank; none at the ends: `  a  =\t1 ` → `a = 1`.
std::string normalise_white_space(std::string_view line);

/// 32 hex digits over rule, path, function and the normalised line. `occurrence` counts findings that agree in all of these.
std::string fingerprint(const Finding& finding, std::uint32_t occurrence);

/// Fills in `fingerprint` of all findings; they are sorted, so that occurrences are counted from the top of a file.
void add_fingerprints(std::vector<Finding>& findings);

}  // namespace chokepoint::findings
