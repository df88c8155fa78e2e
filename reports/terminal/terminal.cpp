#include "reports/terminal/terminal.hpp"

#include "reports/terminal/finding.hpp"
#include "reports/terminal/summary.hpp"

namespace chokepoint::reports::terminal {

namespace {

class TerminalFormat final : public Format {
 public:
  std::string_view name() const override { return "terminal"; }
  std::string_view description() const override { return "for reading: source lines, paths, fixes and a summary"; }
  void write(const findings::Report& report, const ReportOptions& options, std::ostream& out) const override {
    if (!options.quiet) {
      for (const findings::Finding& finding : report.findings) {
        if (!finding.suppressed) out << render_finding(finding, report, options) << "\n";
      }
    }
    out << render_summary(report, options);
  }
};

}  // namespace

const Format& format() {
  static const TerminalFormat instance;
  return instance;
}

}  // namespace chokepoint::reports::terminal
