// What the rules share: found once for all of them.
#pragma once
#include "rules/call_index.hpp"
#include "rules/lazy.hpp"
#include "rules/mention_index.hpp"
#include "rules/package_index.hpp"
#include "rules/path_index.hpp"
#include "rules/state/state.hpp"

namespace chokepoint::rules {

struct Shared {
  Lazy<ProcessState> state;
  Lazy<CallIndex> calls;
  Lazy<MentionIndex> mentions;
  Lazy<PackageIndex> packages;
  Lazy<PathIndex> paths;
};

}  // namespace chokepoint::rules
