// Rules, models and the words that join them, read from rules/ at build time and from the user's `--rules DIR` at run time.
//
//   RuleBase rules = *built_in();   add_directory(rules, "house-rules");
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "models/model.hpp"
#include "rulebase/guide.hpp"
#include "rulebase/vocabulary.hpp"
#include "rules/rule.hpp"

namespace chokepoint::rulebase {

struct RuleBase {
  Vocabulary vocabulary;
  Guide guide;
  std::vector<rules::Rule> rules;          // sorted by id
  std::vector<models::Library> libraries;  // sorted by ecosystem, name
};

/// What was compiled into the program.
Result<RuleBase> built_in();

/// The two halves of it, because most libraries are of no use to a repository: all but the libraries, and those of some ecosystems.
Result<RuleBase> built_in_rules();
using Ecosystems = std::function<bool(std::string_view)>;
Result<std::vector<models::Library>> built_in_libraries(const Ecosystems& wanted);

/// Adds catalog/**/*.yml and models/**/*.yml below `directory`, and the words of its vocabulary.yml. What exists cannot be
/// redefined. On an error nothing is added; the message has a line per error.
Result<void> add_directory(RuleBase& rules, const std::string& directory);

/// The rule base of this repository: vocabulary.yml, guide.yml, catalog/ and models/ below `directory`.
Result<RuleBase> read_directory(const std::string& directory);

}  // namespace chokepoint::rulebase
