#include "reports/report.hpp"

namespace chokepoint::reports {

const std::vector<const Format*>& formats() {
  static const std::vector<const Format*> all;
  return all;
}

const Format* find_format(std::string_view name) {
  for (const Format* format : formats()) {
    if (format->name() == name) return format;
  }
  return nullptr;
}

}  // namespace chokepoint::reports
