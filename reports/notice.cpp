#include "reports/notice.hpp"

#include <array>

namespace chokepoint::reports {

namespace {

using Kind = source::Notice::Kind;

constexpr std::array kinds{
    NoticeKind{Kind::Unreadable, "unreadable", "could not be read", "A file or directory could not be read."},
    NoticeKind{Kind::Binary, "binary", "not text", "A source file holds binary data and was not analysed."},
    NoticeKind{Kind::Encoding, "encoding", "other encodings", "A source file is not UTF-8 and was converted or left out."},
    NoticeKind{Kind::TooLarge, "too-large", "too large", "A source file is larger than the limit and was not analysed."},
    NoticeKind{Kind::SyntaxErrors, "syntax-errors", "syntax errors",
               "A part of a source file could not be parsed and was left out."},
    NoticeKind{Kind::Truncated, "truncated", "cut short", "A part of a source file was left out because it exceeds a limit."},
    NoticeKind{Kind::Symlink, "symlink", "symbolic links", "A symbolic link was not followed."},
    NoticeKind{Kind::Budget, "budget", "budgets reached", "An analysis stopped at its budget; results may be missing."},
    NoticeKind{Kind::Configuration, "configuration", "configuration", "A setting or a comment for Chokepoint needs attention."},
    NoticeKind{Kind::Nesting, "nesting", "nested too deeply", "Code nested deeper than the limit was left out."},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (static_cast<std::size_t>(kinds[i].kind) != i) return false;
  }
  return true;
}
static_assert(in_order() && static_cast<std::size_t>(Kind::Nesting) + 1 == kinds.size(), "one row per kind of notice");

}  // namespace

const NoticeKind& describe(Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

std::span<const NoticeKind> notice_kinds() { return kinds; }

}  // namespace chokepoint::reports
