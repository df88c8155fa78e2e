#include "base/globs.hpp"

#include <re2/re2.h>

namespace chokepoint {
namespace {

std::string expression_of(std::string_view pattern) {
  std::string expression;
  while (!pattern.empty()) {
    if (pattern.starts_with("**/")) {
      expression += "(?:.*/)?";
      pattern.remove_prefix(3);
    } else if (pattern.starts_with("**")) {
      expression += ".*";
      pattern.remove_prefix(2);
    } else if (pattern.front() == '*') {
      expression += "[^/]*";
      pattern.remove_prefix(1);
    } else {
      const std::string_view text = pattern.substr(0, pattern.find('*'));
      expression += RE2::QuoteMeta(re2::StringPiece(text.data(), text.size()));
      pattern.remove_prefix(text.size());
    }
  }
  return expression;
}

}  // namespace

Globs::Globs(const std::vector<std::string>& patterns) {
  if (patterns.empty()) return;
  std::string all;
  for (const std::string& pattern : patterns) all += (all.empty() ? "" : "|") + expression_of(pattern);
  RE2::Options options(RE2::Latin1);  // bytes: a name of a file need not be UTF-8
  options.set_dot_nl(true);
  options.set_never_capture(true);
  expression_ = std::make_unique<RE2>(all, options);
}

Globs::~Globs() = default;
Globs::Globs(Globs&&) noexcept = default;
Globs& Globs::operator=(Globs&&) noexcept = default;

bool Globs::matches(std::string_view text) const {
  return expression_ && RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *expression_);
}

}  // namespace chokepoint
