#include "driver/pipeline.hpp"

#include <fstream>
#include <iterator>
#include <set>

#include "driver/memory.hpp"
#include "driver/selection.hpp"
#include "driver/stopwatch.hpp"
#include "driver/summary.hpp"
#include "driver/version.hpp"
#include "findings/finish.hpp"
#include "models/library_index.hpp"
#include "source/discover.hpp"

namespace chokepoint::driver {
namespace {

findings::TextOf bytes_below(const std::string& root) {
  return [root](const std::string& path) {
    std::ifstream in(root + "/" + path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
}

// Nobody asks for the libraries of a language that the repository has no file of.
rulebase::Ecosystems ecosystems_of(const source::Tree& tree, const Index& index) {
  std::set<std::string_view> found;
  for (const SourceUnit& unit : index.units) found.insert(models::ecosystem_of(tree.files[unit.file.index()].language));
  return [found = std::move(found)](std::string_view ecosystem) { return found.contains(ecosystem); };
}

std::vector<findings::Suppression> suppressions_of(const Index& index) {
  std::vector<findings::Suppression> all;
  for (const SourceUnit& unit : index.units) all.insert(all.end(), unit.suppressions.begin(), unit.suppressions.end());
  return all;
}

}  // namespace

Result<Scan> analyse(const std::vector<std::string>& paths, const Settings& settings, Purpose purpose, Progress& progress) {
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
  const std::string key = result_key(settings, report.as_of, *rules);
  watch.lap("rules");
  const auto finish_stats = [&](const char* last) {
    watch.lap(last);
    progress.clear();
    if (!settings.stats) return;
    report.times = watch.times();
    report.peak_memory = peak_memory();
  };

  progress.start("discover");
  source::DiscoverOptions discover{paths, settings.excludes, settings.jobs};
  discover.note_reads = settings.use_cache;
  Memory memory(paths, settings);
  discover.known = memory.directories();
  Result<source::Tree> tree = source::list(discover);
  if (!tree) return tl::make_unexpected(tree.error());
  scan.tree = std::move(*tree);
  watch.lap("list");
  memory.compare(scan.tree, settings.jobs);
  if (purpose == Purpose::Report && memory.recall(scan.tree, key, report)) {
    finish_stats("recall");
    return scan;
  }
  memory.open_units();
  source::discover(scan.tree, discover, memory.earlier());
  watch.lap("discover");

  scan.index = index_sources(scan.tree, memory.units(), settings.jobs, progress);
  watch.lap("index");
  memory.begin_to_keep(scan.index, settings.jobs);

  if (Result<void> loaded = load_libraries(*rules, settings, ecosystems_of(scan.tree, scan.index)); !loaded)
    return tl::make_unexpected(loaded.error());
  scan.rules = std::make_unique<rulebase::RuleBase>(std::move(*rules));
  for (const rulebase::Word& word : scan.rules->vocabulary.effects) scan.effect_words.push_back(word.name);
  scan.analysis = analyse_program(scan.tree, scan.index, *scan.rules, settings, report, progress, watch);

  summarise(scan.tree, scan.index, report);
  findings::finish(report, suppressions_of(scan.index), finish, bytes_below(scan.tree.root));
  watch.lap("finish");
  memory.keep(scan.tree, purpose == Purpose::Report ? key : "", report);
  finish_stats("keep");
  return scan;
}

}  // namespace chokepoint::driver
