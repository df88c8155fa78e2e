// A notice as bytes; units, snapshots and results hold some.
#pragma once
#include "cache/bytes.hpp"
#include "source/file.hpp"

namespace chokepoint::cache {

inline void write_notice(Writer& out, const source::Notice& notice) {
  out.number(static_cast<std::uint64_t>(notice.kind));
  out.text(notice.path);
  out.number(notice.line);
  out.number(notice.column);
  out.text(notice.message);
  out.number(notice.incomplete);
}

inline source::Notice read_notice(Reader& in) {
  source::Notice notice;
  notice.kind = static_cast<source::Notice::Kind>(in.number());
  notice.path = in.text();
  notice.line = in.number32();
  notice.column = in.number32();
  notice.message = in.text();
  notice.incomplete = in.number() != 0;
  return notice;
}

}  // namespace chokepoint::cache
