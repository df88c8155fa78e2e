// Whether a call has an option: at the call itself, on its receiver, in a builder chain, or for the whole process.
#pragma once
#include <string>

#include "rules/check.hpp"

namespace chokepoint::rules {

enum class OptionState : std::uint8_t { Set, Absent, Disabled, Unknown };

struct OptionAnswer {
  OptionState state = OptionState::Unknown;
  std::string absent;  // what happens without it, as the model says
  std::string note;
};

/// Unknown when the call has no such option, or when something that cannot be followed may hold it.
OptionAnswer find_option(const CheckInput& input, const flow::EffectSite& site, const std::string& option);

}  // namespace chokepoint::rules
