// Values made once: the guard and the place they are kept in.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "rules/shapes/carry.hpp"
#include "rules/shapes/once.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::Program;

constexpr std::array<std::string_view, 13> kCaches = {"aiocache.cached",
                                                      "async_lru.alru_cache",
                                                      "cachetools.cached",
                                                      "cachetools.cachedmethod",
                                                      "cachetools.func.lru_cache",
                                                      "cachetools.func.ttl_cache",
                                                      "django.utils.functional.cached_property",
                                                      "flask_caching.Cache#cached",
                                                      "flask_caching.Cache#memoize",
                                                      "functools.cache",
                                                      "functools.cached_property",
                                                      "functools.lru_cache",
                                                      "werkzeug.utils.cached_property"};

constexpr int kMaxFactories = 3;  // functions that hand the value on
constexpr int kMaxFarSteps = 16;  // … where the variable is seen to be asked before

bool cached_function(const Program& program, FunctionIndex f) {
  const link::ProgramFile& file = program.file_of(f);
  const ir::Function& function = program.function(f);
  for (std::uint32_t i = 0; i < function.decorators.count; ++i) {
    const link::Name name = program.decorators[file.first_decorator + function.decorators.first + i];
    if (name && std::find(kCaches.begin(), kCaches.end(), program.names[name]) != kCaches.end()) return true;
  }
  return false;
}

// Whether an expression goes by way of something that is named a cache.
bool names_cache(const Program& program, FunctionIndex f, ir::OpId id, int depth) {
  if (!id || depth > 8) return false;
  const ir::Op& op = op_at(program, f, id);
  if (op.kind == OpKind::Name || op.kind == OpKind::Member) {
    const std::string_view word = text_at(program, f, op.text);
    if (word.find("cache") != std::string_view::npos || word.find("Cache") != std::string_view::npos) return true;
    return names_cache(program, f, op.base, depth + 1);
  }
  if (op.kind != OpKind::Compute || op.operand_count != 1) return false;  // `&state.Caches.Users`
  return names_cache(program, f, program.ir_of(f).operands_of(program.function(f), op)[0].value, depth + 1);
}

// The same chain of names: `s.cache` and `s.cache`.
bool same_path(const Program& program, FunctionIndex f, ir::OpId a, ir::OpId b, int depth = 0) {
  if (!a || !b || depth > 8) return !a && !b;
  const ir::Op& left = op_at(program, f, a);
  const ir::Op& right = op_at(program, f, b);
  return left.kind == right.kind && (left.kind == OpKind::Name || left.kind == OpKind::Member) &&
         text_at(program, f, left.text) == text_at(program, f, right.text) &&
         same_path(program, f, left.base, right.base, depth + 1);
}

// Whether the holder was asked before the value was made: `s.cache.GetString(key)`.
bool asked_before(const Program& program, FunctionIndex f, ir::OpId holder, ir::OpId made) {
  for (const link::CallSite& call : program.calls_of(f)) {
    if (!(call.op < made)) break;
    const ir::Op& op = op_at(program, f, call.op);
    if (op.kind != OpKind::Call || !op.base) continue;
    const ir::Op& callee = op_at(program, f, op.base);
    if (callee.kind == OpKind::Member &&
        begins_with_any(text_at(program, f, callee.text), {"Get", "Load", "Fetch", "Peek", "get"}) &&
        same_path(program, f, callee.base, holder))
      return true;
  }
  return false;
}

// What a call calls if it puts something somewhere, by its name: `cache.set`; null for others.
const ir::Op* putting(const Program& program, FunctionIndex f, const ir::Op& op) {
  const ir::Op* callee = op.kind == OpKind::Call && op.base ? &op_at(program, f, op.base) : nullptr;
  const bool puts = callee && callee->kind == OpKind::Member &&
                    begins_with_any(text_at(program, f, callee->text), {"set", "put", "Store", "Set", "Put"});
  return puts ? callee : nullptr;
}

// `cache.set(key, client)` after `cache.get(key)` or `cache.has(key)`.
bool stores_in_cache(const Program& program, FunctionIndex f, const ir::Op& op, ir::OpId made, const Guards& guards,
                     const std::set<link::SlotIndex>& filled) {
  const ir::Op* callee = putting(program, f, op);
  if (!callee) return false;
  const auto operands = program.ir_of(f).operands_of(program.function(f), op);
  const bool is_pointer = text_at(program, f, callee->text) == "Store";  // `atomic.Pointer.Store(client)`
  if (operands.size() < (is_pointer ? 1 : 2)) return false;
  const link::SlotIndex slot = program.slot_of(f, callee->base);
  if ((slot == link::kNone || !guards.slots.contains(slot)) && !asked_before(program, f, callee->base, made)) return false;
  return std::any_of(operands.begin(), operands.end(),
                     [&](const ir::Operand& operand) { return carries(program, f, operand.value, made, filled); });
}

