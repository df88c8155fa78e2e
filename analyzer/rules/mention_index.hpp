// What rules look for by expressions over all names and texts of the code (Clue::mentions): all are looked for in one pass.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "link/program.hpp"
#include "rules/rule.hpp"

namespace chokepoint::rules {

/// The first string of a file that an expression matches.
struct Mention {
  link::FileIndex file = 0;
  Str text;
};

class MentionIndex {
 public:
  MentionIndex(const link::Program& program, const std::vector<Rule>& rules, unsigned jobs);

  /// One for each file of a project that has any, in the order of the files. The expression is one of a rule.
  const std::vector<Mention>& of(const std::string& expression) const { return mentions_.at(expression); }

 private:
  std::map<std::string, std::vector<Mention>> mentions_;
};

}  // namespace chokepoint::rules
