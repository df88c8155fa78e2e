#include "rules/call_index.hpp"

#include <algorithm>

namespace chokepoint::rules {

CallIndex::CallIndex(const link::Program& program) {
  std::vector<std::vector<const link::CallSite*>*> known(program.names.size());  // a name is looked up once
  for (const link::CallSite& call : program.calls) {
    if (!call.external) continue;
    auto*& calls = known[call.external.index()];
    if (!calls) calls = &by_name_[program.names[call.external]];
    calls->push_back(&call);
    if (call.rows && !program.file_of(call.caller).offline) described_.push_back(&call);
  }
}

std::vector<const link::CallSite*> CallIndex::of(const std::vector<std::string>& functions) const {
  std::vector<const link::CallSite*> found;
  for (const std::string& function : functions) {
    const bool is_open = function.ends_with('*');
    const std::string_view name = std::string_view(function).substr(0, function.size() - (is_open ? 1 : 0));
    for (auto at = by_name_.lower_bound(name); at != by_name_.end() && at->first.starts_with(name); ++at) {
      if (is_open || at->first == name) found.insert(found.end(), at->second.begin(), at->second.end());
      if (!is_open) break;
    }
  }
  std::sort(found.begin(), found.end());  // they lie in one list
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace chokepoint::rules
