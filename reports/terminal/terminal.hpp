// The report for a person at a terminal: every finding with its source line and path, then a summary.
#pragma once
#include "reports/report.hpp"

namespace chokepoint::reports::terminal {

const Format& format();

}  // namespace chokepoint::reports::terminal
