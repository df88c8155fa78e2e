#include "rules/onward.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <re2/re2.h>

#include "base/letter_case.hpp"
#include "flow/constants.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;

constexpr int kMaxHops = 8;              // values followed back from an address
constexpr std::size_t kMaxCallers = 20;  // calls of one function that are looked at

enum class Address : std::uint8_t { Unknown, Known, Brought };

class AddressFinder {
 public:
  explicit AddressFinder(const CheckInput& input) : input_(input), program_(input.program) {}

  Address of_call(FunctionIndex f, ir::OpId id, int hops = 0) {
    const ir::FileIr& ir = program_.ir_of(f);
    const ir::Function& function = program_.function(f);
    const ir::Op& op = ir.op(function, id);
    if (op.kind != OpKind::Call || hops > kMaxHops) return Address::Unknown;
    for (const ir::Operand& operand : ir.operands_of(function, op)) {
      if (ir.text(operand.name) == "url" || ir.text(operand.name) == "uri") return of_value(f, operand.value, hops + 1);
    }
    for (std::size_t n = 0; n < kMaxOperands; ++n) {
      const ir::OpId value = ir.positional(function, op, n);
      if (!value) break;
      if (!is_beside(f, value)) return of_argument(f, value, hops);
    }
    // Without arguments the receiver holds it: `new URL(address).openConnection()`.
    if (!op.base || ir.op(function, op.base).kind != OpKind::Member) return Address::Unknown;
    on_object_ = true;
    return of_value(f, ir.op(function, op.base).base, hops + 1);
  }

 private:
  static constexpr std::size_t kMaxOperands = 3;

  // A map of options names the address itself: `request({ url: … })`.
  Address of_argument(FunctionIndex f, ir::OpId value, int hops) {
    const flow::Origin origin = flow::origin_of(program_, f, value);
    const ir::FileIr& ir = program_.ir_of(origin.function);
    const ir::Function& function = program_.function(origin.function);
    const ir::Op& op = ir.op(function, origin.op);
    if (op.kind != OpKind::Aggregate) return of_value(f, value, hops + 1);
    for (const ir::Operand& operand : ir.operands_of(function, op)) {
      if (const std::string name = lower_case(ir.text(operand.name)); name == "url" || name == "uri")
        return of_value(origin.function, operand.value, hops + 1);
    }
    return Address::Unknown;
  }

  // Methods and contexts come before the address.
  bool is_beside(FunctionIndex f, ir::OpId value) const {
    static const RE2 kVerb("^[A-Z]*$");
    static const RE2 kContext("(^|\\.)context\\.|Context$");
    if (const auto text = flow::constant_text(program_, f, value)) return RE2::PartialMatch(*text, kVerb);
    const link::SlotIndex slot = program_.slot_of(f, value);
    if (slot == link::kNone || !program_.slots[slot].is(link::ValueKind::ExternalInstance)) return false;
    return RE2::PartialMatch(program_.names[link::Name(program_.slots[slot].id)], kContext);
  }

  Address of_value(FunctionIndex f, ir::OpId value, int hops) {
    if (!value || hops > kMaxHops) return Address::Unknown;
    static const RE2 kHere("(?i)^https?://(localhost|127\\.0\\.0\\.1|\\[::1\\])([:/]|$)|^\\{\\}://\\{\\}");
    const flow::Origin origin = flow::origin_of(program_, f, value);
    const ir::FileIr& ir = program_.ir_of(origin.function);
    const ir::Op& op = ir.op(program_.function(origin.function), origin.op);
    if (const auto text = flow::constant_text(program_, origin.function, origin.op))
      return RE2::PartialMatch(*text, kHere) ? Address::Brought : Address::Known;
    if (op.kind == OpKind::Call) {
      const link::CallSite* call = program_.call_at(origin.function, origin.op);
      if (call && call->external) return of_call(origin.function, origin.op, hops + 1);
      return on_object_ ? Address::Unknown : Address::Known;  // an object may as well name a resource of the class path
    }
    return of_root(origin.function, origin.op, hops);
  }

  // `body.url` is brought if `body` is; a field of the object itself is a setting of it.
  Address of_root(FunctionIndex f, ir::OpId value, int hops) {
    const ir::FileIr& ir = program_.ir_of(f);
    const ir::Function& function = program_.function(f);
    bool member = false;
    for (int i = 0; i < kMaxHops; ++i) {
      const ir::Op& op = ir.op(function, value);
      if ((op.kind != OpKind::Member && op.kind != OpKind::Index && op.kind != OpKind::Await) || !op.base) break;
      member = member || op.kind != OpKind::Await;
      value = op.base;
    }
    if (member && ir.op(function, value).kind == OpKind::Call) return of_value(f, value, hops + 1);  // `request, err := …`
    if (member) {
      const flow::Origin origin = flow::origin_of(program_, f, value);
      if (origin.op != value || origin.function != f) return of_value(origin.function, origin.op, hops + 1);
    }
    const link::SlotIndex slot = program_.slot_of(f, value);
    const FunctionIndex owner = slot == link::kNone ? link::kNone : owner_of(f, slot);
    if (owner == link::kNone) return of_variable(slot, member, hops);
    return of_parameter(owner, slot, member, hops);
  }

