// Library versions, compared the way their ecosystems do for released versions: numbers by value, the rest ignored.
#pragma once
#include <string_view>

namespace chokepoint::models {

/// -1, 0 or 1. "1.2" equals "1.2.0"; a leading "v" and build or pre-release suffixes are ignored.
int compare_versions(std::string_view a, std::string_view b);

/// Whether a version lies in a range: clauses `>=1.2`, `<2`, `==3.1`, `!=…` separated by commas, all of which must hold.
bool version_in_range(std::string_view version, std::string_view range);

}  // namespace chokepoint::models
