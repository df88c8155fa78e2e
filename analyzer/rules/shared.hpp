// What the rules share: found once for all of them.
#pragma once
#include "rules/call_rows.hpp"
#include "rules/lazy.hpp"
#include "rules/mention_index.hpp"
#include "rules/state/state.hpp"

namespace chokepoint::rules {

struct Shared {
  CallRows rows;
  Lazy<ProcessState> state;
  Lazy<MentionIndex> mentions;
};

}  // namespace chokepoint::rules
