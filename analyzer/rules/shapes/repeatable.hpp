// Effects that come to the same when several processes have them at the same moment.
#pragma once
#include "flow/effects.hpp"

namespace chokepoint::rules {

/// The job has an id of its own, under which a queue keeps it once: `queue.add("sync", {}, { jobId: name })`.
bool is_deduplicated(const link::Program& program, const flow::EffectSite& site);

/// Rows are given constants: `updateMany({ data: { requests: 0 } })`, `UPDATE users SET requests = 0`.
bool sets_constants(const link::Program& program, const flow::EffectSite& site);

}  // namespace chokepoint::rules
