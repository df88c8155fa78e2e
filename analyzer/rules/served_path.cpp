#include "rules/served_path.hpp"

#include <algorithm>

#include <re2/re2.h>

namespace chokepoint::rules {
namespace {

constexpr std::size_t kRoutesKnown = 3;  // fewer may be the rest of those that were not found

// The last part that says something: "health" of "/api/health/", "health" of "^health/$".
std::string_view last_part(std::string_view path) {
  while (!path.empty() && std::string_view("/$?").find(path.back()) != std::string_view::npos) path.remove_suffix(1);
  return path.substr(path.rfind('/') + 1);
}

bool is_variable(std::string_view part) { return part.find_first_of("{}:<>*[]()\\") != std::string_view::npos; }

bool has_part(std::string_view text, std::string_view part) {
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    const std::size_t after = at + part.size();
    const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    if ((at == 0 || !is_word(text[at - 1])) && (after == text.size() || !is_word(text[after]))) return true;
  }
  return false;
}

bool counts(const link::ProgramFile& file, const std::set<std::size_t>& projects) {
  return !file.offline && file.ir && file.project && projects.contains(file.project - 1);
}

// Any text counts, as paths are put together in ways that routes do not show.
bool is_named(const CheckInput& input, std::string_view part, const std::set<std::size_t>& projects) {
  return std::any_of(input.program.files.begin(), input.program.files.end(), [&](const link::ProgramFile& file) {
    if (!counts(file, projects)) return false;
    for (std::uint32_t i = 0; i < file.ir->strings.size(); ++i) {
      if (has_part(file.ir->strings[Str::from_index(i)], part)) return true;
    }
    return false;
  });
}

bool is_file(const CheckInput& input, std::string_view part) {
  return std::any_of(input.facts->files.begin(), input.facts->files.end(), [&](const std::string& path) {
    const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
    return name.substr(0, name.find('.')) == part || name == part;
  });
}

}  // namespace

std::string probed_path(std::string_view value) {
  static const RE2 url(R"(https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::[\w${}:-]+)?(/[\w./~-]*)(["'?\s)]|$))");
  static const RE2 plain(R"(/[\w./~-]*)");
  std::string path;
  if (RE2::FullMatch(value, plain)) return std::string(value);
  return RE2::PartialMatch(value, url, &path) ? path : std::string();
}

bool is_unserved(const CheckInput& input, std::string_view path, const std::set<std::size_t>& projects) {
  const std::string_view wanted = last_part(path);
  if (wanted.empty()) return false;
  std::size_t known = 0;
  for (const flow::EntryPoint& entry : input.contexts.entries()) {
    if (entry.kind != flow::EntryKind::Request || !counts(flow::file_of(input.program, entry), projects)) continue;
    const std::string_view part = last_part(entry.path);
    if (part.empty() && entry.path != "/") return false;  // a path that could not be read
    const std::string_view parts = entry.path;
    const bool any = is_variable(part) && std::count(parts.begin(), parts.end(), '/') <= std::count(path.begin(), path.end(), '/');
    if (any || part == wanted) return false;
    ++known;
  }
  return known >= kRoutesKnown && !is_named(input, wanted, projects) && !is_file(input, wanted);
}

}  // namespace chokepoint::rules
