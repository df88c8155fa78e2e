// Paths of a report as its reader needs them.
#pragma once
#include <string>

#include "findings/finding.hpp"

namespace chokepoint::reports {

/// The path from where the user stands, so that a terminal makes it clickable: "app/a.py" scanned as `../shop` → "../shop/app/a.py".
std::string path_from_user(const findings::Report& report, const std::string& path);

/// The path from the root of the repository, taking the user's place for it: "app/a.py" scanned as `services/shop` →
/// "services/shop/app/a.py". A scan root elsewhere (`../shop`, `/srv/shop`) is taken for the root of the repository itself.
std::string path_in_repository(const findings::Report& report, const std::string& path);

/// An RFC 3986 relative reference: "a b/ä.py" → "a%20b/%C3%A4.py".
std::string percent_encoded(std::string_view path);

}  // namespace chokepoint::reports
