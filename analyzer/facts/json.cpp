#include "facts/json.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace chokepoint::facts {
namespace {

constexpr int kMaxNesting = 200;  // of objects and lists, because destroying the value recurses

// Blanks commas before a closing bracket, outside strings and comments.
std::string without_trailing_commas(std::string_view text) {
  std::string result(text);
  std::size_t comma = std::string::npos;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const char c = result[i];
    if (c == '"') {
      comma = std::string::npos;
      for (++i; i < result.size() && result[i] != '"'; ++i) {
        if (result[i] == '\\') ++i;
      }
    } else if (c == '/' && i + 1 < result.size() && result[i + 1] == '/') {
      i = std::min(result.find('\n', i), result.size());
    } else if (c == '/' && i + 1 < result.size() && result[i + 1] == '*') {
      i = std::min(result.find("*/", i + 2), result.size() - 1) + 1;
    } else if (c == ',') {
      comma = i;
    } else if (c == '}' || c == ']') {
      if (comma != std::string::npos) result[comma] = ' ';
      comma = std::string::npos;
    } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
      comma = std::string::npos;
    }
  }
  return result;
}

bool too_deep(std::string_view text) {
  int depth = 0;
  for (char c : text) {
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth > kMaxNesting) return true;
  }
  return false;
}

}  // namespace

Result<nlohmann::json> parse_json(std::string_view text) {
  if (too_deep(text)) return fail("nested too deeply");
  try {
    return nlohmann::json::parse(without_trailing_commas(text), nullptr, true, true);
  } catch (const nlohmann::json::parse_error& error) {
    const std::string_view before = text.substr(0, std::min(error.byte, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t start = before.rfind('\n');
    return fail(fmt::format("{}:{}: is no valid JSON", line, before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1));
  }
}

std::string text_of(const nlohmann::json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

}  // namespace chokepoint::facts
