#include "base/letter_case.hpp"

namespace chokepoint {
namespace {

constexpr int kDistance = 'a' - 'A';

}  // namespace

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + kDistance) : c;
  return result;
}

std::string upper_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - kDistance) : c;
  return result;
}

}  // namespace chokepoint
