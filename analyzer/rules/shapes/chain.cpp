// Chain: a query that can return a whole table is run in request code without a bound.
#include <algorithm>
#include <array>

#include "base/letter_case.hpp"
#include "rules/shapes/query.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

// Names of reference tables, which stay small.
constexpr std::array<std::string_view, 22> kSmallTables = {
    "category", "categories", "config", "countr",  "currenc", "dictionar", "enum",    "flag",  "lang",   "locale",   "menu",
    "option",   "permission", "plan",   "priorit", "region",  "role",      "setting", "state", "status", "template", "type"};

bool small_table(std::string_view name) {
  const std::string lower = lower_case(name);
  return std::any_of(kSmallTables.begin(), kSmallTables.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

// What is loaded on a miss of a cache is not loaded for every request.
bool runs_for_cache(const CheckInput& input, link::FunctionIndex f) {
  const auto callers = input.contexts.callers_of(f);
  bool any = false;
  for (const flow::Contexts::Caller& caller : callers) {
    if (caller.edge.relay == link::Relay::Away) continue;
    if (caller.edge.kind != link::EdgeKind::Callback || !fills_cache(input.program, caller.caller, caller.op)) return false;
    any = true;
  }
  return any;
}

}  // namespace

std::vector<Hit> check_chain(const CheckInput& input, const Rule& rule) {
  const flow::ContextSet contexts = wanted_contexts(rule);
  std::vector<Hit> hits;
  for (const flow::EffectSite* found : wanted_sites(input, rule)) {
    const flow::EffectSite& site = *found;
    if (!applies_to(input, rule, site.function)) continue;
    const flow::ContextSet reached = input.contexts.of(site.function) & contexts;
    if (!reached || runs_for_cache(input, site.function) || is_memoised(input.program, site.function, site.op)) continue;
    const Query query = read_query(input, site);
    if (query.bounded || query.rows != models::Rows::Many) continue;
    if (query.unknown && input.least > Evidence::Guessed) continue;
    const bool library = site.call && site.call->external;  // its name says nothing of the table: `typeorm.Repository#find`
    if (small_table(query.root) || (!library && small_table(site.name))) continue;
    Hit hit;
    hit.site = &site;
    hit.function = site.function;
    hit.op = site.op;
    hit.contexts = reached;
    if (query.filtered) hit.traits.push_back("filtered");
    if (query.unknown) hit.evidence = Evidence::Guessed;
    hit.placeholders = {{"source", query.root}};
    hits.push_back(std::move(hit));
  }
  return hits;
}

}  // namespace chokepoint::rules
