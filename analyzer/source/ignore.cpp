#include "source/ignore.hpp"

namespace chokepoint::source {
namespace {

constexpr std::string_view wildcards = "*?[\\";

/// Trailing spaces do not count, unless escaped with a backslash.
std::string_view trim_trailing_spaces(std::string_view line) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\') {
      if (++i >= line.size()) return line;
      end = i + 1;
    } else if (line[i] != ' ') {
      end = i + 1;
    }
  }
  return line.substr(0, end);
}

}  // namespace

IgnorePatterns::IgnorePatterns(std::string_view text, std::size_t base) : base_(base) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with('#')) continue;
    if (line.ends_with('\r')) line.remove_suffix(1);
    add(trim_trailing_spaces(line));
  }
}

void IgnorePatterns::add(std::string_view line) {
  Pattern pattern;
  if (line.starts_with('!')) {
    pattern.negated = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    pattern.directory_only = true;
    line.remove_suffix(1);
  }
  pattern.whole_path = line.find('/') != std::string_view::npos;
  if (line.starts_with('/')) line.remove_prefix(1);
  if (line.empty()) return;
  const std::size_t wild = line.find_first_of(wildcards);
  if (!pattern.whole_path && line[0] == '*' && line.find_first_of(wildcards, 1) == std::string_view::npos) {
    pattern.suffix = true;
    pattern.prefix = line.substr(1);
  } else if (wild == std::string_view::npos) {
    pattern.prefix = line;
  } else {
    pattern.prefix = line.substr(0, wild);
    pattern.rest = compile_glob(line.substr(wild));
    if (!pattern.rest) return;
  }
  patterns_.push_back(std::move(pattern));
}

bool IgnorePatterns::matches(const Pattern& pattern, std::string_view name) {
  if (pattern.suffix) return name.ends_with(pattern.prefix);
  if (!pattern.rest) return name == pattern.prefix;
  return name.starts_with(pattern.prefix) && pattern.rest->matches(name.substr(pattern.prefix.size()));
}

std::optional<bool> IgnorePatterns::decide(std::string_view path, bool is_directory) const {
  if (path.size() < base_) return std::nullopt;  // a directory above the patterns' own
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const std::string_view below = path.substr(base_);
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend(); ++pattern) {
    if (pattern->directory_only && !is_directory) continue;
    if (matches(*pattern, pattern->whole_path ? below : name)) return !pattern->negated;
  }
  return std::nullopt;
}

bool is_ignored(const IgnoreScope* scope, const IgnoreDefaults& defaults, std::string_view path, bool is_directory) {
  if (const auto decision = defaults.excludes.decide(path, is_directory)) return *decision;
  for (const IgnoreScope* s = scope; s; s = s->parent.get()) {
    if (const auto decision = s->own.decide(path, is_directory)) return *decision;
  }
  for (const IgnoreScope* s = scope; s; s = s->parent.get()) {
    if (const auto decision = s->git.decide(path, is_directory)) return *decision;
  }
  if (const auto decision = defaults.repository.decide(path, is_directory)) return *decision;
  return defaults.built_in.decide(path, is_directory).value_or(false);
}

}  // namespace chokepoint::source
