// One finding as a SARIF result.
#pragma once
#include "reports/sarif/object.hpp"

namespace chokepoint::reports::sarif {

Json result(const findings::Finding& finding, const findings::Report& report);

}  // namespace chokepoint::reports::sarif
