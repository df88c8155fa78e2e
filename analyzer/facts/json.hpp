// JSON of manifests, read leniently: comments and trailing commas are common in tsconfig.json.
#pragma once
#include <string>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include "facts/node.hpp"

namespace chokepoint::facts {

tl::expected<nlohmann::json, Fault> parse_json(std::string_view text);

/// The same as a tree with positions.
tl::expected<Node, Fault> parse_json_tree(std::string_view text);

/// The string under a key, "" if it is no string or absent.
std::string text_of(const nlohmann::json& object, const char* key);

}  // namespace chokepoint::facts
