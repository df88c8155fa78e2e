#include "rules/shapes/test_route.hpp"

#include <algorithm>

#include "rules/shapes/mention.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::kNone;
using link::Program;

constexpr int kMaxDepth = 8;
constexpr int kMaxCallers = 3;  // `if debug { addDebugRoutes(router) }`

// `if (!debug)` is no such condition.
bool asks_for_tests(const Program& program, FunctionIndex f, ir::OpId condition) {
  static const RE2 kWords(
      "(?i)^(is_?|in_?|enable_?|service_?|node_?)*(test|debug|develop|dev_?(mode|env|$)|profil|pprof)|"
      "(_|[a-z])(Test|Debug|Develop|Profil|TEST|DEBUG)");
  const ir::Op& op = op_at(program, f, condition);
  const std::string_view sign = op.kind == OpKind::Compute ? text_at(program, f, op.text) : std::string_view();
  return sign != "!" && sign != "not" && mentions(program, f, condition, kWords, kMaxDepth);
}

bool stands_for_tests(const CheckInput& input, FunctionIndex f, ir::OpId op, int depth) {
  const ir::FileIr& ir = input.program.ir_of(f);
  const ir::Function& function = input.program.function(f);
  for (ir::RegionId r = op ? ir.op(function, op).region : ir::RegionId{}; r; r = ir.region(function, r).parent) {
    const ir::Region& region = ir.region(function, r);
    if (region.kind == ir::RegionKind::Branch && region.subject && asks_for_tests(input.program, f, region.subject)) return true;
  }
  if (depth >= kMaxCallers) return false;
  bool any = false;
  for (const flow::Contexts::Caller& caller : input.contexts.callers_of(f)) {
    if (input.program.file_of(caller.caller).offline || caller.edge.relay == link::Relay::Away) continue;
    if (!stands_for_tests(input, caller.caller, caller.op, depth + 1)) return false;
    any = true;
  }
  return any;
}

}  // namespace

bool only_for_tests(const CheckInput& input, FunctionIndex function, flow::ContextSet contexts) {
  const auto reaching = input.contexts.entries_reaching(function, contexts);
  return !reaching.empty() && std::all_of(reaching.begin(), reaching.end(), [&](std::uint32_t index) {
    const flow::EntryPoint& entry = input.contexts.entries()[index];
    return entry.registered_in != kNone && entry.registration &&
           stands_for_tests(input, entry.registered_in, entry.registration, 0);
  });
}

}  // namespace chokepoint::rules
