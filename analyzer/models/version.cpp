#include "models/version.hpp"

#include <cstdint>

namespace chokepoint::models {
namespace {

// Takes the next number off the front; false when what follows is no version number.
bool next_number(std::string_view& text, std::uint64_t& number) {
  number = 0;
  std::size_t digits = 0;
  while (digits < text.size() && digits < 18 && text[digits] >= '0' && text[digits] <= '9') {
    number = number * 10 + static_cast<std::uint64_t>(text[digits++] - '0');
  }
  text.remove_prefix(digits);
  if (digits == 0) {
    text = {};
    return false;
  }
  if (!text.empty() && text[0] == '.') text.remove_prefix(1);
  else text = {};
  return true;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == ',')) text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

int compare_versions(std::string_view a, std::string_view b) {
  if (a.starts_with('v')) a.remove_prefix(1);
  if (b.starts_with('v')) b.remove_prefix(1);
  while (!a.empty() || !b.empty()) {
    std::uint64_t x = 0, y = 0;
    next_number(a, x);
    next_number(b, y);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

bool version_in_range(std::string_view version, std::string_view range) {
  for (range = trim(range); !range.empty(); range = trim(range)) {
    const std::string_view operation = range.substr(0, range.find_first_not_of("<>=!"));
    range = trim(range.substr(operation.size()));
    const std::size_t end = range.find_first_of(", ");  // ">=2.3,<3" and ">=2.3 <3"
    const int order = compare_versions(version, range.substr(0, end));
    range = end == std::string_view::npos ? std::string_view{} : range.substr(end + 1);
    const bool holds = operation == "<"    ? order < 0
                       : operation == "<=" ? order <= 0
                       : operation == ">"  ? order > 0
                       : operation == ">=" ? order >= 0
                       : operation == "!=" ? order != 0
                                           : order == 0;
    if (!holds) return false;
  }
  return true;
}

}  // namespace chokepoint::models
