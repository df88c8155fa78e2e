// Functions that a cloud runs, by the names that its descriptors give them.
//
//   functions: { create: { handler: src/users.create, events: [{ httpApi: { path: /users, method: post } }] } }
#pragma once
#include <vector>

#include "facts/project_facts.hpp"
#include "flow/entries.hpp"

namespace chokepoint::driver {

std::vector<flow::NamedHandler> cloud_functions(const facts::RepositoryFacts& facts);

}  // namespace chokepoint::driver
