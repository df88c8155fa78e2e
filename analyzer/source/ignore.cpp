#include "source/ignore.hpp"

#include <algorithm>

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
  if (line.starts_with("**/") && line.find('/', 3) == std::string_view::npos) line.remove_prefix(3);  // the same as the name alone
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
  const std::size_t position = patterns_.size() + 1;
  if (pattern.whole_path || pattern.suffix || pattern.rest) {
    others_.push_back(position);
  } else {
    LastOfName& last = names_[pattern.prefix];
    (pattern.directory_only ? last.of_directories : last.of_any) = position;
  }
  patterns_.push_back(std::move(pattern));
}

std::size_t IgnorePatterns::last_of_name(std::string_view name, bool is_directory) const {
  const auto found = names_.find(name);
  if (found == names_.end()) return 0;
  return is_directory ? std::max(found->second.of_any, found->second.of_directories) : found->second.of_any;
}

bool IgnorePatterns::matches(const Pattern& pattern, std::string_view name) {
  if (pattern.suffix) return name.ends_with(pattern.prefix);
  if (!pattern.rest) return name == pattern.prefix;
  return name.starts_with(pattern.prefix) && pattern.rest->matches(name.substr(pattern.prefix.size()));
}

std::optional<bool> IgnorePatterns::decide(std::string_view path, bool is_directory) const {
  if (patterns_.empty() || path.size() < base_) return std::nullopt;  // a directory above the patterns' own
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const std::string_view below = path.substr(base_);
  std::size_t last = last_of_name(name, is_directory);
  for (auto position = others_.rbegin(); position != others_.rend() && *position > last; ++position) {
    const Pattern& pattern = patterns_[*position - 1];
    if (pattern.directory_only && !is_directory) continue;
    if (matches(pattern, pattern.whole_path ? below : name)) last = *position;
  }
  if (last == 0) return std::nullopt;
  return !patterns_[last - 1].negated;
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
