// Hand-made reports that show everything a report can show.
#pragma once
#include "findings/finding.hpp"

namespace chokepoint::reports::testing {

/// Findings of every severity, with and without a path; notices; a suppression; awkward names and characters.
findings::Report sample_report();
/// A complete scan without findings.
findings::Report clean_report();
/// A scan that broke off: no findings, but not clean.
findings::Report incomplete_report();
/// More findings, steps and related places than GitHub keeps.
findings::Report large_report();
/// By name: sample, clean, incomplete, many.
findings::Report named_report(const std::string& name);

}  // namespace chokepoint::reports::testing
