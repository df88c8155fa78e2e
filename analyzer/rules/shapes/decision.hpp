// Where it is decided that an effect happens. A helper that always does it, such as a logger's `Fatal`, decides nothing: whoever
// calls it does.
//
//   func Fatal(v ...any) { print(v); os.Exit(1) }       every caller of Fatal in one of the contexts is a decision
#pragma once
#include <utility>
#include <vector>

#include "rules/check.hpp"

namespace chokepoint::rules {

struct Decision {
  link::FunctionIndex function = link::kNone;
  ir::OpId op;
  std::vector<std::pair<link::FunctionIndex, ir::OpId>> hops;  // calls from `op` down to the effect, `op` first; empty: `op` is it
};

/// In the order of functions and operations; the effect itself if nothing calls its function, or if it is not always reached there.
std::vector<Decision> decisions_of(const CheckInput& input, const flow::EffectSite& site, flow::ContextSet contexts);

}  // namespace chokepoint::rules
