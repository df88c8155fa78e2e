// A report renders findings::Report in one format. One folder per format; formats are found by name.
#pragma once
#include <ostream>
#include <string_view>
#include <vector>

#include "findings/finding.hpp"

namespace chokepoint::reports {

struct ReportOptions {
  bool colour = false;   // ANSI colours; the caller has looked at the terminal and NO_COLOR
  unsigned width = 100;  // columns of the terminal
  bool quiet = false;    // terminal: summary only
  bool stats = false;    // terminal: pass times, call counts, memory
};

class Format {
 public:
  virtual ~Format() = default;
  virtual std::string_view name() const = 0;         // as in --format NAME
  virtual std::string_view description() const = 0;  // for --help
  virtual void write(const findings::Report& report, const ReportOptions& options, std::ostream& out) const = 0;
};

/// All formats, sorted by name.
const std::vector<const Format*>& formats();
/// The format of that name, null if there is none.
const Format* find_format(std::string_view name);

}  // namespace chokepoint::reports
