#include "source/relative_path.hpp"

#include <vector>

namespace chokepoint::source {

std::string join_path(std::string_view directory, std::string_view rest) {
  if (directory.empty()) return std::string(rest);
  if (rest.empty()) return std::string(directory);
  return std::string(directory) + "/" + std::string(rest);
}

std::string normalise(std::string_view path, bool& ok) {
  std::vector<std::string_view> parts;
  ok = true;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      ok = false;
      return {};
    } else {
      parts.pop_back();
    }
  }
  std::string result;
  for (std::string_view part : parts) result += (result.empty() ? "" : "/") + std::string(part);
  return result;
}

std::string resolve(std::string_view directory, std::string_view path) {
  bool ok = true;
  return normalise(join_path(directory, path), ok);
}

}  // namespace chokepoint::source
