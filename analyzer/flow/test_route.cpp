#include "flow/test_route.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include <re2/re2.h>

#include "base/word_list.hpp"
#include "flow/mention.hpp"

namespace chokepoint::flow {
namespace {

using ir::OpKind;
using link::kNone;

constexpr int kMaxDepth = 8;    // operations of a condition
constexpr int kMaxCallers = 3;  // `if debug { addDebugRoutes(router) }`

// A word of its own in `isDebugEnabled`, `ServiceTestingtoken` or `testMode`, but not in `latest`.
const RE2& test_words() {
  static const RE2 kWords(
      "(?i:(^|_)(tests?|testing|e2e|debug(ging)?|develop(ment)?|profil(e|er|ing)|pprof)(_|$))|"
      "(^|[a-z0-9])(Tests?([A-Z_0-9]|$)|Testing|Debug|Develop|Profil(er|ing)|Pprof)|"
      "^(tests?([A-Z_0-9]|$)|testing|debug|develop|profil(er|ing)|pprof)|"
      "(?i:^(is_?|in_?)?dev(_?(mode|env|environment))?$)");
  return kWords;
}

const RE2& production_words() {
  static const RE2 kWords("(?i)^(is_?|in_?)?prod(uction)?(_?(mode|env|environment))?$");
  return kWords;
}

class Conditions {
 public:
  explicit Conditions(const Program& program) : program_(program) {}

  /// Whether the operation is reached only if a condition around it, or one before it that else returns, asks for tests or for
  /// something else than production.
  bool stand_before(FunctionIndex f, ir::OpId op) const {
    if (!op) return false;
    const ir::FileIr& ir = program_.ir_of(f);
    const auto regions = program_.function(f).regions.of(ir.regions);
    return std::any_of(regions.begin(), regions.end(), [&](const ir::Region& region) {
      const bool branch = region.kind == ir::RegionKind::Branch;
      if (!region.subject || (!branch && region.kind != ir::RegionKind::Else)) return false;
      if (region.first_op <= op.index() && op.index() < region.end_op) return asks(f, region.subject, branch, 0);
      return branch && leaves_before(f, region, op) && asks(f, region.subject, false, 0);
    });
  }

 private:
  // Whether only tests and developers come past the condition when it is `wanted`.
  bool asks(FunctionIndex f, ir::OpId id, bool wanted, int depth) const {
    if (depth > kMaxDepth) return false;
    const ir::FileIr& ir = program_.ir_of(f);
    const ir::Op& op = ir.op(program_.function(f), id);
    const std::string_view sign = op.kind == OpKind::Compute ? ir.text(op.text) : std::string_view();
    const auto operands = ir.operands_of(program_.function(f), op);
    const auto operand_asks = [&](const ir::Operand& operand) { return asks(f, operand.value, wanted, depth + 1); };
    if (is_one_of(sign, {"!", "not"}) && !operands.empty()) return asks(f, operands[0].value, !wanted, depth + 1);
    const bool conjunction = is_one_of(sign, {"&&", "and"});
    if (conjunction || is_one_of(sign, {"||", "or"})) {
      return conjunction == wanted ? std::any_of(operands.begin(), operands.end(), operand_asks)
                                   : !operands.empty() && std::all_of(operands.begin(), operands.end(), operand_asks);
    }
    const bool differs = is_one_of(sign, {"!=", "!==", "is not", "<>"});
    const bool nothing = (differs || is_one_of(sign, {"==", "===", "is"})) && compares_with_nothing(f, operands);
    const bool for_tests = nothing ? wanted == differs : wanted != differs;
    return mentions(program_, f, id, for_tests ? test_words() : production_words(), kMaxDepth);
  }

  // `if token == "" { return }` above it, in the same block or one around.
  bool leaves_before(FunctionIndex f, const ir::Region& region, ir::OpId op) const {
    if (region.end_op > op.index() || region.end_op == region.first_op) return false;
    const ir::FileIr& ir = program_.ir_of(f);
    const ir::Function& function = program_.function(f);
    const OpKind last = ir.op(function, ir::OpId::from_index(region.end_op - 1)).kind;
    if (last != OpKind::Return && last != OpKind::Raise) return false;
    ir::RegionId around = ir.op(function, op).region;
    while (around && around != region.parent) around = ir.region(function, around).parent;
    return around == region.parent;
  }

