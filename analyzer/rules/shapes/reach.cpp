// Reach: an effect in a function that runs in one of the rule's contexts. One finding per function and sink: the other places in
// the function are related locations.
#include <map>
#include <tuple>

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {

std::vector<Hit> check_reach(const CheckInput& input, const Rule& rule) {
  const flow::EffectSet wanted = input.words.of(rule.match.effects), except = input.words.of(rule.match.except);
  const flow::ContextSet contexts = wanted_contexts(rule);
  const bool memoised_is_fine = has_word(rule.match.unless, "memoised");
  std::map<std::tuple<link::FunctionIndex, std::string>, Hit> hits;
  for (const flow::EffectSite& site : input.effects) {
    if (!(site.effects & wanted) || (site.effects & except) || site.evidence < input.least) continue;
    if (!applies_to(input, rule, site.function)) continue;
    const flow::ContextSet reached = input.contexts.of(site.function) & contexts;
    if (!reached) continue;
    if (memoised_is_fine && is_memoised_by_callers(input, site.function, site.op)) continue;
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
  }
  std::vector<Hit> result;
  for (auto& [key, hit] : hits) result.push_back(std::move(hit));
  return result;
}

}  // namespace chokepoint::rules
