// Reach: an effect in a function that runs in one of the rule's contexts. One finding per function and sink: the other places in
// the function are related locations.
#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "base/letter_case.hpp"
#include "rules/shapes/beside.hpp"
#include "rules/shapes/decision.hpp"
#include "rules/shapes/lifetime.hpp"
#include "rules/shapes/once.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

constexpr std::array<std::string_view, 7> kRequests = {"exit", "quit", "reboot", "restart", "shutdown", "stop", "upgrade"};

class ReachChecker {
 public:
  ReachChecker(const CheckInput& input, const Rule& rule)
      : input_(input), rule_(rule), contexts_(wanted_contexts(rule)), upward_(rule.at == "decision") {}

  std::vector<Hit> run() {
    for (const flow::EffectSite* found : wanted_sites(input_, rule_)) {
      const flow::EffectSite& site = *found;
      if (!(input_.contexts.of(site.function) & contexts_)) continue;
      if (silences("beside") && runs_beside(input_, site, contexts_)) continue;
      if (!upward_) add(site, {site.function, site.op, {}});
      else
        for (Decision& decision : decisions_of(input_, site, contexts_)) add(site, std::move(decision));
    }
    std::vector<Hit> result;
    for (auto& [key, hit] : hits_) result.push_back(std::move(hit));
    return result;
  }

 private:
  void add(const flow::EffectSite& site, Decision at) {
    if (!applies_to(input_, rule_, at.function) || is_silenced(at)) return;
    auto [slot, inserted] = hits_.try_emplace({at.function, site.name});
    if (!inserted) {
      slot->second.related.emplace_back(at.op, "`" + site.name + "` again");
      return;
    }
    Hit& hit = slot->second;
    hit.site = &site;
    hit.function = at.function;
    hit.op = at.op;
    hit.hops = std::move(at.hops);
    hit.contexts = input_.contexts.of(at.function) & contexts_;
    if (asks(hit)) hit.traits.emplace_back("asked-for");
    if (silences("handed-on") && handed_on(input_.program, at.function, at.op)) hit.certainty = kUncertain;
  }

  bool silences(std::string_view word) const { return has_word(rule_.match.unless, word); }

  bool is_silenced(const Decision& at) const {
    const link::Program& program = input_.program;
    return (silences("memoised") && is_memoised_by_callers(input_, at.function, at.op)) ||
           (silences("probe") && tests_or_sets_up(program, at.function, at.op)) ||
           (silences("hosted") && only_hosted(at.function)) ||
           (silences("first-use") && on_first_use(input_, at.function, at.op, contexts_)) ||
           (silences("beyond-repair") && beyond_repair(program, at.function, at.op));
  }

  bool only_hosted(link::FunctionIndex f) const {
    const auto reaching = input_.contexts.entries_reaching(f, contexts_);
    return std::all_of(reaching.begin(), reaching.end(),
                       [&](std::uint32_t entry) { return input_.contexts.entries()[entry].hosted; });
  }

  // `POST /admin/restart`, or a function of such a name.
  bool asks(const Hit& hit) const {
    if (names_request(text_at(input_.program, hit.function, input_.program.function(hit.function).name))) return true;
    const auto entries = input_.contexts.entries_reaching(hit.function, hit.contexts);
    return !entries.empty() && std::all_of(entries.begin(), entries.end(), [&](std::uint32_t entry) {
      return names_request(input_.contexts.entries()[entry].label);
    });
  }

  static bool names_request(std::string_view name) {
    const std::string words = lower_case(name);
    return std::any_of(kRequests.begin(), kRequests.end(),
                       [&](std::string_view word) { return words.find(word) != std::string::npos; });
  }

  const CheckInput& input_;
  const Rule& rule_;
  flow::ContextSet contexts_;
  bool upward_;
  std::map<std::tuple<link::FunctionIndex, std::string>, Hit> hits_;
};

}  // namespace

std::vector<Hit> check_reach(const CheckInput& input, const Rule& rule) { return ReachChecker(input, rule).run(); }

}  // namespace chokepoint::rules
