#include "facts/requirement.hpp"

#include "base/letter_case.hpp"
#include "facts/workspace.hpp"

namespace chokepoint::facts {
namespace {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

// "==1.2.3" and "===1.2.3", not "==1.*" and not together with another clause.
std::string exact_version(std::string_view range) {
  std::size_t sign = 0;
  while (sign < range.size() && range[sign] == '=') ++sign;
  if (sign < 2 || contains(range, ",") || contains(range, "*")) return {};
  return std::string(trim(range.substr(sign)));
}

}  // namespace

std::string pypi_name(std::string_view name) {
  std::string result;
  for (char c : lower_case(name)) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (separator && !result.empty() && result.back() == '-') continue;
    result += separator ? '-' : c;
  }
  return result;
}

std::optional<Dependency> parse_requirement(std::string_view text) {
  text = trim(text.substr(0, text.find(';')));
  if (const std::size_t comment = text.find(" #"); comment != std::string_view::npos) text = trim(text.substr(0, comment));
  if (const std::size_t option = text.find(" --"); option != std::string_view::npos) text = trim(text.substr(0, option));
  std::size_t end = 0;
  while (end < text.size() && is_name_char(text[end])) ++end;
  if (end == 0) return std::nullopt;
  std::string_view rest = trim(text.substr(end));
  if (rest.starts_with('[')) {
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    rest = trim(rest.substr(close + 1));
  }
  if (rest.starts_with('(') && rest.ends_with(')')) rest = trim(rest.substr(1, rest.size() - 2));
  if (!rest.empty() && !contains("=<>!~@", std::string_view(&rest[0], 1))) return std::nullopt;
  Dependency dependency;
  dependency.ecosystem = "pypi";
  dependency.name = pypi_name(text.substr(0, end));
  dependency.range = rest;
  dependency.locked = exact_version(rest);
  return dependency;
}

}  // namespace chokepoint::facts
