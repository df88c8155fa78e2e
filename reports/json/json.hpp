// Everything a report knows, for programs. `schema.json` beside this file describes it; `format_version` changes when a reader
// must change.
#pragma once
#include "reports/report.hpp"

namespace chokepoint::reports::json {

/// Grows when a field is removed or changes its meaning; new fields do not count.
inline constexpr int format_version = 1;

const Format& format();

}  // namespace chokepoint::reports::json
