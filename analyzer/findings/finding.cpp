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

std::string_view show(Evidence evidence) {
  switch (evidence) {
    case Evidence::Guessed: return "guessed";
    case Evidence::Typed: return "typed";
    case Evidence::Resolved: return "resolved";
  }
  return "?";
}

}  // namespace chokepoint::findings
