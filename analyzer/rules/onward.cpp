#include "rules/onward.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <re2/re2.h>

#include "flow/constants.hpp"
#include "rules/shapes/argument.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;

constexpr int kMaxHops = 8;              // values followed back from an address
constexpr std::size_t kMaxCallers = 20;  // calls of one function that are looked at

// Whether the address of a call is one that the operator or the author of the service has named.
class AddressFinder {
 public:
  explicit AddressFinder(const CheckInput& input) : input_(input), program_(input.program) {}

  bool is_known(FunctionIndex f, ir::OpId id, int hops = 0) const {
    const ir::FileIr& ir = program_.ir_of(f);
    const ir::Function& function = program_.function(f);
    const ir::Op& op = ir.op(function, id);
    if (op.kind != OpKind::Call || hops > kMaxHops) return false;
    for (const ir::Operand& operand : ir.operands_of(function, op)) {
      if (is_address(ir.text(operand.name))) return names_host(f, operand.value, hops + 1);
    }
    for (std::size_t n = 0; n < kMaxOperands; ++n) {
      const ir::OpId value = ir.positional(function, op, n);
      if (!value) break;
      if (is_beside(f, value)) continue;
      if (argument_names_host(f, value, hops)) return true;
      return hops ? built_of_host(f, op, hops) : is_path(f, value) && maker_names_host(f, op, hops);
    }
    return built_of_host(f, op, hops);  // without arguments the receiver holds it: `new URL(address).openConnection()`
  }

 private:
  static constexpr std::size_t kMaxOperands = 3;

  static bool is_address(std::string_view name) {
    static const RE2 kAddress("(?i)(base|prefix|root)?_?(url|uri)");
    return RE2::FullMatch(name, kAddress);
  }

  bool is_path(FunctionIndex f, ir::OpId value) const {
    const std::optional<std::string> text = flow::constant_text(program_, f, value);
    return text && text->starts_with('/');
  }

  // `axios.create({ baseURL: … })`, `httpx.Client(base_url=…)`, `WebClient.create("https://…")`.
  bool maker_names_host(FunctionIndex f, const ir::Op& call, int hops) const {
    const ir::FileIr& ir = program_.ir_of(f);
    const ir::Function& function = program_.function(f);
    if (!call.base || ir.op(function, call.base).kind != OpKind::Member || !ir.op(function, call.base).base) return false;
    const flow::Origin maker = flow::origin_of(program_, f, ir.op(function, call.base).base);
    return is_known(maker.function, maker.op, hops + 1);
  }

  // `UriComponentsBuilder.fromUriString(RATES).queryParam("day", day)`: a method of an address makes another address of it.
  bool built_of_host(FunctionIndex f, const ir::Op& call, int hops) const {
    const ir::FileIr& ir = program_.ir_of(f);
    const ir::Function& function = program_.function(f);
    return call.base && ir.op(function, call.base).kind == OpKind::Member &&
           names_host(f, ir.op(function, call.base).base, hops + 1);
  }