// What is put somewhere under a key: the place and the value, none for other operations.
std::pair<ir::OpId, ir::OpId> put_by(const Program& program, FunctionIndex f, const ir::Op& op) {
  const auto operands = program.ir_of(f).operands_of(program.function(f), op);
  if (operands.size() < 2) return {};
  if (op.kind == OpKind::StoreIndex) return {op.base, operands.back().value};
  const ir::Op* callee = putting(program, f, op);
  return callee ? std::pair{callee->base, operands.back().value} : std::pair<ir::OpId, ir::OpId>{};
}

// `return remember(key, made)`: a method of the same class puts it where the code has looked before.
bool stores_by_helper(const Program& program, FunctionIndex f, ir::OpId call, ir::OpId made, const Guards& guards,
                      const std::set<link::SlotIndex>& filled) {
  const link::CallSite* site = program.call_at(f, call);
  if (!site || site->external || site->edge_count != 1) return false;
  const FunctionIndex helper = program.edges_of(*site)[0].target;
  if (program.owner_of_function[helper] == link::kNone || program.owner_of_function[helper] != program.owner_of_function[f])
    return false;
  const auto given = program.ir_of(f).operands_of(program.function(f), op_at(program, f, call));
  const link::SlotIndex first = program.first_parameter_slot[helper] + (is_receiver(program, helper, 0) ? 1 : 0);
  const auto ops = program.ir_of(helper).ops_of(program.function(helper));
  return std::any_of(ops.begin(), ops.end(), [&](const ir::Op& op) {
    const auto [place, value] = put_by(program, helper, op);
    if (!place || !guards.words.contains(text_at(program, helper, op_at(program, helper, place).text))) return false;
    const link::SlotIndex slot = program.slot_of(helper, value);
    return slot != link::kNone && slot >= first && slot < first + given.size() &&
           carries(program, f, given[slot - first].value, made, filled);
  });
}

// `self`, `this`, and what they have.
bool is_of_receiver(const Program& program, FunctionIndex f, ir::OpId id) {
  while (id && op_at(program, f, id).kind == OpKind::Member) id = op_at(program, f, id).base;
  if (!id || op_at(program, f, id).kind != OpKind::Name) return false;
  const link::Binding binding = program.binding(f, id);
  if (binding.kind() == link::BindKind::This) return true;
  return is_receiver(program, f, 0) && binding.kind() == link::BindKind::Parameter &&
         binding.id() == program.first_parameter_slot[f];
}

// Go, Python: a map in the object the method belongs to outlives the request.
bool in_receiver(const Program& program, FunctionIndex f, ir::OpId map) {
  return is_receiver(program, f, 0) && op_at(program, f, map).kind == OpKind::Member && is_of_receiver(program, f, map);
}

// `client = made` of a variable outside that conditions have asked for.
bool assigns_asked(const Program& program, FunctionIndex f, std::size_t assign, ir::OpId made, const Guards& guards) {
  const ir::OpId id = ir::OpId::from_index(assign);
  const link::Binding binding = program.binding(f, id);
  return binding.is_outside() && guards.slots.contains(binding.id()) &&
         carries(program, f, op_at(program, f, id).base, made, {}, kMaxFarSteps);
}

// What a call yields is put where it outlives the call of the function around it, after a look whether it is there already. The
// function that is called need not return what it makes: it is not called again.
bool runs_when_missing(const Program& program, FunctionIndex f, ir::OpId call) {
  const ir::FileIr& ir = program.ir_of(f);
  const auto ops = ir.ops_of(program.function(f));
  GuardsBefore asked(program, f);
  for (std::size_t i = call.index() + 1; i < ops.size(); ++i) {
    const ir::Op& op = ops[i];
    if (op.kind != OpKind::Store && op.kind != OpKind::Assign) continue;
    const Guards& guards = asked.at(i);
    if (op.kind == OpKind::Store && is_of_receiver(program, f, op.base) && guards.words.contains(ir.text(op.text)) &&
        carries(program, f, ir.operands_of(program.function(f), op)[0].value, call))
      return true;
    if (op.kind == OpKind::Assign && assigns_asked(program, f, i, call, guards)) return true;
  }
  return false;
}

flow::ContextSet answering() {
  static const flow::ContextSet contexts = flow::contexts_named("request") | flow::contexts_named("job");
  return contexts;
}

bool runs_only_when_missing(const CheckInput& input, FunctionIndex f, int depth) {
  return every_caller(input, f, answering(), link::Relay::Here, [&](const flow::Contexts::Caller& caller) {
    if (caller.edge.kind == link::EdgeKind::Callback || !caller.op) return false;
    return runs_when_missing(input.program, caller.caller, caller.op) ||
           (depth < kMaxFactories && runs_only_when_missing(input, caller.caller, depth + 1));
  });
}

bool kept_in_receiver(const Program& program, FunctionIndex f, ir::OpId made) {
  const auto ops = program.ir_of(f).ops_of(program.function(f));
  return std::any_of(ops.begin(), ops.end(), [&](const ir::Op& op) {
    if (op.kind != OpKind::StoreIndex || !in_receiver(program, f, op.base)) return false;
    return carries(program, f, program.ir_of(f).operands_of(program.function(f), op).back().value, made);
  });
}

}  // namespace

