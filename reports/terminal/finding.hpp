// One finding as the terminal shows it: heading, place, source line, path, routes, why, fix, proof.
#pragma once
#include <string>

#include "findings/finding.hpp"
#include "reports/report.hpp"

namespace chokepoint::reports::terminal {

std::string render_finding(const findings::Finding& finding, const findings::Report& report, const ReportOptions& options);

}  // namespace chokepoint::reports::terminal
