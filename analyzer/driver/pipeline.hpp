// All passes in order; the table in analyzer/README.md as code.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "driver/analysis.hpp"
#include "driver/index.hpp"
#include "driver/options.hpp"
#include "driver/progress.hpp"
#include "findings/finding.hpp"
#include "source/file.hpp"

namespace chokepoint::driver {

/// What the passes have made.
struct Scan {
  source::Tree tree;
  Index index;
  std::unique_ptr<rulebase::RuleBase> rules;  // what `analysis` points into
  std::vector<std::string> effect_words;      // of the vocabulary, in the order of the bits of an EffectSet
  std::unique_ptr<Analysis> analysis;
  findings::Report report;
};

/// Report: only `report` is wanted, which may come from the cache. Passes: what all passes have made.
enum class Purpose : std::uint8_t { Report, Passes };

/// Fails when a path or a rule is wrong; a file that cannot be analysed is a notice in the report.
Result<Scan> analyse(const std::vector<std::string>& paths, const Settings& settings, Purpose purpose, Progress& progress);

}  // namespace chokepoint::driver
