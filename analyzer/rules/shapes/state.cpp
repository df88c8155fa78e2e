// State: something that lives as long as the process is filled while requests are answered. One finding per container, at the first
// place that fills it.
#include <algorithm>

#include <re2/re2.h>

#include "rules/clues.hpp"
#include "rules/shapes/shape.hpp"
#include "rules/state/state.hpp"

namespace chokepoint::rules {
namespace {

using link::FunctionIndex;

constexpr double kUncertain = 0.45;  // less than is shown without --all

class StateChecker {
 public:
  StateChecker(const CheckInput& input, const Rule& rule)
      : input_(input), rule_(rule), match_(rule.match), contexts_(wanted_contexts(rule)), named_(match_.named), clues_(input) {}

  std::vector<Hit> run() {
    std::vector<Hit> hits;
    const Container* reported = nullptr;
    for (const Addition& addition : input_.state->additions) {
      if (addition.container == reported || !fits(addition)) continue;
      reported = addition.container;
      hits.push_back(hit_of(addition));
    }
    if (!match_.anchors.empty()) {
      for (Hit& hit : check_project(input_, rule_)) hits.push_back(std::move(hit));
    }
    return hits;
  }

 private:
  bool fits(const Addition& addition) {
    const Container& container = *addition.container;
    const FunctionIndex f = addition.use->function;
    if (!has_word(match_.natures, container.nature) || container.evidence < input_.least) return false;
    if (!applies_to(input_, rule_, f) || !(input_.contexts.of(f) & contexts_)) return false;
    if (has_word(match_.elements, "connection") && !addition.connection) return false;
    if (!match_.named.empty() && !RE2::PartialMatch(container.name, named_)) return false;
    if (!is_silenced(addition) && is_drained(container)) return is_alone(f);
    return false;
  }

  bool is_silenced(const Addition& addition) const {
    const Container& container = *addition.container;
    if (has_word(match_.unless, "bounded") && (container.bounded || container.has(Use::Kind::Measures))) return true;
    if (has_word(match_.unless, "emptied") && (container.has(Use::Kind::Removes) || container.has(Use::Kind::Escapes))) return true;
    if (has_word(match_.unless, "own-data") && !addition.key_from_request && !addition.value_from_request) return true;
    if (has_word(match_.unless, "few-keys") && has_key(addition)) {
      const bool asked = container.nature == "set" ? addition.value_from_request : addition.key_from_request;
      if (addition.few_keys || !asked) return true;
    }
    return has_word(match_.unless, "unread") && !container.has(Use::Kind::Reads);
  }

  bool is_drained(const Container& container) const {
    if (match_.drained.empty()) return true;
    flow::ContextSet draining = 0;
    for (const std::string& word : match_.drained) draining |= flow::contexts_named(word);
    return std::any_of(container.uses.begin(), container.uses.end(), [&](const Use& use) {
      return use.kind == Use::Kind::Removes && (input_.contexts.of(use.function) & draining);
    });
  }

  // Nothing in the repository says that the state is shared in another way.
  bool is_alone(FunctionIndex f) {
    if (match_.with.empty() && match_.without.empty()) return true;
    Trace anchor;
    anchor.function = f;
    return clues_.anchor_holds(source::ProjectId(input_.program.file_of(f).project), match_, anchor) &&
           clues_.anchor_holds(source::ProjectId::from_index(0), match_, anchor);
  }

  static bool has_key(const Addition& addition) {
    return addition.container->nature == "set" || (addition.container->nature == "map" && addition.use->key);
  }

  bool is_handler(FunctionIndex f) const {
    const auto& entries = input_.contexts.entries();
    return std::any_of(entries.begin(), entries.end(), [&](const flow::EntryPoint& entry) { return entry.function == f; });
  }

  Hit hit_of(const Addition& addition) const {
    const Use& use = *addition.use;
    const Container& container = *addition.container;
    Hit hit;
    hit.function = use.function;
    hit.op = use.op;
    hit.contexts = input_.contexts.of(use.function) & contexts_;
    hit.evidence = container.evidence;
    hit.placeholders = {{"name", container.name}};
    if (has_word(match_.unless, "few-keys") && has_key(addition) && !addition.identifies && !is_handler(use.function))
      hit.certainty = kUncertain;
    const link::ProgramFile& made = input_.program.file_of(container.function);
    hit.because.push_back("`" + container.name + "` is made once for the process in `" + made.path + "`");
    return hit;
  }

  const CheckInput& input_;
  const Rule& rule_;
  const Match& match_;
  flow::ContextSet contexts_;
  RE2 named_;
  Clues clues_;
};

}  // namespace

std::vector<Hit> check_state(const CheckInput& input, const Rule& rule) { return StateChecker(input, rule).run(); }

}  // namespace chokepoint::rules
