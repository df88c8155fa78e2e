// Where the code may say what rules look for by an expression over all its names and texts (Clue::mentions): all expressions of all
// rules are searched in one pass.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "link/program.hpp"
#include "rules/rule.hpp"

namespace chokepoint::rules {

class MentionIndex {
 public:
  MentionIndex(const link::Program& program, const std::vector<Rule>& rules, unsigned jobs);

  /// Files of which some string, or some line of it, fits the expression of a clue; in their order. There are no others.
  const std::vector<link::FileIndex>& files_of(const std::string& expression) const { return files_.at(expression); }

 private:
  std::map<std::string, std::vector<link::FileIndex>> files_;  // by expression
};

}  // namespace chokepoint::rules
