// What the name and type of a key tell about how many there can be: few locales, but as many sessions as there are users.
#pragma once
#include "rules/check.hpp"

namespace chokepoint::rules {

/// The key is constant, or of a kind of which a service has few: types, locales, providers.
bool has_few_values(const CheckInput& input, link::FunctionIndex function, ir::OpId key);

/// The key says who or what a request is about: `userId`, `request.ip`, `${chatId}-${messageId}`.
bool identifies(const link::Program& program, link::FunctionIndex function, ir::OpId key);

}  // namespace chokepoint::rules
