// The `tool` and `taxonomies` of a SARIF run: the rules with their documentation, and the guide they map to.
#pragma once
#include "reports/sarif/object.hpp"

namespace chokepoint::reports::sarif {

Json tool(const findings::Report& report);
Json taxonomies(const findings::Report& report);

}  // namespace chokepoint::reports::sarif
