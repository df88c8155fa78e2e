// A list of wildcard patterns, compiled into one automaton: `*` stops at '/', `**` does not, and `**/` is no directory or several.
//
//   Globs({"**/nginx*.conf", "**compose*.y*ml"}).matches("deploy/nginx.prod.conf") == true
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace chokepoint {

class Globs {
 public:
  explicit Globs(const std::vector<std::string>& patterns);
  ~Globs();
  Globs(Globs&&) noexcept;
  Globs& operator=(Globs&&) noexcept;

  /// Whether one of the patterns is the whole text; without patterns nothing matches.
  bool matches(std::string_view text) const;

 private:
  std::unique_ptr<re2::RE2> expression_;  // none: no patterns
};

}  // namespace chokepoint
