// The guide as a taxonomy (rules/guide.yml): the pitfalls and mitigations every rule maps to, in the guide's order.
#pragma once
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "findings/finding.hpp"

namespace chokepoint::rulebase {

struct Guide {
  std::vector<findings::GuideEntry> pitfalls;
  std::vector<findings::GuideEntry> mitigations;
};

Result<Guide> read_guide(std::string_view file, std::string_view text);

}  // namespace chokepoint::rulebase
