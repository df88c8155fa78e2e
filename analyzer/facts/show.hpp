// The facts for people and for programs: `chokepoint facts`.
#pragma once
#include <string>

#include "facts/project_facts.hpp"

namespace chokepoint::facts {

std::string show(const RepositoryFacts& facts, const std::vector<source::Notice>& notices);

/// JSON, indented by two; every fact with `file`, `line` and `column`.
std::string show_json(const RepositoryFacts& facts, const std::vector<source::Notice>& notices);

}  // namespace chokepoint::facts
