// Trees of configuration files as flat lists of settings.
//
//   {deploy: {replicas: 2, ports: [80]}}   →   deploy {} · deploy.replicas = 2 · deploy.ports [] · deploy.ports[0] = 80
#pragma once
#include <string>
#include <string_view>

#include "facts/node.hpp"
#include "facts/project_facts.hpp"
#include "facts/value.hpp"

namespace chokepoint::facts {

/// What plain text is: "12" a number, "true" a truth value, "" nothing.
ValueKind kind_of(std::string_view text);

/// Adds `node` and all below it. `like` says source, subject, profile and whether it is for production; `key` is that of `node`, and
/// "" for a root, which adds none of its own.
void add_settings(ProjectFacts& facts, const Setting& like, std::string_view key, const Node& node, const source::File& file);

/// False when there are too many of them already.
bool add_setting(ProjectFacts& facts, Setting setting);
void add_setting(ProjectFacts& facts, const Setting& like, std::string key, std::string value, const Place& place);

void add_value(ProjectFacts& facts, const Setting& like, const std::string& key, const Value& value, std::size_t depth);

/// Whether a profile, environment or settings module of this name reaches production: not `dev`, `local`, `test` …
bool is_for_production(std::string_view name);

}  // namespace chokepoint::facts
