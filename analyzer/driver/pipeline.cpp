#include "driver/pipeline.hpp"

#include <fstream>
#include <iterator>

#include "driver/selection.hpp"
#include "driver/stopwatch.hpp"
#include "driver/summary.hpp"
#include "driver/version.hpp"
#include "findings/finish.hpp"
#include "source/discover.hpp"

namespace chokepoint::driver {
namespace {

findings::TextOf bytes_below(const std::string& root) {
  return [root](const std::string& path) {
    std::ifstream in(root + "/" + path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
}

std::vector<findings::Suppression> suppressions_of(const Index& index) {
  std::vector<findings::Suppression> all;
  for (const SourceUnit& unit : index.units) all.insert(all.end(), unit.suppressions.begin(), unit.suppressions.end());
  return all;
}

}  // namespace

Result<Scan> analyse(const std::vector<std::string>& paths, const Settings& settings, Progress& progress) {
  Scan scan;
  Stopwatch watch;
  findings::Report& report = scan.report;
  report.version = kVersion;
  report.root = paths.front();
  report.as_of = settings.as_of.empty() ? today() : settings.as_of;

  Result<rulebase::RuleBase> rules = load_rules(settings);
  if (!rules) return tl::make_unexpected(rules.error());
  findings::FinishOptions finish{rule_ids(*rules), settings.all, settings.severity};
  if (Result<void> selected = select_rules(*rules, settings); !selected) return tl::make_unexpected(selected.error());
  report.pitfalls = rules->guide.pitfalls;
  report.mitigations = rules->guide.mitigations;
  for (const rules::Rule& rule : rules->rules) report.rules.push_back(rule.info);
  watch.lap("rules");

  progress.start("discover");
  Result<source::Tree> tree = source::discover({paths, settings.excludes, settings.jobs});
  if (!tree) return tl::make_unexpected(tree.error());
  scan.tree = std::move(*tree);
  watch.lap("discover");

  scan.index = index_sources(scan.tree, settings.jobs, progress);
  watch.lap("index");

  scan.rules = std::make_unique<rulebase::RuleBase>(std::move(*rules));
  for (const rulebase::Word& word : scan.rules->vocabulary.effects) scan.effect_words.push_back(word.name);
  scan.analysis = analyse_program(scan.tree, scan.index, *scan.rules, settings, report, progress, watch);

  summarise(scan.tree, scan.index, report);
  findings::finish(report, suppressions_of(scan.index), finish, bytes_below(scan.tree.root));
  watch.lap("finish");

  progress.clear();
  if (settings.stats) {
    report.times = watch.times();
    report.peak_memory = peak_memory();
  }
  return scan;
}

}  // namespace chokepoint::driver
