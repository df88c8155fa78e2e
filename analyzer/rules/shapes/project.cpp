// Config, Absence and Dependency: what manifests, settings and deployment files say, held against each other and against the code.
// A finding stands at every anchor of a project, if all that must be found besides is found and nothing that silences it.
#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "rules/clues.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

constexpr std::size_t kFilesNamed = 6;  // where an absence rule has looked

auto place_of(const CheckInput& input, const Trace& trace) {
  if (trace.function == link::kNone) return std::make_tuple(trace.place.file, trace.place.line, trace.place.column);
  return std::make_tuple(input.program.file_of(trace.function).path, 0u, static_cast<std::uint32_t>(trace.op.raw));
}

std::string looked_in(const facts::ProjectFacts& project) {
  std::string text;
  for (std::size_t i = 0; i < project.read.size() && i < kFilesNamed; ++i) text += (i ? ", " : "") + ("`" + project.read[i] + "`");
  if (project.read.size() > kFilesNamed) text += " and " + std::to_string(project.read.size() - kFilesNamed) + " more";
  return text;
}

// A package that several manifests of a project name stands where the first of them does.
void leave_first_manifest(std::vector<const Trace*>& anchors) {
  std::map<std::string, std::string> files;
  std::erase_if(anchors, [&](const Trace* anchor) {
    const auto name = anchor->words.find("name");
    if (name == anchor->words.end() || !anchor->words.contains("version")) return false;
    return files.try_emplace(name->second, anchor->place.file).first->second != anchor->place.file;
  });
}

Hit hit_of(const CheckInput& input, Clues& clues, source::ProjectId project, const Rule& rule, const Trace& anchor) {
  Hit hit;
  hit.project = project;
  hit.function = anchor.function;
  hit.op = anchor.op;
  hit.place = anchor.place;
  if (!anchor.trait.empty()) hit.traits.push_back(anchor.trait);
  for (const auto& [word, text] : anchor.words) hit.placeholders.emplace(word, text);
  for (const Clue& clue : rule.match.with) {  // what else is said may be named, too
    const std::vector<const Trace*> found = clues.find(project, clue, Reach::Seen, &anchor);
    if (!found.empty()) hit.placeholders.insert(found[0]->words.begin(), found[0]->words.end());
  }
  const facts::ProjectFacts& facts = input.facts->projects[project.index()];
  if (rule.match.shape == Shape::Absence && !facts.read.empty())
    hit.because.push_back("looked in the code and in " + looked_in(facts));
  return hit;
}

// Services call each other across the projects of a repository: where one of them makes as many calls as are sought, those of the
// others count as well.
std::vector<Hit> check_calls(const CheckInput& input, const Rule& rule) {
  Clue any = rule.match.anchors.front();
  const std::uint32_t sought = std::exchange(any.at_least, 0u);
  Clues clues(input);
  std::vector<const Trace*> calls;
  source::ProjectId first;
  bool is_enough = false;
  for (std::size_t i = 0; i < input.facts->projects.size(); ++i) {
    const source::ProjectId project = source::ProjectId::from_index(i);
    const std::vector<const Trace*> found = clues.find(project, any, Reach::Own);
    if (found.empty() || !clues.anchor_holds(project, rule.match, *found.front())) continue;
    if (calls.empty()) first = project;
    is_enough |= !clues.take_together(found, sought).empty();
    calls.insert(calls.end(), found.begin(), found.end());
  }
  if (!is_enough) return {};
  return {hit_of(input, clues, first, rule, *clues.take_together(calls, sought).front())};
}

}  // namespace

std::vector<Hit> check_project(const CheckInput& input, const Rule& rule) {
  std::vector<Hit> hits;
  if (!input.facts) return hits;
  if (rule.match.per_repository && rule.match.anchors.front().onward) return check_calls(input, rule);
  Clues clues(input);
  for (std::size_t i = 0; i < input.facts->projects.size(); ++i) {
    const source::ProjectId project = source::ProjectId::from_index(i);
    std::vector<const Trace*> anchors;
    for (const Clue& clue : rule.match.anchors) {
      for (const Trace* trace : clues.find(project, clue, Reach::Own)) anchors.push_back(trace);
    }
    std::stable_sort(anchors.begin(), anchors.end(),
                     [&](const Trace* a, const Trace* b) { return place_of(input, *a) < place_of(input, *b); });
    if (rule.match.shape == Shape::Dependency) leave_first_manifest(anchors);
    for (const Trace* anchor : anchors) {
      if (!clues.anchor_holds(project, rule.match, *anchor)) continue;
      hits.push_back(hit_of(input, clues, project, rule, *anchor));
      if (rule.match.per_repository) return hits;
      if (rule.match.once) break;
    }
  }
  return hits;
}

}  // namespace chokepoint::rules
