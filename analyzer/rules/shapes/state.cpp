// State: something that lives as long as the process is filled while requests are answered. One finding per container, at the first
// place that fills it.
#include <algorithm>
#include <set>
#include <span>

#include <re2/re2.h>

#include "rules/clues.hpp"
#include "rules/shapes/below.hpp"
#include "rules/shapes/shape.hpp"
#include "rules/shared.hpp"
#include "rules/state/key_name.hpp"

namespace chokepoint::rules {
namespace {

using link::FunctionIndex;

class StateChecker {
 public:
  StateChecker(const CheckInput& input, const Rule& rule)
      : input_(input),
        rule_(rule),
        match_(rule.match),
        contexts_(wanted_contexts(rule)),
        named_(match_.named),
        clues_(input),
        sites_(sites_of(input, rule)) {}

  std::vector<Hit> run() {
    std::vector<Hit> hits;
    const std::vector<Addition>& additions = (*input_.shared->state).additions;
    for (std::size_t i = 0; i < additions.size();) {
      std::size_t end = i;
      while (end < additions.size() && additions[end].container == additions[i].container) ++end;
      if (const Addition* addition = first_of(std::span(additions).subspan(i, end - i))) hits.push_back(hit_of(*addition));
      i = end;
    }
    if (has_word(match_.natures, "variable")) add_remembered(hits);
    if (!match_.anchors.empty()) {
      for (Hit& hit : check_project(input_, rule_)) {
        move_to_making(hit);
        hits.push_back(std::move(hit));
      }
    }
    return hits;
  }

 private:
  void add_remembered(std::vector<Hit>& hits) {
    for (const Remembered& one : (*input_.shared->state).remembered) {
      if (!applies_to(input_, rule_, one.function) || !(input_.contexts.of(one.function) & contexts_)) continue;
      Hit hit;
      hit.function = one.function;
      hit.op = one.op;
      hit.contexts = input_.contexts.of(one.function) & contexts_;
      hit.placeholders = {{"name", one.name}};
      if (one.personal) hit.traits.emplace_back("grave");
      hits.push_back(std::move(hit));
    }
  }

  // The first place that fills a container; where connections are put in rather than where their list is put back.
  const Addition* first_of(std::span<const Addition> additions) {
    const Addition* first = nullptr;
    for (const Addition& addition : additions) {
      if ((first && (first->direct || !addition.direct)) || !fits(addition)) continue;
      first = &addition;
    }
    return first;
  }

  // `io.emit(…)` is reported where `io` is made, if that is seen in the same project.
  void move_to_making(Hit& hit) const {
    const link::Program& program = input_.program;
    const link::CallSite* used = hit.function == link::kNone ? nullptr : program.call_at(hit.function, hit.op);
    if (!used || !used->external) return;
    const std::string_view path = program.names[used->external];
    const std::string_view type = path.substr(0, path.find('#'));
    if (type == path) return;
    const link::ProgramFile& file = program.file_of(hit.function);
    const std::string_view ecosystem = models::ecosystem_of(file.language);
    for (const link::CallSite& call : program.calls) {
      const link::ProgramFile& around = program.file_of(call.caller);
      if (!call.external || around.offline || around.project != file.project || around.language != file.language) continue;
      const std::string_view made = program.names[call.external];
      if (made != type && input_.library.made_type(ecosystem, made) != type) continue;
      hit.function = call.caller;
      hit.op = call.op;
      return;
    }
  }

  bool fits(const Addition& addition) {
    const Container& container = *addition.container;
    const FunctionIndex f = addition.use->function;
    if (!has_word(match_.natures, container.nature) || container.evidence < input_.least) return false;
    if (!applies_to(input_, rule_, f) || !(input_.contexts.of(f) & contexts_)) return false;
    if (has_word(match_.elements, "connection") ? !addition.connection : addition.use->kind == Use::Kind::Fills) return false;
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
    if (has_word(match_.unless, "replaces") && addition.replaces) return true;
    if (has_word(match_.unless, "telemetry") && is_telemetry(container.name)) return true;
    if (has_word(match_.unless, "answered") && (container.unbuffered || is_answered(addition))) return true;
    return has_word(match_.unless, "unread") && !container.has(Use::Kind::Reads);
  }

  // `jobs.push({ task, resolve })`, `jobs.offer(new Job(task, future))`: whoever puts it in waits for the answer.
  bool is_answered(const Addition& addition) const {
    static const std::set<std::string_view> ways = {"callback", "cb",    "deferred", "done",     "errCh",  "future",
                                                    "reject",   "reply", "resolve",  "response", "result", "resultCh"};
    const link::Program& program = input_.program;
    const FunctionIndex f = addition.use->function;
    if (!addition.use->value) return false;
    const ir::Op* op = &op_at(program, f, addition.use->value);
    const bool address = op->kind == ir::OpKind::Compute && op->operand_count == 1;
    if (address) op = &op_at(program, f, program.ir_of(f).operands_of(program.function(f), *op)[0].value);
    if (op->kind == ir::OpKind::Function) return true;
    if (op->kind != ir::OpKind::Aggregate && op->kind != ir::OpKind::Call) return false;
    const auto operands = program.ir_of(f).operands_of(program.function(f), *op);
    return std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
      return ways.contains(text_at(program, f, operand.name)) ||
             ways.contains(text_at(program, f, op_at(program, f, operand.value).text));
    });
  }

  // Taken out beside the requests, by code that then does some work.
  bool is_drained(const Container& container) const {
    if (match_.drained.empty()) return true;
    flow::ContextSet draining = 0;
    for (const std::string& word : match_.drained) draining |= flow::contexts_named(word);
    const flow::ContextSet answering = flow::contexts_named("request");
    return std::any_of(container.uses.begin(), container.uses.end(), [&](const Use& use) {
      const flow::ContextSet reached = input_.contexts.of(use.function);
      if (use.kind != Use::Kind::Removes || use.at_start || (reached & answering)) return false;
      return ((reached & draining) || reached == 0) && works(use.function);
    });
  }

  bool works(FunctionIndex drainer) const {
    return match_.effects.empty() ||
           !look_below(input_, sites_, whole_of(input_.program, drainer), Follow::Anywhere).effects.empty();
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

  Hit hit_of(const Addition& addition) const {
    const Use& use = *addition.use;
    const Container& container = *addition.container;
    Hit hit;
    hit.function = use.function;
    hit.op = use.op;
    hit.contexts = input_.contexts.of(use.function) & contexts_;
    hit.evidence = container.evidence;
    hit.placeholders = {{"name", container.name}};
    if (addition.stored_id) hit.traits.push_back("minor");
    if (has_word(match_.unless, "few-keys") && has_key(addition) && !addition.identifies && !input_.contexts.is_entry(use.function))
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
  SitesOf sites_;
};

}  // namespace

std::vector<Hit> check_state(const CheckInput& input, const Rule& rule) { return StateChecker(input, rule).run(); }

}  // namespace chokepoint::rules
