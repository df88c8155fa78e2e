// Hold: an effect that is reached while a resource is held, such as a call of another service inside a transaction.
#include <algorithm>
#include <set>

#include "rules/shapes/held.hpp"
#include "rules/shapes/options.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using link::FunctionIndex;

class HoldChecker {
 public:
  HoldChecker(const CheckInput& input, const Rule& rule)
      : input_(input),
        rule_(rule),
        sites_(sites_of(input, rule)),
        contexts_(wanted_contexts(rule)),
        held_(held_stretches(input, rule.match.resource)) {
    if (!rule.match.option.empty()) set_by_ = libraries_that_set(input, rule.match.option);
    for (const Held& held : held_) closed_.insert(held.stretch.function);  // what holds it itself is looked at for itself
  }

  std::vector<Hit> run() {
    for (const Held& held : held_) {
      if (!applies_to(input_, rule_, held.stretch.function) || !(input_.contexts.of(held.stretch.function) & contexts_)) continue;
      check(held);
    }
    return std::move(hits_);
  }

 private:
  // One finding for each call of the stretch, with the nearest effect it leads to.
  void check(const Held& held) {
    for (Reached& reached : look_below(input_, sites_, held.stretch, Follow::Thread, closed_).effects) {
      const auto [function, op] = reached.hops.front();
      if (!reported_.insert({function, op}).second) continue;
      Hit hit;
      hit.site = reached.site;
      hit.function = function;
      hit.op = op;
      hit.contexts = input_.contexts.of(function) & contexts_;
      hit.hops = std::move(reached.hops);
      hit.placeholders = {{"source", held.by}};
      if (!rule_.match.option.empty() && find_option(input_, *hit.site, rule_.match.option, set_by_).state == OptionState::Absent)
        hit.traits.emplace_back("absent");
      hits_.push_back(std::move(hit));
    }
  }

  const CheckInput& input_;
  const Rule& rule_;
  SitesOf sites_;
  flow::ContextSet contexts_;
  std::vector<Held> held_;
  std::vector<std::string> set_by_;
  std::set<FunctionIndex> closed_;
  std::set<std::pair<FunctionIndex, ir::OpId>> reported_;
  std::vector<Hit> hits_;
};

}  // namespace

std::vector<Hit> check_hold(const CheckInput& input, const Rule& rule) { return HoldChecker(input, rule).run(); }

}  // namespace chokepoint::rules
