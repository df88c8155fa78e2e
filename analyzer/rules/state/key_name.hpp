// What the name and type of a key tell about how many there can be: few locales, but as many sessions as there are users.
#pragma once
#include "rules/check.hpp"

namespace chokepoint::rules {

/// The key is constant, or of a kind of which a service has few: types, locales, providers.
bool has_few_values(const CheckInput& input, link::FunctionIndex function, ir::OpId key);

/// The key says who or what a request is about: `userId`, `request.ip`, `${chatId}-${messageId}`.
bool identifies(const link::Program& program, link::FunctionIndex function, ir::OpId key);

/// The key is the id of something that the service keeps: `user_id`, `device.id`. There are no more of them than it has stored.
bool is_stored_id(const link::Program& program, link::FunctionIndex function, ir::OpId key);

/// The name says whose a value is: `currentUser`, `tenant`, `session_token`.
bool is_personal(std::string_view name);

/// The name says that records of what happens are collected: `logBuffer`, `pending_metrics`.
bool is_telemetry(std::string_view name);

}  // namespace chokepoint::rules
