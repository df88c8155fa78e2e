#include "reports/path.hpp"

#include <filesystem>

#include <fmt/format.h>

namespace chokepoint::reports {

namespace {

/// Without "./" and a "/" at the end; "" for the place the user stands at.
std::string normal(const std::string& root) {
  std::string text = std::filesystem::path(root).lexically_normal().generic_string();
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text == "." ? "" : text;
}

std::string join(const std::string& root, const std::string& path) {
  if (root.empty()) return path;
  if (root == path || root.ends_with("/" + path)) return root;  // a single file was scanned
  return root.ends_with('/') ? root + path : root + "/" + path;
}

}  // namespace

std::string path_from_user(const findings::Report& report, const std::string& path) { return join(normal(report.root), path); }

std::string path_in_repository(const findings::Report& report, const std::string& path) {
  const std::string root = normal(report.root);
  const bool elsewhere = root.starts_with('/') || root == ".." || root.starts_with("../");
  return elsewhere ? path : join(root, path);
}

std::string percent_encoded(std::string_view path) {
  std::string result;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                       c == '_' || c == '~' || c == '/';
    if (plain) result += c;
    else result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

}  // namespace chokepoint::reports
