// Words for what starts an entry point.
#include "flow/entries.hpp"

namespace chokepoint::flow {

std::string_view show(EntryKind kind) {
  switch (kind) {
    case EntryKind::Request: return "request";
    case EntryKind::Socket: return "socket";
    case EntryKind::Job: return "job";
    case EntryKind::Startup: return "start-up";
    case EntryKind::Cli: return "command";
  }
  return "?";
}

}  // namespace chokepoint::flow
