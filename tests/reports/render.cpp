// Prints a hand-made report: `render_sample FORMAT sample|clean|incomplete|many [colour|quiet|stats]`. For the checks that run other
// programs over a report.
#include <cstdio>
#include <iostream>
#include <string>

#include "reports/report.hpp"
#include "reports/sample.hpp"

int main(int argc, char** argv) {
  using namespace chokepoint::reports;
  const Format* format = argc > 2 ? find_format(argv[1]) : nullptr;
  if (!format) {
    std::fprintf(stderr, "usage: render_sample FORMAT sample|clean|incomplete|many [colour|quiet|stats]\n");
    return 2;
  }
  ReportOptions options;
  for (int i = 3; i < argc; ++i) {
    const std::string flag = argv[i];
    options.colour |= flag == "colour";
    options.quiet |= flag == "quiet";
    options.stats |= flag == "stats";
  }
  format->write(testing::named_report(argv[2]), options, std::cout);
}
