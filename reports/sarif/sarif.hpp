// SARIF 2.1.0 as code-review platforms accept it (GitHub's limits, fingerprints and link rules).
#pragma once
#include "reports/report.hpp"

namespace chokepoint::reports::sarif {

const Format& format();

}  // namespace chokepoint::reports::sarif
