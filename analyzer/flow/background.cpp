#include "flow/background.hpp"

#include <algorithm>
#include <set>

namespace chokepoint::flow {

std::vector<EntryPoint> with_background(const Program& program, std::vector<EntryPoint> entries) {
  std::set<FunctionIndex> known;
  for (const EntryPoint& entry : entries) known.insert(entry.function);
  for (const link::CallSite& call : program.calls) {
    if (program.file_of(call.caller).offline) continue;
    for (const link::Edge& edge : program.edges_of(call)) {
      if (!edge.endless || edge.relay == link::Relay::Away || edge.evidence < Evidence::Typed) continue;
      if (program.file_of(edge.target).offline || !known.insert(edge.target).second) continue;
      EntryPoint entry;
      entry.function = edge.target;
      entry.kind = EntryKind::Job;
      entry.label = "background loop";
      entries.push_back(std::move(entry));
    }
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const EntryPoint& a, const EntryPoint& b) { return a.function < b.function; });
  return entries;
}

}  // namespace chokepoint::flow
