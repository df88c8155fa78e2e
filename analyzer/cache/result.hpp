// What a scan found, as bytes: the part of a report that does not come from the settings and the rule base.
#pragma once
#include <string>
#include <string_view>

#include "findings/finding.hpp"

namespace chokepoint::cache {

std::string encode_result(const findings::Report& report);
/// Fills in the part; false when the bytes are no result.
bool decode_result(std::string_view bytes, findings::Report& report);

}  // namespace chokepoint::cache
