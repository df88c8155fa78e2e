// Reach: an effect in a function that runs in one of the rule's contexts. One finding per function and sink: the other places in
// the function are related locations.
#include <map>
#include <tuple>

#include "rules/shapes/lifetime.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

constexpr double kUncertain = 0.45;  // less than is shown without --all

}  // namespace

std::vector<Hit> check_reach(const CheckInput& input, const Rule& rule) {
  const flow::EffectSet wanted = input.words.of(rule.match.effects), except = input.words.of(rule.match.except);
  const flow::ContextSet contexts = wanted_contexts(rule);
  const bool memoised_is_fine = has_word(rule.match.unless, "memoised");
  const bool probes_are_fine = has_word(rule.match.unless, "probe");
  const bool only_here = has_word(rule.match.unless, "handed-on");
  std::map<std::tuple<link::FunctionIndex, std::string>, Hit> hits;
  for (const flow::EffectSite& site : input.effects) {
    if (!(site.effects & wanted) || (site.effects & except) || site.evidence < input.least) continue;
    if (!applies_to(input, rule, site.function)) continue;
    const flow::ContextSet reached = input.contexts.of(site.function) & contexts;
    if (!reached) continue;
    if (memoised_is_fine && is_memoised_by_callers(input, site.function, site.op)) continue;
    if (probes_are_fine && tests_or_sets_up(input.program, site.function, site.op)) continue;
    auto [slot, inserted] = hits.try_emplace({site.function, site.name});
    if (!inserted) {
      slot->second.related.emplace_back(site.op, "`" + site.name + "` again");
      continue;
    }
    Hit& hit = slot->second;
    hit.site = &site;
    hit.function = site.function;
    hit.op = site.op;
    hit.contexts = reached;
    if (only_here && handed_on(input.program, site.function, site.op)) hit.certainty = kUncertain;
  }
  std::vector<Hit> result;
  for (auto& [key, hit] : hits) result.push_back(std::move(hit));
  return result;
}

}  // namespace chokepoint::rules