  // Of several values the first; a structure that is given none is filled from a message: `json.Unmarshal(body, &note)`.
  Address of_variable(link::SlotIndex slot, bool member, int hops) {
    if (slot == link::kNone) return member ? Address::Known : Address::Unknown;
    const auto writes = program_.writes_of(slot);
    const auto valued = std::find_if(writes.begin(), writes.end(), [](const link::Write& write) { return bool(write.value); });
    if (valued != writes.end() && !member && writes.size() > 1) return of_value(valued->function, valued->value, hops + 1);
    const bool filled = valued == writes.end() && !writes.empty() && member;
    return filled ? Address::Brought : member ? Address::Known : Address::Unknown;
  }

  // The function, of this one and those around it, whose parameter the slot is.
  FunctionIndex owner_of(FunctionIndex f, link::SlotIndex slot) const {
    for (int i = 0; i < kMaxHops; ++i) {
      const link::SlotIndex first = program_.first_parameter_slot[f];
      const ir::Function& function = program_.function(f);
      if (slot >= first && slot < first + function.parameters.count) return f;
      if (!function.parent) break;
      f = program_.global(program_.file_of_function[f], function.parent);
    }
    return link::kNone;
  }

  Address of_parameter(FunctionIndex f, link::SlotIndex slot, bool member, int hops) {
    if (input_.contexts.is_entry(f)) return Address::Brought;
    const ir::Function& callee = program_.function(f);
    const std::size_t receiver = callee.receiver ? 1 : 0;
    const std::size_t position = slot - program_.first_parameter_slot[f];
    if (position < receiver) return Address::Known;  // Go: a field of the receiver
    std::size_t seen = 0;
    for (const flow::Contexts::Caller& caller : input_.contexts.callers_of(f)) {
      if (++seen > kMaxCallers || hops > kMaxHops) break;
      if (program_.file_of(caller.caller).offline) continue;
      const ir::FileIr& ir = program_.ir_of(caller.caller);
      const ir::Function& around = program_.function(caller.caller);
      const ir::Op& call = ir.op(around, caller.op);
      if (call.kind != OpKind::Call) continue;
      const Address address = of_value(caller.caller, ir.positional(around, call, position - receiver), hops + 1);
      if (address == Address::Known) return address;
    }
    return member ? Address::Unknown : Address::Brought;
  }

  const CheckInput& input_;
  const link::Program& program_;
  bool on_object_ = false;  // the address is what the call is made on
};

// The least number of calls from an entry point of these contexts.
std::optional<std::uint32_t> distance(const flow::Contexts& contexts, FunctionIndex f, flow::ContextSet wanted) {
  std::optional<std::uint32_t> least;
  for (std::size_t c = 0; c < flow::kContexts; ++c) {
    const auto context = static_cast<flow::Context>(c);
    if (!(contexts.of(f) & wanted & flow::bit(context))) continue;
    const std::uint32_t here = contexts.step(f, context).distance;
    if (!least || here < *least) least = here;
  }
  return least;
}

}  // namespace

bool is_filter(const flow::EntryPoint& entry) {
  return entry.path.empty() && entry.verb.empty() && (entry.label.starts_with("filter") || entry.label.starts_with("interceptor"));
}

bool Onward::is_served(FunctionIndex f) {
  const auto [known, is_new] = served_.try_emplace(f, false);
  if (!is_new) return known->second;
  const flow::ContextSet requests = flow::contexts_named("request");
  const auto near = distance(input_.contexts, f, requests);
  const auto other = distance(input_.contexts, f, static_cast<flow::ContextSet>(~requests));
  if (!near || (other && *other < *near)) return false;
  for (const std::uint32_t i : input_.contexts.entries_reaching(f, requests)) {
    const flow::EntryPoint& entry = input_.contexts.entries()[i];
    if (entry.kind == flow::EntryKind::Request && !is_filter(entry)) return known->second = true;
  }
  return false;
}

bool Onward::holds(const flow::EffectSite& site) {
  if (!is_served(site.function)) return false;
  if (!site.rows) return true;  // a declared client has its address from its declaration
  return AddressFinder(input_).of_call(site.function, site.op) != Address::Brought;
}

}  // namespace chokepoint::rules
