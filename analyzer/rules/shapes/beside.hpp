// Whether code runs beside what leads to it, so that nobody waits for it:
//
//   go func() { store.UpgradeAll(ctx) }()     beside
//   await loadRates()                         not: the caller goes on when it is done
#pragma once
#include "rules/check.hpp"

namespace chokepoint::rules {

/// Whether the nearest way from an entry point of each of the contexts to the function leads over another thread, a callback or one
/// of several implementations.
bool leads_beside(const CheckInput& input, link::FunctionIndex function, flow::ContextSet contexts);

/// The same for an operation, or nothing waits for the operation itself.
bool runs_beside(const CheckInput& input, const flow::EffectSite& site, flow::ContextSet contexts);

}  // namespace chokepoint::rules
