// A list of wildcard patterns: `*` stops at '/', `**` does not, and `**/` is no directory or several.
//
//   Globs({"**/nginx*.conf", "**compose*.y*ml"}).matches("deploy/nginx.prod.conf") == true
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chokepoint {

class Globs {
 public:
  explicit Globs(std::vector<std::string> patterns) : patterns_(std::move(patterns)) {}

  /// Whether one of the patterns is the whole text, byte by byte; without patterns nothing matches.
  bool matches(std::string_view text) const;

 private:
  std::vector<std::string> patterns_;
};

}  // namespace chokepoint
