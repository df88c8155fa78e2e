// Routes that exist only where tests or developers ask for them:
//
//   if config.TestingToken() != "" { router.DELETE("/test/all", truncate) }
#pragma once
#include "rules/check.hpp"

namespace chokepoint::rules {

/// Whether a function is reached in these contexts, and only from such routes.
bool only_for_tests(const CheckInput& input, link::FunctionIndex function, flow::ContextSet contexts);

}  // namespace chokepoint::rules