  // `os.Getenv("TESTING_TOKEN") != ""` asks whether there is one.
  bool compares_with_nothing(FunctionIndex f, std::span<const ir::Operand> operands) const {
    return std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
      const ir::Op& op = program_.ir_of(f).op(program_.function(f), operand.value);
      const std::string_view text = program_.ir_of(f).text(op.text);
      if (op.kind == OpKind::Name) return is_one_of(text, {"nil", "undefined"});
      return op.kind == OpKind::Literal && is_one_of(text, {"", "0", "false", "False", "null", "None", "nil"});
    });
  }

  const Program& program_;
};

// Who calls the functions that register routes, and their callers, as far as is looked.
class Callers {
 public:
  Callers(const Program& program, const std::vector<FunctionIndex>& functions) {
    std::vector<bool> seen(program.file_of_function.size()), wanted(seen.size());
    const auto want = [&](FunctionIndex f) { return seen[f] ? false : seen[f] = wanted[f] = true; };
    bool any = !functions.empty();
    for (const FunctionIndex f : functions) want(f);
    for (int level = 0; level < kMaxCallers && any; ++level) {
      const std::vector<bool> now = std::exchange(wanted, std::vector<bool>(seen.size()));
      any = false;
      for (const link::CallSite& call : program.calls) {
        for (const link::Edge& edge : program.edges_of(call)) {
          if (!now[edge.target] || edge.relay == link::Relay::Away || program.file_of(call.caller).offline) continue;
          sites_[edge.target].emplace_back(call.caller, call.op);
          any |= want(call.caller);
        }
      }
    }
  }

  const std::vector<std::pair<FunctionIndex, ir::OpId>>& of(FunctionIndex f) const {
    static const std::vector<std::pair<FunctionIndex, ir::OpId>> kNobody;
    const auto found = sites_.find(f);
    return found == sites_.end() ? kNobody : found->second;
  }

 private:
  std::map<FunctionIndex, std::vector<std::pair<FunctionIndex, ir::OpId>>> sites_;
};

bool is_for_tests(const Conditions& conditions, const Callers& callers, FunctionIndex f, ir::OpId op, int depth) {
  if (conditions.stand_before(f, op)) return true;
  if (depth >= kMaxCallers) return false;
  const auto& sites = callers.of(f);
  return !sites.empty() && std::all_of(sites.begin(), sites.end(), [&](const auto& site) {
    return is_for_tests(conditions, callers, site.first, site.second, depth + 1);
  });
}

// Where the handler is given, seen from outside: the call itself, or that of the project's function around it which passes it on.
std::pair<FunctionIndex, ir::OpId> outermost(const EntryPoint& entry) {
  for (auto frame = entry.frames.rbegin(); frame != entry.frames.rend(); ++frame) {
    if (frame->function != kNone && frame->op) return {frame->function, frame->op};
  }
  return {entry.registered_in, entry.registration};
}

bool any_frame_is_for_tests(const Conditions& conditions, const EntryPoint& entry) {
  return conditions.stand_before(entry.registered_in, entry.registration) ||
         std::any_of(entry.frames.begin(), entry.frames.end(),
                     [&](const link::Frame& frame) { return conditions.stand_before(frame.function, frame.op); });
}

}  // namespace

std::vector<EntryPoint> take_test_routes(const Program& program, std::vector<EntryPoint>& entries) {
  std::vector<FunctionIndex> registering;
  for (const EntryPoint& entry : entries) {
    if (entry.registered_in != kNone) registering.push_back(outermost(entry).first);
  }
  const Conditions conditions(program);
  const Callers callers(program, registering);
  const auto serves = [&](const EntryPoint& entry) {
    if (entry.registered_in == kNone || !entry.registration) return true;
    const auto [function, op] = outermost(entry);
    return !any_frame_is_for_tests(conditions, entry) && !is_for_tests(conditions, callers, function, op, 0);
  };
  const auto first = std::stable_partition(entries.begin(), entries.end(), serves);
  std::vector<EntryPoint> taken(std::make_move_iterator(first), std::make_move_iterator(entries.end()));
  entries.erase(first, entries.end());
  return taken;
}

}  // namespace chokepoint::flow
