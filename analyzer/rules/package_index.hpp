// The packages that projects name, by the patterns of rules: Clue::package, Clue::packages.
//
//   packages.matching("npm:@nestjs/*")     → every dependency of any project on a package of that name
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "facts/project_facts.hpp"
#include "rules/rule.hpp"

namespace chokepoint::rules {

class PackageIndex {
 public:
  struct Package {
    std::size_t project = 0;
    const facts::Dependency* dependency = nullptr;
    friend auto operator<=>(const Package&, const Package&) = default;
  };

  /// Looks for the packages of all rules. Keeps hold of the facts.
  PackageIndex(const facts::RepositoryFacts& facts, const std::vector<Rule>& rules);

  /// Project by project, each in its own order.
  std::vector<Package> of(const Clue& clue) const;

 private:
  using Named = std::map<std::string, std::vector<Package>, std::less<>>;  // "npm:express" → who names it

  static std::vector<Package> matching(const Named& named, const std::string& pattern);

  std::map<std::string, std::vector<Package>> by_pattern_;
};

}  // namespace chokepoint::rules
