// Values made once: the guard and the place they are kept in.
#include <algorithm>
#include <array>
#include <set>

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

bool cached_function(const Program& program, FunctionIndex f) {
  const link::ProgramFile& file = program.file_of(f);
  const ir::Function& function = program.function(f);
  for (std::uint32_t i = 0; i < function.decorators.count; ++i) {
    const link::Name name = program.decorators[file.first_decorator + function.decorators.first + i];
    if (name && std::find(kCaches.begin(), kCaches.end(), program.names[name]) != kCaches.end()) return true;
  }
  return false;
}

// Once callbacks: `once.Do(func() { … })`, `lazy(() => …)`.
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

// All names, members and slots read by conditions of the function.
struct Guards {
  std::set<std::pair<std::uint32_t, int>> seen;  // operations looked at, by depth
  std::set<link::SlotIndex> slots;
  std::set<std::string_view> words;
};

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

Guards guards_of(const Program& program, FunctionIndex f) {
  Guards guards;
  const ir::Function& function = program.function(f);
  for (const ir::Region& region : function.regions.of(program.ir_of(f).regions)) {
    if (region.kind == ir::RegionKind::Branch || region.kind == ir::RegionKind::Else)
      collect(program, f, region.subject, guards, 0);
  }
  return guards;
}

// Whether `value` hands the value of `made` on unchanged: through await, casts, locals and calls made on it. Breadth first, each
// operation once: locals that are written hundreds of times from themselves are no reason to look at every way through them.
bool carries(const Program& program, FunctionIndex f, ir::OpId value, ir::OpId made) {
  constexpr int kMaxSteps = 8;
  const ir::FileIr& ir = program.ir_of(f);
  std::set<std::uint32_t> seen;
  std::vector<ir::OpId> level, next;
  auto visit = [&](ir::OpId id) {
    if (id && seen.insert(id.raw).second) next.push_back(id);
  };
  visit(value);
  for (int step = 0; step <= kMaxSteps && !next.empty(); ++step) {
    level.swap(next);
    next.clear();
    for (const ir::OpId id : level) {
      if (id == made) return true;
      const ir::Op& op = op_at(program, f, id);
      if (op.kind == OpKind::Name) {
        const link::SlotIndex slot = program.slot_of(f, id);
        if (slot == link::kNone) continue;
        for (const link::Write& write : program.writes_of(slot)) {
          if (write.function == f) visit(write.value);
        }
        continue;
      }
      visit(op.base);
      for (const ir::Operand& operand : ir.operands_of(program.function(f), op)) visit(operand.value);
    }
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

}  // namespace

bool fills_cache(const Program& program, FunctionIndex caller, ir::OpId call) {
  const ir::Op& op = op_at(program, caller, call);
  if (op.kind != OpKind::Call || !op.base) return false;
  std::string_view name = text_at(program, caller, op_at(program, caller, op.base).text);
  for (const char* change : {"Store", "Set", "Put", "Add", "Delete", "Remove", "Update", "Invalidate", "set", "put", "store"}) {
    if (name.starts_with(change)) return false;
  }
  if (names_cache(program, caller, op.base, 0)) return true;
  for (const ir::Operand& operand : program.ir_of(caller).operands_of(program.function(caller), op)) {
    if (operand.value && names_cache(program, caller, operand.value, 0)) return true;
  }
  return false;
}

bool is_memoised(const Program& program, FunctionIndex f, ir::OpId made) {
  if (cached_function(program, f) || run_once(program, f)) return true;
  const ir::FileIr& ir = program.ir_of(f);
  const ir::Function& function = program.function(f);
  const auto ops = ir.ops_of(function);
  const Guards guards = guards_of(program, f);
  for (std::size_t i = made.index(); i < ops.size(); ++i) {
    const ir::Op& op = ops[i];
    if (op.kind != OpKind::Assign && op.kind != OpKind::Store && op.kind != OpKind::StoreIndex && op.kind != OpKind::Call) continue;
    const auto operands = ir.operands_of(function, op);
    const ir::OpId value = op.kind == OpKind::Assign ? op.base : operands.empty() ? ir::OpId{} : operands.back().value;
    if (op.kind == OpKind::Call) {
      // `cache.set(key, client)` after `cache.get(key)` or `cache.has(key)`.
      const ir::Op* callee = op.base ? &op_at(program, f, op.base) : nullptr;
      if (!callee || callee->kind != OpKind::Member) continue;
      const std::string_view method = ir.text(callee->text);
      if (operands.size() < 2 && method != "Store") continue;  // `atomic.Pointer.Store(client)`
      if (method != "set" && method != "put" && method != "Store" && method != "Set" && method != "setdefault" &&
          method != "putIfAbsent")
        continue;
      const link::SlotIndex slot = program.slot_of(f, callee->base);
      if (slot != link::kNone && guards.slots.contains(slot) && carries(program, f, value, made)) return true;
      continue;
    }
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
    const bool outer = binding.kind() == link::BindKind::Outer || binding.kind() == link::BindKind::Member;
    if (outer && (guards.slots.contains(binding.id()) || guards.words.contains(ir.text(op.text)))) return true;
  }
  return false;
}

bool is_memoised_by_callers(const CheckInput& input, FunctionIndex f, ir::OpId made, int depth) {
  constexpr int kMaxFactories = 3;  // functions that hand the value on
  static const flow::ContextSet answering = flow::contexts_named("request") | flow::contexts_named("job");
  const Program& program = input.program;
  if (is_memoised(program, f, made)) return true;
  if (depth >= kMaxFactories) return false;
  bool returned = false;
  const bool constructs = program.function(f).kind == ir::FunctionKind::Constructor;
  for (const ir::Op& op : program.ir_of(f).ops_of(program.function(f))) {
    returned |= op.kind == OpKind::Return && carries(program, f, op.base, made);
    if (!constructs || op.kind != OpKind::Store || op.operand_count == 0) continue;  // kept in the object, which may be kept
    returned |= carries(program, f, program.ir_of(f).operands_of(program.function(f), op)[0].value, made);
  }
  if (!returned) return false;
  bool any = false;
  for (const flow::Contexts::Caller& caller : input.contexts.callers_of(f)) {
    if (program.file_of(caller.caller).offline || caller.edge.relay == link::Relay::Here) continue;
    if (!(input.contexts.of(caller.caller) & answering)) continue;  // what runs once when the process starts makes one
    if (caller.edge.kind == link::EdgeKind::Callback || !is_memoised_by_callers(input, caller.caller, caller.op, depth + 1))
      return false;
    any = true;
  }
  return any;
}

}  // namespace chokepoint::rules
