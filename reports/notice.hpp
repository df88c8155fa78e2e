// How reports name the kinds of notices.
#pragma once
#include <span>
#include <string_view>

#include "source/file.hpp"

namespace chokepoint::reports {

struct NoticeKind {
  source::Notice::Kind kind;
  std::string_view id;       // in JSON and SARIF: "syntax-errors"
  std::string_view heading;  // for people: "syntax errors"
  std::string_view meaning;  // one sentence
};

const NoticeKind& describe(source::Notice::Kind kind);

/// All kinds in the order of the enumeration.
std::span<const NoticeKind> notice_kinds();

}  // namespace chokepoint::reports
