#include "rules/shapes/below.hpp"

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using link::FunctionIndex;
using models::Run;

constexpr std::size_t kMaxFunctions = 2000;  // looked at below one stretch
constexpr std::size_t kMaxDepth = 10;

using Hops = std::vector<std::pair<FunctionIndex, ir::OpId>>;

bool is_followed(const CheckInput& input, const link::Edge& edge, Follow follow) {
  if (edge.evidence < input.least || edge.relay == link::Relay::Away || input.program.file_of(edge.target).offline) return false;
  if (follow == Follow::Anywhere) return edge.where != Run::Where::Process;
  if (edge.kind == link::EdgeKind::Spawn || edge.detached || edge.endless) return false;
  return edge.where == Run::Where::Here || edge.where == Run::Where::PerElement || edge.where == Run::Where::WorkerThread;
}

struct Level {
  Stretch stretch;
  Hops hops;
};

}  // namespace

Stretch whole_of(const link::Program& program, FunctionIndex function) {
  return {function, 0, program.function(function).ops.count};
}

SitesOf sites_of(const CheckInput& input, const Rule& rule) {
  SitesOf sites;
  for (const flow::EffectSite* site : wanted_sites(input, rule)) sites[site->function].push_back(site);
  return sites;
}

Below look_below(const CheckInput& input, const SitesOf& sites, const Stretch& stretch, Follow follow,
                 const std::set<FunctionIndex>& closed) {
  Below below;
  std::set<FunctionIndex> seen{stretch.function};
  std::vector<Level> level, next{{stretch, {}}};
  for (std::size_t depth = 0; depth < kMaxDepth && !next.empty(); ++depth) {
    level.swap(next);
    next.clear();
    for (const auto& [part, hops] : level) {
      const auto lies_within = [&part = part](ir::OpId op) { return op.index() >= part.first && op.index() < part.end; };
      below.functions.push_back(part.function);
      if (const auto found = sites.find(part.function); found != sites.end()) {
        for (const flow::EffectSite* site : found->second) {
          if (!lies_within(site->op)) continue;
          below.effects.push_back({site, hops});
          below.effects.back().hops.emplace_back(part.function, site->op);
        }
      }
      for (const link::CallSite& call : input.program.calls_of(part.function)) {
        if (!lies_within(call.op)) continue;
        for (const link::Edge& edge : input.program.edges_of(call)) {
          if (!is_followed(input, edge, follow) || closed.contains(edge.target)) continue;
          if (seen.contains(edge.target)) continue;
          if (seen.size() >= kMaxFunctions) {
            input.program.budgets->spend(Budget::Below, stretch.function);
            continue;
          }
          seen.insert(edge.target);
          Level deeper{whole_of(input.program, edge.target), hops};
          deeper.hops.emplace_back(part.function, call.op);
          next.push_back(std::move(deeper));
        }
      }
    }
  }
  return below;
}

}  // namespace chokepoint::rules
