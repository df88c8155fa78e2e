// Ignore files with git's meaning: which entry of a directory is left out.
//
//   a `.gitignore` with "*.log\n!keep.log\n/build/" leaves out x/y.log and the directory build, and keeps keep.log
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "source/glob.hpp"

namespace chokepoint::source {

/// The patterns of one ignore file. `base` is the length of the file's directory in the paths that are asked about, including
/// its '/' (0 at the top).
class IgnorePatterns {
 public:
  IgnorePatterns() = default;
  IgnorePatterns(std::string_view text, std::size_t base);
  bool empty() const { return patterns_.empty(); }
  /// True: left out. False: kept by a `!` pattern. None: no pattern matches.
  std::optional<bool> decide(std::string_view path, bool is_directory) const;

 private:
  struct Pattern {
    std::string prefix;        // the bytes before the first wildcard
    std::optional<Glob> rest;  // of what follows the prefix; none when the pattern has no wildcard
    bool negated = false;
    bool directory_only = false;
    bool whole_path = false;  // contains a '/': matched against the path below `base`, otherwise against the last name
    bool suffix = false;      // `*` and a literal: `prefix` holds the literal
  };
  void add(std::string_view line);
  static bool matches(const Pattern& pattern, std::string_view name);

  // Most patterns are plain names, which are looked up instead of tried one after the other.
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  struct LastOfName {
    std::size_t of_any = 0, of_directories = 0;  // 1 + the position in `patterns_`
  };
  std::size_t last_of_name(std::string_view name, bool is_directory) const;

  std::vector<Pattern> patterns_;
  std::unordered_map<std::string, LastOfName, Hash, std::equal_to<>> names_;
  std::vector<std::size_t> others_;  // 1 + positions in `patterns_`
  std::size_t base_ = 0;
};

/// The ignore files in force inside one directory, innermost first.
struct IgnoreScope {
  std::shared_ptr<const IgnoreScope> parent;
  IgnorePatterns git;        // .gitignore
  IgnorePatterns own;        // .chokepointignore
  std::uint64_t digest = 0;  // of all that is in force here
};

/// Patterns that hold for the whole scan: `--exclude` before all files, the rest after them.
struct IgnoreDefaults {
  IgnorePatterns excludes;
  IgnorePatterns repository;  // .git/info/exclude
  IgnorePatterns built_in;
};

/// Whether the entry is left out, given that its directory is not. Like git, the first of these that has a matching pattern
/// decides, by its last match: --exclude, .chokepointignore from the inside out, .gitignore likewise, info/exclude, built-in.
bool is_ignored(const IgnoreScope* scope, const IgnoreDefaults& defaults, std::string_view path, bool is_directory);

}  // namespace chokepoint::source
