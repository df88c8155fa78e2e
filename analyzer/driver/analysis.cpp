#include "driver/analysis.hpp"

#include <algorithm>
#include <future>

#include <fmt/format.h>

#include "driver/cloud_functions.hpp"
#include "driver/versions.hpp"
#include "facts/module_roots.hpp"
#include "facts/query.hpp"
#include "findings/finish.hpp"
#include "flow/test_route.hpp"
#include "link/link.hpp"
#include "rules/check.hpp"
#include "source/discover.hpp"

namespace chokepoint::driver {
namespace {

link::LinkInput link_input(const source::Tree& tree, const Index& index, findings::Report& report) {
  link::LinkInput input;
  for (const SourceUnit& unit : index.units) {
    const source::File& file = tree.files[unit.file.index()];
    link::ProgramFile linked;
    linked.path = file.path;
    linked.language = file.language;
    linked.offline = is_offline(file.role);
    linked.project = file.project.raw;
    linked.ir = &unit.ir;
    input.files.push_back(std::move(linked));
  }
  input.roots = facts::read_module_roots(tree, report.notices);
  return input;
}

std::vector<std::string> effect_words(const rulebase::Vocabulary& vocabulary) {
  std::vector<std::string> words;
  for (const rulebase::Word& word : vocabulary.effects) words.push_back(word.name);
  return words;
}

void count_calls(const link::Program& program, findings::CallCounts& counts) {
  for (const link::CallSite& call : program.calls) {
    if (program.file_of(call.caller).offline) continue;
    if (call.external) ++counts.external;
    else if (call.unknown) ++counts.unknown;
    else if (call.evidence == Evidence::Resolved) ++counts.resolved;
    else if (call.evidence == Evidence::Typed) ++counts.typed;
    else ++counts.guessed;
  }
}

std::string_view show(Budget budget) {
  switch (budget) {
    case Budget::Rounds: return "values still change after the last round of evaluation";
    case Budget::Callbacks: return "more functions are kept in one place than are followed";
    case Budget::Dispatch: return "more implementations stand behind one call than are followed";
    case Budget::Below: return "more functions lie below one call than are looked at";
  }
  return "";
}

void note_budgets(const link::Program& program, std::vector<source::Notice>& notices) {
  for (const Budgets::Spent& spent : program.budgets->spent()) {
    const std::string message = fmt::format("{} ({} function{}, first `{}`)", show(spent.budget), spent.functions,
                                            spent.functions == 1 ? "" : "s", program.function_name(spent.first));
    notices.push_back({source::Notice::Kind::Budget, program.file_of(spent.first).path, 0, 0, message, true});
  }
}

// What rests on a guess or a long way is counted, and shown with --all.
void keep_confident(std::vector<findings::Finding>& found, bool all, findings::Report& report) {
  for (findings::Finding& finding : found) {
    if (all || !findings::is_uncertain(finding)) report.findings.push_back(std::move(finding));
    else ++report.hidden;
  }
}

flow::OnServlets on_servlets(const Analysis& analysis) {
  return [&](link::FileIndex file) {
    return facts::holds(analysis.facts, source::ProjectId(analysis.program.files[file].project), "servlet");
  };
}

std::uint64_t count_entries(const Analysis& analysis) {
  return static_cast<std::uint64_t>(std::count_if(analysis.entries.begin(), analysis.entries.end(), [&](const auto& entry) {
    return !flow::file_of(analysis.program, entry).offline;
  }));
}

}  // namespace

std::unique_ptr<Analysis> analyse_program(const source::Tree& tree, const Index& index, const rulebase::RuleBase& rules,
                                          const Settings& settings, findings::Report& report, Progress& progress,
                                          Stopwatch& watch) {
  progress.start("link");
  models::LibraryIndex library(rules.libraries);
  link::LinkInput input = link_input(tree, index, report);
  std::vector<source::Notice> notices;
  // Neither needs the other.
  std::future<facts::RepositoryFacts> reading = std::async(settings.jobs > 1 ? std::launch::async : std::launch::deferred, [&] {
    return facts::read_project_facts(tree, irs_of(tree, index), settings.declared, notices);
  });
  link::Program program = link::link(std::move(input), library, settings.jobs);
  count_calls(program, report.calls);
  watch.lap("link");
  facts::RepositoryFacts facts = reading.get();
  report.notices.insert(report.notices.end(), notices.begin(), notices.end());
  watch.lap("facts");

  auto analysis = std::unique_ptr<Analysis>(new Analysis{.library = std::move(library),
                                                         .facts = std::move(facts),
                                                         .program = std::move(program),
                                                         .words = flow::EffectWords(effect_words(rules.vocabulary))});
  analysis->entries =
      flow::find_entries(analysis->program, analysis->library, cloud_functions(analysis->facts), on_servlets(*analysis));
  analysis->test_routes = flow::take_test_routes(analysis->program, analysis->entries);
  const flow::VersionOf versions = version_of(analysis->facts, analysis->program, analysis->library);
  analysis->effects = flow::find_effects(analysis->program, analysis->library, analysis->words, versions);
  watch.lap("annotate");
  const Evidence least = settings.all ? Evidence::Guessed : Evidence::Typed;
  analysis->contexts = std::make_unique<flow::Contexts>(analysis->program, analysis->entries, least, analysis->test_routes);
  report.entry_points = count_entries(*analysis);
  watch.lap("propagate");

  progress.start("check");
  rules::CheckInput check{analysis->program,
                          analysis->library,
                          *analysis->contexts,
                          analysis->effects,
                          analysis->words,
                          [&](link::FileIndex file, std::string_view word) {
                            return facts::holds(analysis->facts, source::ProjectId(analysis->program.files[file].project), word);
                          },
                          [&](link::FileIndex file) {
                            const SourceUnit& unit = index.units[file];
                            return source::read_text(tree, tree.files[unit.file.index()], ~std::uint64_t{0}).value_or("");
                          },
                          least,
                          settings.jobs,
                          &analysis->facts,
                          report.as_of,
                          versions};
  std::vector<findings::Finding> found = rules::check(check, rules.rules, report.rule_times);
  keep_confident(found, settings.all, report);
  note_budgets(analysis->program, report.notices);
  watch.lap("check");
  return analysis;
}

}  // namespace chokepoint::driver