bool fills_cache(const Program& program, FunctionIndex caller, ir::OpId call) {
  const ir::Op& op = op_at(program, caller, call);
  if (op.kind != OpKind::Call || !op.base) return false;
  std::string_view name = text_at(program, caller, op_at(program, caller, op.base).text);
  if (begins_with_any(name, {"Store", "Set", "Put", "Add", "Delete", "Remove", "Update", "Invalidate", "set", "put", "store"}))
    return false;
  if (names_cache(program, caller, op.base, 0)) return true;
  for (const ir::Operand& operand : program.ir_of(caller).operands_of(program.function(caller), op)) {
    if (operand.value && names_cache(program, caller, operand.value, 0)) return true;
  }
  return false;
}

bool reads_cache(const Program& program, FunctionIndex f, ir::OpId call) {
  const ir::Op& op = op_at(program, f, call);
  if (op.kind != OpKind::Call || !op.base || op_at(program, f, op.base).kind != OpKind::Member) return false;
  const ir::Op& callee = op_at(program, f, op.base);
  return begins_with_any(text_at(program, f, callee.text), {"Get", "Find", "Fetch", "Load", "Lookup"}) &&
         names_cache(program, f, callee.base, 0);
}

bool is_memoised(const Program& program, FunctionIndex f, ir::OpId made) {
  if (cached_function(program, f) || run_once(program, f)) return true;
  const ir::FileIr& ir = program.ir_of(f);
  const ir::Function& function = program.function(f);
  const auto ops = ir.ops_of(function);
  GuardsBefore asked(program, f);
  const std::set<link::SlotIndex> filled = filled_by(program, f, made);
  for (std::size_t i = made.index(); i < ops.size(); ++i) {
    const ir::Op& op = ops[i];
    if (op.kind != OpKind::Assign && op.kind != OpKind::Store && op.kind != OpKind::StoreIndex && op.kind != OpKind::Call) continue;
    const Guards& guards = asked.at(i);
    const auto operands = ir.operands_of(function, op);
    const ir::OpId value = op.kind == OpKind::Assign ? op.base : operands.empty() ? ir::OpId{} : operands.back().value;
    if (op.kind == OpKind::Call) {
      if (stores_in_cache(program, f, op, made, guards, filled) ||
          stores_by_helper(program, f, ir::OpId::from_index(i), made, guards, filled))
        return true;
      continue;
    }
    if (op.kind == OpKind::Assign && assigns_asked(program, f, i, made, guards)) return true;
    if (!carries(program, f, value, made)) continue;
    if (op.has(ir::kAugmented)) return true;
    if (op.kind == OpKind::StoreIndex) {
      const link::SlotIndex slot = program.slot_of(f, op.base);
      if ((slot != link::kNone && guards.slots.contains(slot)) || guards.words.contains(ir.text(op_at(program, f, op.base).text)))
        return true;
      continue;
    }
    if (op.kind == OpKind::Store) {
      if (guards.words.contains(ir.text(op.text))) return true;
      continue;
    }
    const link::Binding binding = program.binding(f, ir::OpId::from_index(i));
    if (binding.is_outside() && (guards.slots.contains(binding.id()) || guards.words.contains(ir.text(op.text)))) return true;
  }
  return false;
}

bool is_memoised_by_callers(const CheckInput& input, FunctionIndex f, ir::OpId made, int depth) {
  const Program& program = input.program;
  if (is_memoised(program, f, made) || kept_in_receiver(program, f, made) || only_once(input, f, answering())) return true;
  if (depth >= kMaxFactories) return false;
  bool returned = false;
  const bool constructs = program.function(f).kind == ir::FunctionKind::Constructor;
  for (const ir::Op& op : program.ir_of(f).ops_of(program.function(f))) {
    returned |= op.kind == OpKind::Return && carries(program, f, op.base, made);
    if (!constructs || op.kind != OpKind::Store || op.operand_count == 0) continue;  // kept in the object, which may be kept
    returned |= carries(program, f, program.ir_of(f).operands_of(program.function(f), op)[0].value, made);
  }
  if (!returned) return runs_only_when_missing(input, f, depth);
  // A caller that keeps what one of its calls makes may have another for what it does not keep.
  std::map<FunctionIndex, bool> kept;
  for (const flow::Contexts::Caller& caller : input.contexts.callers_of(f)) {
    if (program.file_of(caller.caller).offline || caller.edge.relay == link::Relay::Here) continue;
    if (!(input.contexts.of(caller.caller) & answering())) continue;  // what runs once when the process starts makes one
    kept[caller.caller] |= caller.edge.kind != link::EdgeKind::Callback &&
                           (is_memoised(program, caller.caller, caller.op) || kept_in_receiver(program, caller.caller, caller.op));
  }
  for (const flow::Contexts::Caller& caller : input.contexts.callers_of(f)) {
    const auto known = kept.find(caller.caller);
    if (known == kept.end() || known->second || caller.edge.relay == link::Relay::Here) continue;
    if (caller.edge.kind == link::EdgeKind::Callback || !is_memoised_by_callers(input, caller.caller, caller.op, depth + 1))
      return false;
  }
  return !kept.empty();
}

}  // namespace chokepoint::rules
