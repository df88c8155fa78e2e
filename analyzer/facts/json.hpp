// JSON of manifests, read leniently: comments and trailing commas are common in tsconfig.json.
#pragma once
#include <string>

#include <nlohmann/json.hpp>

#include "base/result.hpp"

namespace chokepoint::facts {

/// The error says line and column: "12:3: is no valid JSON".
Result<nlohmann::json> parse_json(std::string_view text);

/// The string under a key, "" if it is no string or absent.
std::string text_of(const nlohmann::json& object, const char* key);

}  // namespace chokepoint::facts
