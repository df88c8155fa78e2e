// Pair: a number of one file, times the processes of others, against a limit of a third: pool size × workers × replicas against the
// connections the database allows. A process count that nobody names is taken for one.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/letter_case.hpp"
#include "facts/query.hpp"
#include "rules/clues.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

struct Unit {
  std::string_view of, name;
  double factor;
};

// "2Gi" is 2048 mebibytes, "1m" is 60 seconds; a number alone counts as the unit itself.
constexpr Unit kUnits[] = {
    {"mebibytes", "", 1},   {"mebibytes", "k", 1.0 / 1024}, {"mebibytes", "m", 1},     {"mebibytes", "mi", 1},
    {"mebibytes", "mb", 1}, {"mebibytes", "g", 1024},       {"mebibytes", "gi", 1024}, {"mebibytes", "gb", 1024},
    {"seconds", "", 1},     {"seconds", "ms", 0.001},       {"seconds", "s", 1},       {"seconds", "m", 60},
    {"seconds", "h", 3600}};

// 0: no number.
std::uint64_t number(std::string_view text, const Match& match) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return 0;
  const std::string name = lower_case(text.substr(static_cast<std::size_t>(end - text.data())));
  if (match.unit.empty()) return name.empty() ? value : 0;
  for (const Unit& unit : kUnits) {
    if (unit.of == match.unit && unit.name == name) return static_cast<std::uint64_t>(static_cast<double>(value) * unit.factor);
  }
  return 0;
}

// The value, or the part of it that the clue's expression captures: `--max-old-space-size=(\d+)`.
std::uint64_t number_of(const Clue& clue, const Trace& trace, const Match& match) {
  const auto value = trace.words.find("value");
  std::string text = value == trace.words.end() ? "" : value->second;
  std::string captured;
  const RE2 expression(clue.matches);
  if (expression.ok() && expression.NumberOfCapturingGroups() == 1 && RE2::PartialMatch(text, expression, &captured))
    text = captured;
  return number(text, match);
}

struct Count {
  std::uint64_t number = 1;
  std::string reason;
};

void raise(Count& count, std::uint64_t number, std::string reason) {
  if (number > count.number) count = {number, std::move(reason)};
}

// Whether what a project around this one says of processes can only mean this one.
bool is_alone(const facts::RepositoryFacts& all, source::ProjectId project) {
  const std::uint32_t around = all.enclosing[project.index()];
  return std::count(all.enclosing.begin(), all.enclosing.end(), around) <= (all.enclosing[around] == around ? 2 : 1);
}

// The most processes of one copy, or the most copies, that are named.
Count count_of(const CheckInput& input, source::ProjectId project, bool workers) {
  Count count;
  std::vector<const facts::ProjectFacts*> places = facts::seen_from(*input.facts, project);
  if (!is_alone(*input.facts, project)) places.resize(1);
  for (const facts::ProjectFacts* seen : places) {
    for (const facts::Replicas& replicas : seen->replicas) {
      if (replicas.workers == workers) raise(count, replicas.count, fmt::format("{}: {}", replicas.subject, replicas.reason));
    }
    for (const facts::Process& process : seen->processes) {
      if (workers) raise(count, process.workers, fmt::format("`{}`", process.command));
    }
  }
  return count;
}

struct Limit {
  std::uint64_t number = 0;  // 0: none
  std::string reason;
};

// The same workload may stand in several variants of a deployment: what the anchor's own file says counts first.
Limit limit_of(Clues& clues, source::ProjectId project, const Match& match, const Trace& anchor) {
  for (const Clue& clue : match.limits) {
    std::vector<const Trace*> traces = clues.find(project, clue, Reach::Seen, &anchor);
    std::stable_partition(traces.begin(), traces.end(), [&](const Trace* trace) { return trace->place.file == anchor.place.file; });
    for (const Trace* trace : traces) {
      const std::uint64_t limit = number_of(clue, *trace, match);
      if (limit == 0) continue;
      return {limit, fmt::format("{} line {} limits it to {}", trace->place.file, trace->place.line, trace->words.at("value"))};
    }
  }
  return {number(match.assumed, match), {}};
}

void check_anchor(const CheckInput& input, Clues& clues, source::ProjectId project, const Rule& rule, const Clue& clue,
                  const Trace& anchor, std::vector<Hit>& hits) {
  const std::uint64_t size = number_of(clue, anchor, rule.match);
  const Limit limit = limit_of(clues, project, rule.match, anchor);
  if (size == 0 || limit.number == 0) return;
  const auto wants = [&](std::string_view factor) { return has_word(rule.match.factors, factor); };
  const Count workers = wants("workers") ? count_of(input, project, true) : Count{};
  const Count replicas = wants("replicas") ? count_of(input, project, false) : Count{};
  const std::uint64_t product = size * workers.number * replicas.number;
  if (rule.match.unit.empty() ? product <= limit.number : product < limit.number)
    return;  // memory or time that is used up is too little
  Hit hit;
  hit.project = project;
  hit.place = anchor.place;
  hit.placeholders.insert(anchor.words.begin(), anchor.words.end());
  hit.placeholders["workers"] = std::to_string(workers.number);
  hit.placeholders["replicas"] = std::to_string(replicas.number);
  hit.placeholders["number"] = std::to_string(product);
  hit.placeholders["limit"] = std::to_string(limit.number);
  for (const std::string& reason : {workers.reason, replicas.reason, limit.reason}) {
    if (!reason.empty()) hit.because.push_back(reason);
  }
  if (limit.reason.empty()) hit.traits.push_back("assumed");
  hits.push_back(std::move(hit));
}

}  // namespace

std::vector<Hit> check_pair(const CheckInput& input, const Rule& rule) {
  std::vector<Hit> hits;
  if (!input.facts) return hits;
  Clues clues(input);
  for (std::size_t i = 0; i < input.facts->projects.size(); ++i) {
    const source::ProjectId project = source::ProjectId::from_index(i);
    for (const Clue& clue : rule.match.anchors) {
      for (const Trace* anchor : clues.find(project, clue, Reach::Own)) {
        if (clues.anchor_holds(project, rule.match, *anchor)) check_anchor(input, clues, project, rule, clue, *anchor, hits);
      }
    }
  }
  return hits;
}

}  // namespace chokepoint::rules
