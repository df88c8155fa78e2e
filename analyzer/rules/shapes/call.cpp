// Call: an effectful call whose option is absent or switched off.
#include "rules/shapes/options.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

// Code that only start-up or commands reach is no scaling limit; what nothing is known to reach still is.
bool runs_in_service(const CheckInput& input, link::FunctionIndex f, flow::ContextSet wanted) {
  const flow::ContextSet reached = input.contexts.of(f);
  if (wanted != 0xFF) return (reached & wanted) != 0;
  return reached == 0 || (reached & ~(flow::bit(flow::kCli))) != 0;
}

}  // namespace

std::vector<Hit> check_call(const CheckInput& input, const Rule& rule) {
  const flow::EffectSet serves = input.words.of("serves-http") | input.words.of("starts-sessions");
  const flow::ContextSet contexts = wanted_contexts(rule);
  const std::vector<std::string> set_by = libraries_that_set(input, rule.match.option);
  std::vector<Hit> hits;
  for (const flow::EffectSite* found : wanted_sites(input, rule)) {
    const flow::EffectSite& site = *found;
    if (!applies_to(input, rule, site.function)) continue;
    // What serves requests is the service, even if a command starts it.
    if (!(site.effects & serves) && !runs_in_service(input, site.function, contexts)) continue;
    const OptionAnswer answer = find_option(input, site, rule.match.option, set_by);
    if (!option_fits(answer, rule.match.states)) continue;
    const bool absent = answer.state == OptionState::Absent;
    Hit hit;
    hit.site = &site;
    hit.function = site.function;
    hit.op = site.op;
    hit.contexts = input.contexts.of(site.function);
    hit.traits.push_back(absent ? "absent" : "disabled");
    hit.placeholders = {{"option", rule.match.option},
                        {"absent", answer.absent.empty() ? "nothing takes its place" : answer.absent},
                        {"note", answer.note}};
    hits.push_back(std::move(hit));
  }
  return hits;
}

}  // namespace chokepoint::rules
