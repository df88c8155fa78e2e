// All passes in order; the table in analyzer/README.md as code.
#pragma once
#include <string>
#include <vector>

#include "base/result.hpp"
#include "driver/index.hpp"
#include "driver/options.hpp"
#include "driver/progress.hpp"
#include "findings/finding.hpp"
#include "source/file.hpp"

namespace chokepoint::driver {

/// What the passes have made.
struct Scan {
  source::Tree tree;
  Index index;
  findings::Report report;
};

/// Fails when a path or a rule is wrong; a file that cannot be analysed is a notice in the report.
Result<Scan> analyse(const std::vector<std::string>& paths, const Settings& settings, Progress& progress);

}  // namespace chokepoint::driver
