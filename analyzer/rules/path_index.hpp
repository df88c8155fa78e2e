// The paths of a repository that rules may ask for (Clue::files), found in one pass over all of them.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "facts/project_facts.hpp"
#include "rules/rule.hpp"

namespace chokepoint::rules {

class PathIndex {
 public:
  /// Keeps hold of the facts.
  PathIndex(const facts::RepositoryFacts& facts, const std::vector<Rule>& rules);

  /// Sorted; whatever one of the patterns of a clue fits from some directory on is among them.
  const std::vector<const std::string*>& candidates(const std::vector<std::string>& patterns) const { return paths_.at(patterns); }

 private:
  std::map<std::vector<std::string>, std::vector<const std::string*>> paths_;
};

}  // namespace chokepoint::rules
