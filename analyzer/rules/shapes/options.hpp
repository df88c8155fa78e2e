// Whether a call has an option: at the call itself, on its receiver, in a builder chain, or for the whole process.
#pragma once
#include <string>
#include <vector>

#include "rules/check.hpp"

namespace chokepoint::rules {

enum class OptionState : std::uint8_t { Set, Absent, Disabled, Unknown };

struct OptionAnswer {
  OptionState state = OptionState::Unknown;
  std::string absent;  // what happens without it, as the model says
  std::string note;
  bool hidden = false;  // whoever made the receiver, out of sight, may have set it
};

/// Which libraries take an option from a call that sets it for the whole process (`socket.setdefaulttimeout(5)`), found once per
/// rule: those whose model has that call. None for the option "".
std::vector<std::string> libraries_that_set(const CheckInput& input, const std::string& option);

/// Unknown when the call has no such option, or when something that cannot be followed may hold it.
OptionAnswer find_option(const CheckInput& input, const flow::EffectSite& site, const std::string& option,
                         const std::vector<std::string>& set_by);

/// Whether a rule's `states` ("absent", "disabled") name the answer. Absence counts only where the model says what it means: a
/// default stands in for it elsewhere.
bool option_fits(const OptionAnswer& answer, const std::vector<std::string>& states);

}  // namespace chokepoint::rules
