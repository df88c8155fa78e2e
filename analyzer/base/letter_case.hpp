// Letters of ASCII in one case; whatever else a text holds stays as it is, whatever the locale.
#pragma once
#include <string>
#include <string_view>

namespace chokepoint {

std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);

}  // namespace chokepoint
