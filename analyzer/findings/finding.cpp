#include "findings/finding.hpp"

namespace chokepoint::findings {

std::string_view show(Severity severity) {
  switch (severity) {
    case Severity::Note: return "note";
    case Severity::Warning: return "warning";
    case Severity::Error: return "error";
  }
  return "?";
}

}  // namespace chokepoint::findings
