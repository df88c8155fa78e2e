#include "rules/shapes/once.hpp"

#include <algorithm>

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::Program;

void collect(const Program& program, FunctionIndex f, ir::OpId id, Guards& guards, int depth) {
  if (!id || depth > 8 || !guards.seen.insert({id.raw, depth}).second) return;
  const ir::Op& op = op_at(program, f, id);
  if (op.kind == OpKind::Name || op.kind == OpKind::Member) {
    if (const link::SlotIndex slot = program.slot_of(f, id); slot != link::kNone) guards.slots.insert(slot);
    guards.words.insert(text_at(program, f, op.text));
  }
  collect(program, f, op.base, guards, depth + 1);
  for (const ir::Operand& operand : program.ir_of(f).operands_of(program.function(f), op))
    collect(program, f, operand.value, guards, depth + 1);
  // `cached := cache[key]; if cached != nil`: what the tested variable was read from counts too.
  if (op.kind == OpKind::Name) {
    if (const link::SlotIndex slot = program.slot_of(f, id); slot != link::kNone) {
      for (const link::Write& write : program.writes_of(slot)) {
        if (write.function == f && write.value && write.value != id) collect(program, f, write.value, guards, depth + 3);
      }
    }
  }
}

// Members an expression mentions.
bool mentions_member(const Program& program, FunctionIndex f, ir::OpId id, const std::set<std::string_view>& words, int depth = 0) {
  if (!id || depth > 6) return false;
  const ir::Op& op = op_at(program, f, id);
  if (op.kind == OpKind::Member && words.contains(text_at(program, f, op.text))) return true;
  const auto operands = program.ir_of(f).operands_of(program.function(f), op);
  return std::any_of(operands.begin(), operands.end(),
                     [&](const ir::Operand& operand) { return mentions_member(program, f, operand.value, words, depth + 1); });
}

// A helper that calls the function it is given until it has noted that it did: `if !o.done { f(); o.done = true }`.
bool calls_once(const Program& program, FunctionIndex helper) {
  const Guards guards = guards_of(program, helper);
  const ir::FileIr& ir = program.ir_of(helper);
  const auto ops = ir.ops_of(program.function(helper));
  bool called = false;
  for (std::size_t i = 0; i < ops.size(); ++i) {
    const ir::Op& op = ops[i];
    if (called && op.kind == OpKind::Store && guards.words.contains(ir.text(op.text))) return true;
    if (called && op.kind == OpKind::StoreIndex && guards.words.contains(ir.text(ir.op(program.function(helper), op.base).text)))
      return true;
    if (op.kind != OpKind::Call) continue;
    const auto operands = ir.operands_of(program.function(helper), op);
    if (called && std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
          return mentions_member(program, helper, operand.value, guards.words);
        }))
      return true;
    if (op.base && op_at(program, helper, op.base).kind == OpKind::Name && !guards.words.empty())
      called |= program.binding(helper, op.base).kind() == link::BindKind::Parameter;
  }
  return false;
}

// `target.once.Do(target.connect)`, of the library or the project's own.
bool passed_to_once(const Program& program, const flow::Contexts::Caller& caller) {
  const link::CallSite* site = program.call_at(caller.caller, caller.op);
  if (caller.edge.kind != link::EdgeKind::Callback || !site) return false;
  if (site->external) return program.names[site->external].starts_with("sync.Once");
  for (const link::Edge& edge : program.edges_of(*site)) {
    if (edge.kind == link::EdgeKind::Callback) continue;
    if (calls_once(program, edge.target)) return true;
    for (const link::CallSite& inner : program.calls_of(edge.target)) {
      if (inner.external && program.names[inner.external].starts_with("sync.Once")) return true;
      for (const link::Edge& next : program.edges_of(inner)) {
        if (next.relay == link::Relay::None && next.target != caller.edge.target && calls_once(program, next.target)) return true;
      }
    }
  }
  return false;
}

}  // namespace

GuardsBefore::GuardsBefore(const Program& program, FunctionIndex function) : program_(program), function_(function) {
  for (const ir::Region& region : program.function(function).regions.of(program.ir_of(function).regions)) {
    const bool asks = region.kind == ir::RegionKind::Branch || region.kind == ir::RegionKind::Else;
    if (asks && region.subject) conditions_.push_back(region.subject);
  }
  std::sort(conditions_.begin(), conditions_.end(), [](ir::OpId a, ir::OpId b) { return b < a; });
}

