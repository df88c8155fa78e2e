// `scan --dump PASS`: what a pass made, as text for whoever works on the analyzer.
#pragma once
#include <string>
#include <string_view>

#include "driver/pipeline.hpp"

namespace chokepoint::driver {

/// Fails for a pass this program does not have yet.
Result<std::string> dump(const Scan& scan, std::string_view pass);

}  // namespace chokepoint::driver
