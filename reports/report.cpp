#include "reports/report.hpp"

#include "reports/json/json.hpp"
#include "reports/sarif/sarif.hpp"
#include "reports/terminal/terminal.hpp"

namespace chokepoint::reports {

const std::vector<const Format*>& formats() {
  // Keep sorted by name.
  static const std::vector<const Format*> all{&json::format(), &sarif::format(), &terminal::format()};
  return all;
}

const Format* find_format(std::string_view name) {
  for (const Format* format : formats()) {
    if (format->name() == name) return format;
  }
  return nullptr;
}

}  // namespace chokepoint::reports
