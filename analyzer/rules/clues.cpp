#include "rules/clues.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "models/version.hpp"
#include "rules/onward.hpp"
#include "rules/served_path.hpp"

namespace chokepoint::rules {
namespace {

constexpr std::size_t kNamesShown = 6;

bool is_inside(const facts::RepositoryFacts& all, std::size_t project, std::size_t outer) {
  for (std::size_t i = project; all.enclosing[i] < i; i = all.enclosing[i]) {
    if (all.enclosing[i] == outer) return true;
  }
  return false;
}

std::string_view file_of(const CheckInput& input, const Trace& trace) {
  return trace.function == link::kNone ? std::string_view(trace.place.file) : input.program.file_of(trace.function).path;
}

// A Dockerfile's user is none of another Dockerfile's concern; a manifest may speak of the image of any. The process of an image
// bears the name of its Dockerfile without the directory.
bool is_of_another(const Trace& setting, const Trace& anchor) {
  if (anchor.subject.empty() || !is_per_subject(setting.source)) return false;
  if (!anchor.source.empty() && anchor.source != setting.source) return false;
  return setting.subject != anchor.subject && !setting.subject.ends_with("/" + anchor.subject);
}

// "`axios`, `got`"; of many the first few.
std::string named(const std::set<std::string>& names) {
  const std::size_t shown = std::min(names.size(), kNamesShown);
  std::string text =
      fmt::format("`{}`", fmt::join(names.begin(), std::next(names.begin(), static_cast<std::ptrdiff_t>(shown)), "`, `"));
  if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

}  // namespace

Clues::Clues(const CheckInput& input) : input_(input) {}

const Clues::Scope& Clues::scope_of(source::ProjectId project, Reach reach) {
  const auto [known, is_new] = scopes_.try_emplace({project.index(), reach});
  Scope& scope = known->second;
  if (!is_new) return scope;
  const facts::RepositoryFacts& all = *input_.facts;
  const std::size_t own = project.index();
  scope.manifests = {own};
  scope.code = {own};
  if (reach == Reach::Own) return scope;
  for (std::size_t i = own; all.enclosing[i] < i; i = all.enclosing[i]) {
    scope.manifests.push_back(all.enclosing[i]);
    if (reach == Reach::Around) scope.code.insert(all.enclosing[i]);
  }
  for (std::size_t i = 0; i < all.projects.size(); ++i) {
    if (i == own || !is_inside(all, i, own)) continue;
    scope.code.insert(i);
    if (reach == Reach::Around) scope.manifests.push_back(i);
  }
  return scope;
}

std::vector<const Trace*> Clues::find(source::ProjectId project, const Clue& clue, Reach reach, const Trace* about) {
  const Scope& scope = scope_of(project, reach);
  if (!clue.fact.empty()) {
    const auto [known, is_new] = concluded_.try_emplace({&clue, project.index(), reach});
    if (is_new) known->second = conclude(project, clue, scope);
    return known->second ? std::vector{&std::as_const(*known->second)} : std::vector<const Trace*>{};
  }
  const bool silences = reach == Reach::Around;
  if (!library_fits(project, clue, silences)) return {};
  const auto [known, is_new] = swept_.try_emplace({&clue, silences});
  if (is_new) known->second = sweep(input_, clue, silences);
  std::vector<const Trace*> found;
  const auto take = [&](std::size_t from) {
    for (const Trace& trace : known->second[from]) {
      if (about && (is_of_another(trace, *about) || (clue.beside && file_of(input_, trace) != file_of(input_, *about)))) continue;
      found.push_back(&trace);
    }
  };
  if (!is_of_code(clue)) {
    std::for_each(scope.manifests.begin(), scope.manifests.end(), take);
    if (clue.unserved) std::erase_if(found, [&](const Trace* trace) { return is_served(project, *trace); });
    return clue.at_least ? take_together(found, clue.at_least) : found;
  }
  std::for_each(scope.code.begin(), scope.code.end(), take);
  std::stable_sort(found.begin(), found.end(), [](const Trace* a, const Trace* b) {
    return std::tie(a->place.file, a->function, a->op) < std::tie(b->place.file, b->function, b->op);
  });
  return clue.at_least ? take_together(found, clue.at_least) : found;
}

// What the routes around answer counts as well.
bool Clues::is_served(source::ProjectId project, const Trace& trace) {
  const auto value = trace.words.find("value");
  const std::string path = value == trace.words.end() ? std::string() : probed_path(value->second);
  return path.empty() || !is_unserved(input_, path, scope_of(project, Reach::Around).code);
}

// What is known to be another version, or not known at all, is no ground for a finding.
bool Clues::library_fits(source::ProjectId project, const Clue& clue, bool silences) const {
  if (clue.library.empty()) return true;
  const std::string_view library = clue.library;
  const std::size_t colon = library.find(':');
  const std::string version = facts::version_of(*input_.facts, project, library.substr(0, colon), library.substr(colon + 1));
  return version.empty() ? silences : models::version_in_range(version, clue.versions);
}

std::vector<const Trace*> Clues::take_together(const std::vector<const Trace*>& found, std::uint32_t at_least) {
  std::set<std::string> different;
  for (const Trace* trace : found) {
    const auto name = trace->words.find("name");
    different.insert(name != trace->words.end()
                         ? name->second
                         : fmt::format("{}:{}:{}:{}", trace->place.file, trace->place.line, trace->function, trace->op.raw));
  }
  if (different.size() < at_least) return {};
  Trace& together = together_.emplace_back(*found.front());
  together.words["number"] = std::to_string(different.size());
  together.words["names"] = named(different);
  return {&together};
}

std::optional<Trace> Clues::conclude(source::ProjectId project, const Clue& clue, const Scope& scope) const {
  if (!clue.ended.empty() && input_.as_of < clue.ended) return {};
  Trace trace;
  trace.trait = clue.trait;
  trace.words.emplace("note", clue.note);
  if (clue.fact == "whole") return input_.facts->whole ? std::optional(trace) : std::nullopt;
  const facts::Conclusion* conclusion = facts::conclusion(*input_.facts, project, clue.fact);
  const bool deployable = clue.fact == "deployable";
  const flow::EntryPoint* served = deployable ? served_in(scope) : nullptr;
  if (conclusion) {
    const std::vector<facts::Conclusion>& own = input_.facts->projects[project.index()].conclusions;
    const bool is_own = std::any_of(own.begin(), own.end(), [&](const facts::Conclusion& one) { return &one == conclusion; });
    // The image of a repository starts one of its projects, not the libraries beside it.
    if (deployable && !is_own && !served && !listens_in(scope)) return {};
    if (!clue.matches.empty() && !RE2::PartialMatch(conclusion->reason, clue.matches)) return {};
    trace.place = conclusion->place;
    trace.words.emplace("reason", conclusion->reason);
    return trace;
  }
  if (!served) return {};
  trace.function = served->function;
  trace.words.emplace("reason", "it serves " + served->label);
  return trace;
}

const flow::EntryPoint* Clues::served_in(const Scope& scope) const {
  for (const flow::EntryPoint& entry : input_.contexts.entries()) {
    if (entry.kind != flow::EntryKind::Request || entry.function == link::kNone || is_filter(entry)) continue;
    const link::ProgramFile& file = input_.program.file_of(entry.function);
    if (!file.offline && file.project && scope.code.contains(file.project - 1)) return &entry;
  }
  return nullptr;
}

bool Clues::listens_in(const Scope& scope) const {
  const flow::EffectSet serves = input_.words.of("serves-http");
  return std::any_of(input_.effects.begin(), input_.effects.end(), [&](const flow::EffectSite& site) {
    if (!(site.effects & serves)) return false;
    const link::ProgramFile& file = input_.program.file_of(site.function);
    return !file.offline && file.project && scope.code.contains(file.project - 1);
  });
}

bool Clues::anchor_holds(source::ProjectId project, const Match& match, const Trace& anchor) {
  const source::ProjectId root = source::ProjectId::from_index(0);
  const auto is_found = [&](source::ProjectId where, const Clue& clue, Reach reach) {
    return !find(where, clue, reach, &anchor).empty();
  };
  return std::all_of(match.with.begin(), match.with.end(),
                     [&](const Clue& clue) { return is_found(project, clue, clue.own ? Reach::Own : Reach::Seen); }) &&
         std::none_of(match.without.begin(), match.without.end(), [&](const Clue& clue) {
           return is_found(project, clue, Reach::Around) || (match.per_repository && is_found(root, clue, Reach::Around));
         });
}

}  // namespace chokepoint::rules
