// Passes 3 to 8: from the FileIrs of a repository to findings. Keeps what `entries`, `trace` and `--dump` show.
#pragma once
#include <memory>
#include <vector>

#include "driver/index.hpp"
#include "driver/options.hpp"
#include "driver/progress.hpp"
#include "driver/stopwatch.hpp"
#include "facts/project_facts.hpp"
#include "findings/finding.hpp"
#include "flow/contexts.hpp"
#include "flow/effects.hpp"
#include "link/program.hpp"
#include "rulebase/rulebase.hpp"

namespace chokepoint::driver {

/// What the passes over the whole program made; each refers to the ones before it.
struct Analysis {
  models::LibraryIndex library;
  facts::RepositoryFacts facts;
  link::Program program;
  flow::EffectWords words;
  std::vector<flow::EntryPoint> entries;
  std::vector<flow::EntryPoint> test_routes;  // entry points only where tests or developers ask for them
  std::vector<flow::EffectSite> effects;
  std::unique_ptr<flow::Contexts> contexts;
};

/// Appends findings, notices and counts to `report`. `rules` must outlive the result.
std::unique_ptr<Analysis> analyse_program(const source::Tree& tree, const Index& index, const rulebase::RuleBase& rules,
                                          const Settings& settings, findings::Report& report, Progress& progress, Stopwatch& watch);

}  // namespace chokepoint::driver
