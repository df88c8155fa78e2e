// The end of the terminal report: counts, what was looked at, what was not and why.
#pragma once
#include <string>

#include "findings/finding.hpp"
#include "reports/report.hpp"

namespace chokepoint::reports::terminal {

std::string render_summary(const findings::Report& report, const ReportOptions& options);

}  // namespace chokepoint::reports::terminal
