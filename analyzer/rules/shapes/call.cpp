// Call: an effectful call whose option is absent or switched off.
#include <algorithm>

#include "flow/constants.hpp"
#include "flow/matching.hpp"
#include "rules/shapes/decision.hpp"
#include "rules/shapes/options.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using link::FunctionIndex;

constexpr int kMaxContexts = 6;  // of which each holds the one before

// Code that only start-up or commands reach is no scaling limit; what nothing is known to reach still is.
bool runs_in_service(const CheckInput& input, FunctionIndex f, flow::ContextSet wanted) {
  const flow::ContextSet reached = input.contexts.of(f);
  if (wanted != 0xFF) return (reached & wanted) != 0;
  return reached == 0 || (reached & ~(flow::bit(flow::kCli))) != 0;
}

// Go: `context.Background()` carries nothing of the request; any other context may carry a deadline. A function that yields one and
// has the option via an argument hands on what that carries: `context.WithValue(ctx, …)`.
bool begins_anew(const CheckInput& input, FunctionIndex f, ir::OpId context, int depth = 0) {
  if (!context || depth > kMaxContexts) return false;
  const flow::Origin origin = flow::origin_of(input.program, f, context);
  const link::CallSite* call = input.program.call_at(origin.function, origin.op);
  const models::LibraryCall* rows = call ? call->rows : nullptr;
  const auto yields_nothing_new = [&](const models::Call* row) {
    return !row->returns.empty() && row->sets.empty() &&
           std::all_of(row->options.begin(), row->options.end(), [&](const models::Option& option) {
             return std::all_of(option.via.begin(), option.via.end(), [&](const models::Place& place) {
               return begins_anew(input, origin.function, flow::argument_at(input.program, origin.function, origin.op, place),
                                  depth + 1);
             });
           });
  };
  return rows && std::all_of(rows->rows.begin(), rows->rows.end(), yields_nothing_new);
}

// `for row in stub.List(request)`: a stream lasts as long as it is read.
bool is_iterated(const link::Program& program, const flow::EffectSite& site) {
  const auto ops = program.ir_of(site.function).ops_of(program.function(site.function));
  return std::any_of(ops.begin(), ops.end(), [&](const ir::Op& one) {
    return one.kind == ir::OpKind::Assign && one.has(ir::kElement) && one.base &&
           flow::origin_of(program, site.function, one.base).op == site.op;
  });
}

class CallChecker {
 public:
  CallChecker(const CheckInput& input, const Rule& rule)
      : input_(input),
        rule_(rule),
        contexts_(wanted_contexts(rule)),
        serves_(input.words.of("serves-http") | input.words.of("starts-sessions")),
        set_by_(libraries_that_set(input, rule.match.option)) {}

  std::vector<Hit> run() {
    for (const flow::EffectSite* site : wanted_sites(input_, rule_)) {
      if (rule_.at != "decision") check(*site, {site->function, site->op, {}});
      else
        for (Decision& decision : decisions_of(input_, *site, contexts_)) check(*site, std::move(decision));
    }
    return std::move(hits_);
  }

 private:
  void check(const flow::EffectSite& site, Decision at) {
    if (!applies_to(input_, rule_, at.function)) return;
    // What serves requests is the service, even if a command starts it.
    if (!(site.effects & serves_) && !runs_in_service(input_, at.function, contexts_)) return;
    const OptionAnswer answer = find_option(input_, site, rule_.match.option, set_by_);
    if (!option_fits(answer, rule_.match.states) || may_carry_it(site, at)) return;
    Hit hit;
    hit.site = &site;
    hit.function = at.function;
    hit.op = at.op;
    hit.hops = std::move(at.hops);
    hit.contexts = input_.contexts.of(at.function);
    hit.traits.push_back(answer.state == OptionState::Absent ? "absent" : "disabled");
    hit.placeholders = {{"option", rule_.match.option},
                        {"absent", answer.absent.empty() ? "nothing takes its place" : answer.absent},
                        {"note", answer.note}};
    hits_.push_back(std::move(hit));
  }

  // A stream needs none; in Go, a deadline is handed on with the context of the one who decides.
  bool may_carry_it(const flow::EffectSite& site, const Decision& at) const {
    if (rule_.at == "decision" && is_iterated(input_.program, site)) return true;
    if (rule_.at != "decision" || input_.program.file_of(at.function).language != Language::Go) return false;
    const ir::Op& call = op_at(input_.program, at.function, at.op);
    const auto operands = input_.program.ir_of(at.function).operands_of(input_.program.function(at.function), call);
    return operands.empty() || !begins_anew(input_, at.function, operands[0].value);
  }

  const CheckInput& input_;
  const Rule& rule_;
  flow::ContextSet contexts_;
  flow::EffectSet serves_;
  std::vector<std::string> set_by_;
  std::vector<Hit> hits_;
};

}  // namespace

std::vector<Hit> check_call(const CheckInput& input, const Rule& rule) { return CallChecker(input, rule).run(); }

}  // namespace chokepoint::rules
