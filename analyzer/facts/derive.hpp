// What follows from the facts that were read: locked versions of dependencies, and the words that rules ask for.
#pragma once
#include "facts/project_facts.hpp"

namespace chokepoint::facts {

/// Adds what is declared, brings everything into order and draws conclusions.
RepositoryFacts derive(RepositoryFacts facts, const source::Tree& tree, const Declared& declared);

}  // namespace chokepoint::facts
