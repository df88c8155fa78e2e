// The first passes only: what `chokepoint facts` shows.
#pragma once
#include <string>
#include <vector>

#include "base/result.hpp"
#include "driver/progress.hpp"
#include "driver/settings.hpp"
#include "facts/project_facts.hpp"

namespace chokepoint::driver {

struct GatheredFacts {
  facts::RepositoryFacts facts;
  std::vector<source::Notice> notices;  // of manifests and settings, by place
};

Result<GatheredFacts> gather_facts(const std::vector<std::string>& paths, const Settings& settings, Progress& progress);

}  // namespace chokepoint::driver