  // A map of options names the address itself: `request({ url: … })`.
  bool argument_names_host(FunctionIndex f, ir::OpId value, int hops) const {
    const flow::Origin origin = flow::origin_of(program_, f, value);
    const ir::FileIr& ir = program_.ir_of(origin.function);
    const ir::Function& function = program_.function(origin.function);
    const ir::Op& op = ir.op(function, origin.op);
    if (op.kind != OpKind::Aggregate) return names_host(f, value, hops + 1);
    const auto entries = ir.operands_of(function, op);
    const auto entry =
        std::find_if(entries.begin(), entries.end(), [&](const ir::Operand& one) { return is_address(ir.text(one.name)); });
    return entry != entries.end() && names_host(origin.function, entry->value, hops + 1);
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

  // `https://rates.example/{}` names the host itself; in `{}/today` what stands first does.
  bool names_host(FunctionIndex f, ir::OpId value, int hops) const {
    static const RE2 kHere("(?i)^https?://(localhost|127\\.0\\.0\\.1|\\[::1\\])([:/]|$)|^\\{\\}://\\{\\}");
    static const RE2 kHost("(?i)^(https?|lb)://[^/{]");
    if (!value || hops > kMaxHops) return false;
    const flow::Origin origin = flow::origin_of(program_, f, value);
    const std::optional<std::string> text = flow::constant_text(program_, origin.function, origin.op);
    if (text && RE2::PartialMatch(*text, kHere)) return false;
    if (text && RE2::PartialMatch(*text, kHost)) return true;
    if (is_setting(f, value) || is_setting(origin.function, origin.op)) return true;
    const ir::FileIr& ir = program_.ir_of(origin.function);
    const ir::Op& op = ir.op(program_.function(origin.function), origin.op);
    if (op.kind == OpKind::Compute || op.kind == OpKind::Literal) {
      const auto parts = ir.operands_of(program_.function(origin.function), op);
      return !parts.empty() && (!text || text->starts_with("{}")) && names_host(origin.function, parts[0].value, hops + 1);
    }
    if (op.kind != OpKind::Call) return held_by_variable(origin.function, origin.op, hops);
    const link::CallSite* call = program_.call_at(origin.function, origin.op);
    return call && call->external && is_known(origin.function, origin.op, hops);
  }

  // What an operator sets: `settings.RATES_URL`, `process.env.RATES_URL`, `config.get("rates.url")`, `RATES_URL`.
  bool is_setting(FunctionIndex f, ir::OpId value) const {
    static const RE2 kSettings(
        "(?i)(app)?_?(cfg|conf|config|configuration|configservice|env|environ|getenv|lookupenv|properties|settings?)");
    static const RE2 kConstant("[A-Z][A-Z0-9]*_[A-Z0-9_]+");
    const ir::FileIr& ir = program_.ir_of(f);
    for (int i = 0; value && i < kMaxHops; ++i) {
      const ir::Op& op = ir.op(program_.function(f), value);
      if (op.kind != OpKind::Name && op.kind != OpKind::Member && op.kind != OpKind::Index && op.kind != OpKind::Call) return false;
      if (RE2::FullMatch(ir.text(op.text), kSettings)) return true;
      if (RE2::FullMatch(ir.text(op.text), kConstant) && !is_of_parameter(f, op)) return true;
      value = op.base;
    }
    return false;
  }

  // `request.QUERY_PARAMS` is no constant of the service.
  bool is_of_parameter(FunctionIndex f, const ir::Op& member) const {
    if (member.kind != OpKind::Member || !member.base) return false;
    const ir::FileIr& ir = program_.ir_of(f);
    const ir::Op& holder = ir.op(program_.function(f), member.base);
    return holder.kind == OpKind::Name && ir.text(holder.text) != "self" &&
           program_.binding(f, member.base).kind() == link::BindKind::Parameter;
  }

  // A variable, or one of several results: `request, err := http.NewRequest(…)`. What a field of something holds nobody knows.
  bool held_by_variable(FunctionIndex f, ir::OpId value, int hops) const {
    const ir::FileIr& ir = program_.ir_of(f);
    const ir::Function& function = program_.function(f);
    for (int i = 0; i < kMaxHops; ++i) {
      const ir::Op& op = ir.op(function, value);
      const bool result = op.kind == OpKind::Member && op.detail == 2;
      if ((!result && op.kind != OpKind::Await) || !op.base) break;
      value = op.base;
    }
    if (ir.op(function, value).kind == OpKind::Call) return names_host(f, value, hops + 1);
    const link::SlotIndex slot = ir.op(function, value).kind == OpKind::Name ? program_.slot_of(f, value) : link::kNone;
    if (slot == link::kNone) return false;
    const FunctionIndex owner = owner_of(f, slot);
    if (owner != link::kNone) return callers_know(owner, slot, hops);
    const auto writes = program_.writes_of(slot);  // of several values the first
    const auto valued = std::find_if(writes.begin(), writes.end(), [](const link::Write& write) { return bool(write.value); });
    return valued != writes.end() && writes.size() > 1 && names_host(valued->function, valued->value, hops + 1);
  }

  // The function, of this one and those around it, whose parameter the slot is.
  FunctionIndex owner_of(FunctionIndex f, link::SlotIndex slot) const {
    for (int i = 0; i < kMaxHops; ++i) {
      if (parameter_position(program_, f, slot)) return f;
      const ir::Function& function = program_.function(f);
      if (!function.parent) break;
      f = program_.global(program_.file_of_function[f], function.parent);
    }
    return link::kNone;
  }

  bool callers_know(FunctionIndex f, link::SlotIndex slot, int hops) const {
    const std::optional<std::uint32_t> position = parameter_position(program_, f, slot);
    if (!position || input_.contexts.is_entry(f)) return false;
    std::size_t seen = 0;
    for (const flow::Contexts::Caller& caller : input_.contexts.callers_of(f)) {
      if (++seen > kMaxCallers || hops > kMaxHops) break;
      if (program_.file_of(caller.caller).offline) continue;
      if (names_host(caller.caller, argument_for(program_, caller, f, *position), hops + 1)) return true;
    }
    return false;
  }

  const CheckInput& input_;
  const link::Program& program_;
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
  // A declared client, and a stub, has its address from its declaration.
  if (!site.rows || (site.effects & input_.words.of("rpc-out"))) return true;
  if (!(site.effects & input_.words.of("http-out"))) return true;  // a job goes to the queue of the service
  return AddressFinder(input_).is_known(site.function, site.op);
}

}  // namespace chokepoint::rules
