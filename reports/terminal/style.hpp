// Colours of the terminal report. Without colour every function gives its text back.
#pragma once
#include <string>
#include <string_view>

#include "findings/finding.hpp"

namespace chokepoint::reports::terminal {

struct Style {
  bool colour = false;

  std::string paint(std::string_view codes, std::string_view text) const {
    if (!colour || text.empty()) return std::string(text);
    return std::string("\x1b[").append(codes).append("m").append(text).append("\x1b[0m");
  }
  std::string bold(std::string_view text) const { return paint("1", text); }
  std::string dim(std::string_view text) const { return paint("2", text); }
  std::string good(std::string_view text) const { return paint("1;32", text); }
  std::string alarm(std::string_view text) const { return paint("1;33", text); }
  std::string severity(findings::Severity severity, std::string_view text) const {
    switch (severity) {
      case findings::Severity::Error: return paint("1;31", text);
      case findings::Severity::Warning: return paint("1;33", text);
      case findings::Severity::Note: return paint("1;36", text);
    }
    return std::string(text);
  }
};

}  // namespace chokepoint::reports::terminal
