// Words for what starts an entry point.
#include "flow/entries.hpp"

namespace chokepoint::flow {

std::string_view show(EntryKind kind) {
  switch (kind) {
    case EntryKind::Request: return "request";
    case EntryKind::Socket: return "socket";
    case EntryKind::Job: return "job";
    case EntryKind::Schedule: return "schedule";
    case EntryKind::Startup: return "start-up";
    case EntryKind::Cli: return "command";
  }
  return "?";
}

EntryKind kind_of(std::string_view origin) {
  if (origin == "job") return EntryKind::Job;
  if (origin == "schedule") return EntryKind::Schedule;
  if (origin == "startup") return EntryKind::Startup;
  if (origin == "socket") return EntryKind::Socket;
  if (origin == "cli") return EntryKind::Cli;
  return EntryKind::Request;
}

}  // namespace chokepoint::flow
