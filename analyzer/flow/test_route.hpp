// Routes that exist only where tests or developers ask for them, so that no user's request comes by them:
//
//   if config.TestingToken() != "" { router.DELETE("/test/all", truncate) }
//   if (process.env.NODE_ENV !== "production") app.get("/seed", seed);
#pragma once
#include <vector>

#include "flow/entries.hpp"

namespace chokepoint::flow {

/// Takes such entry points out of `entries` and returns them; both keep their order.
std::vector<EntryPoint> take_test_routes(const Program& program, std::vector<EntryPoint>& entries);

}  // namespace chokepoint::flow
