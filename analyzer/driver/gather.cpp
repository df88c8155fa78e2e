#include "driver/gather.hpp"

#include <algorithm>
#include <tuple>

#include "driver/index.hpp"
#include "source/discover.hpp"

namespace chokepoint::driver {

Result<GatheredFacts> gather_facts(const std::vector<std::string>& paths, const Settings& settings, Progress& progress) {
  progress.start("discover");
  Result<source::Tree> tree = source::discover({paths, settings.excludes, settings.jobs});
  if (!tree) return tl::make_unexpected(tree.error());
  GatheredFacts gathered;
  const Index index = index_sources(*tree, nullptr, settings.jobs, progress);
  progress.start("facts");
  gathered.facts = facts::read_project_facts(*tree, irs_of(*tree, index), settings.declared, gathered.notices);
  std::stable_sort(gathered.notices.begin(), gathered.notices.end(), [](const source::Notice& a, const source::Notice& b) {
    return std::tie(a.path, a.line, a.column) < std::tie(b.path, b.line, b.column);
  });
  progress.clear();
  return gathered;
}

}  // namespace chokepoint::driver
