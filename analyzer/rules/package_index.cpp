#include "rules/package_index.hpp"

#include <algorithm>

#include "base/globs.hpp"

namespace chokepoint::rules {
namespace {

void append(std::vector<PackageIndex::Package>& all, const std::vector<PackageIndex::Package>& some) {
  all.insert(all.end(), some.begin(), some.end());
}

std::vector<std::string> packages_of(const Clue& clue) { return clue.package.empty() ? clue.packages : std::vector{clue.package}; }

}  // namespace

PackageIndex::PackageIndex(const facts::RepositoryFacts& facts, const std::vector<Rule>& rules) {
  Named named;
  for (std::size_t i = 0; i < facts.projects.size(); ++i) {
    for (const facts::Dependency& dependency : facts.projects[i].dependencies)
      named[dependency.ecosystem + ":" + dependency.name].push_back({i, &dependency});
  }
  each_clue(rules, [&](const Clue& clue) {
    for (const std::string& pattern : packages_of(clue)) {
      const auto [known, is_new] = by_pattern_.try_emplace(pattern);
      if (is_new) known->second = matching(named, pattern);
    }
  });
}

std::vector<PackageIndex::Package> PackageIndex::matching(const Named& named, const std::string& pattern) {
  const std::string_view beginning = std::string_view(pattern).substr(0, pattern.find('*'));
  std::vector<Package> found;
  if (beginning.size() == pattern.size()) {
    if (const auto exact = named.find(pattern); exact != named.end()) append(found, exact->second);
    return found;
  }
  auto at = named.lower_bound(beginning);
  if (at == named.end() || !at->first.starts_with(beginning)) return found;
  const Globs globs({pattern});
  for (; at != named.end() && at->first.starts_with(beginning); ++at) {
    if (globs.matches(at->first)) append(found, at->second);
  }
  return found;
}

std::vector<PackageIndex::Package> PackageIndex::of(const Clue& clue) const {
  std::vector<Package> found;
  for (const std::string& pattern : packages_of(clue)) append(found, by_pattern_.at(pattern));
  std::sort(found.begin(), found.end());  // those of a project lie in its list
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace chokepoint::rules
