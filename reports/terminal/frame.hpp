// The source line of a finding with its span marked:
//
//    12 │     return requests.get(url).json()
//       │            ^^^^^^^^^^^^^^^^^
#pragma once
#include <string>

#include "findings/finding.hpp"
#include "reports/terminal/style.hpp"

namespace chokepoint::reports::terminal {

/// Tabs go to the next multiple of four; a line longer than `width` is cut around the span. Empty without a source line.
std::string code_frame(const findings::Location& location, findings::Severity severity, unsigned width, const Style& style);

}  // namespace chokepoint::reports::terminal