const Guards& GuardsBefore::at(std::size_t op) {
  for (; !conditions_.empty() && conditions_.back().index() < op; conditions_.pop_back())
    collect(program_, function_, conditions_.back(), guards_, 0);
  return guards_;
}

Guards guards_of(const Program& program, FunctionIndex f) { return GuardsBefore(program, f).at(program.function(f).ops.count); }

bool run_once(const Program& program, FunctionIndex f) {
  for (const link::CallSite& call :
       program.calls_of(f - program.file_of(f).first_function == 0
                            ? f
                            : program.global(program.file_of_function[f],
                                             program.function(f).parent ? program.function(f).parent : ir::FunctionId(1)))) {
    if (!call.external) continue;
    const std::string_view path = program.names[call.external];
    if (path != "sync.Once#Do" && path != "sync.OnceValue" && path != "sync.OnceFunc" && path != "lodash.once" &&
        path != "lodash.memoize")
      continue;
    for (const link::Edge& edge : program.edges_of(call)) {
      if (edge.target == f) return true;
    }
  }
  return false;
}

bool only_once(const CheckInput& input, FunctionIndex f, flow::ContextSet answering) {
  return every_caller(input, f, answering, link::Relay::Away,
                      [&](const flow::Contexts::Caller& caller) { return passed_to_once(input.program, caller); });
}

namespace {

// `if (zone == nil) { …; zone = loaded }`: what is tested around an operation is stored after it.
bool fills_what_is_missing(const Program& program, FunctionIndex f, ir::OpId op) {
  const ir::FileIr& ir = program.ir_of(f);
  const ir::Function& function = program.function(f);
  Guards guards;
  for (ir::RegionId r = ir.op(function, op).region; r; r = ir.region(function, r).parent) {
    if (ir.region(function, r).kind == ir::RegionKind::Branch) collect(program, f, ir.region(function, r).subject, guards, 0);
  }
  const auto ops = ir.ops_of(function);
  for (std::size_t i = op.index(); i < ops.size(); ++i) {
    if (ops[i].kind == OpKind::Store && guards.words.contains(ir.text(ops[i].text))) return true;
    if (ops[i].kind != OpKind::Assign) continue;
    const link::Binding binding = program.binding(f, ir::OpId::from_index(i));
    if (binding.is_outside() && guards.slots.contains(binding.id())) return true;
  }
  return false;
}

}  // namespace

bool on_first_use(const CheckInput& input, FunctionIndex f, ir::OpId op, flow::ContextSet contexts, int depth) {
  constexpr int kMaxDepth = 4;
  if (run_once(input.program, f) || only_once(input, f, contexts) || fills_what_is_missing(input.program, f, op)) return true;
  if (depth >= kMaxDepth) return false;
  return every_caller(input, f, contexts, link::Relay::Away, [&](const flow::Contexts::Caller& caller) {
    if (caller.edge.kind == link::EdgeKind::Callback || !caller.op) return false;
    return is_memoised(input.program, caller.caller, caller.op) ||
           on_first_use(input, caller.caller, caller.op, contexts, depth + 1);
  });
}

bool beyond_repair(const Program& program, FunctionIndex f, ir::OpId op) {
  const ir::FileIr& ir = program.ir_of(f);
  const ir::Function& function = program.function(f);
  if (program.file_of(f).language != Language::Java) return false;  // elsewhere errors are ordinary exceptions
  for (ir::RegionId r = ir.op(function, op).region; r; r = ir.region(function, r).parent) {
    const ir::Region& region = ir.region(function, r);
    if (region.kind != ir::RegionKind::Branch || !region.subject) continue;
    const ir::Op& condition = ir.op(function, region.subject);
    if (condition.kind != OpKind::Compute || ir.text(condition.text) != "instanceof" || condition.aux == 0) continue;
    if (ir.text(ir.type(ir::TypeId(condition.aux)).name).ends_with("Error")) return true;
  }
  return false;
}

bool begins_with_any(std::string_view name, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return name.starts_with(word); });
}

}  // namespace chokepoint::rules
