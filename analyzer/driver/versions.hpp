// Joins rows of models with the facts: which version of a row's library is locked in the project of a file.
#pragma once
#include "facts/project_facts.hpp"
#include "flow/effects.hpp"
#include "link/program.hpp"
#include "models/library_index.hpp"

namespace chokepoint::driver {

/// All arguments must outlive the result.
flow::VersionOf version_of(const facts::RepositoryFacts& facts, const link::Program& program, const models::LibraryIndex& library);

}  // namespace chokepoint::driver
