// Variables that live as long as the process and remember something of a request for the next one.
#include <algorithm>
#include <set>

#include <tsl/robin_map.h>

#include "rules/shapes/once.hpp"
#include "rules/shapes/shape.hpp"
#include "rules/state/key_name.hpp"
#include "rules/state/state.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::kNone;
using link::SlotIndex;
using link::ValueKind;

constexpr int kMaxDepth = 8;

class Finder {
 public:
  Finder(const CheckInput& input, Lifespans& lifespans, RequestData& requests)
      : input_(input), program_(input.program), lifespans_(lifespans), requests_(requests) {}

  std::vector<Remembered> run() {
    for (std::size_t i = 0; i < program_.writes.size();) {
      const SlotIndex slot = program_.writes[i].slot;
      std::size_t end = i;
      while (end < program_.writes.size() && program_.writes[end].slot == slot) ++end;
      consider(slot, std::span<const link::Write>(program_.writes).subspan(i, end - i));
      i = end;
    }
    keep_read();
    return std::move(found_);
  }

 private:
  void consider(SlotIndex slot, std::span<const link::Write> writes) {
    if (is_machinery(program_.slots[slot])) return;
    for (const link::Write& write : writes) {
      if (!in_request(write.function) || !write.value) continue;
      const ir::Op& op = op_at(program_, write.function, write.op);
      if (op.kind != OpKind::Assign && op.kind != OpKind::Store) continue;
      if (op.has(ir::kAugmented) || op.has(ir::kDeclares) ||
          program_.function(write.function).kind == ir::FunctionKind::Constructor)
        continue;
      if (!is_own(write, op)) continue;
      if (!lifespans_.outlives_requests(slot)) return;
      if (guards_of(program_, write.function).slots.contains(slot)) return;  // made on first use, or when it has grown old
      if (!brings_data(write)) continue;
      const std::string name(text_at(program_, write.function, op.text));
      found_.push_back({slot, name, write.function, write.op, is_personal(name)});
      return;
    }
  }

  bool in_request(FunctionIndex f) const {
    return !program_.file_of(f).offline && (input_.contexts.of(f) & flow::contexts_named("request"));
  }

  // Objects of the repository and of libraries are parts of the service; what is remembered is data.
  bool is_machinery(const link::Value& value) const {
    return value.is(ValueKind::Function) || value.is(ValueKind::Class) || value.is(ValueKind::Module);
  }

  // What is read out of the request as it is, not what was made or fetched with it.
  bool brings_data(const link::Write& write) {
    return is_plain(write.function, write.value, 0) && requests_.comes_from_request(write.function, write.value);
  }

  bool is_plain(FunctionIndex f, ir::OpId id, int depth) {
    if (!id || depth > kMaxDepth) return false;
    const ir::Op& op = op_at(program_, f, id);
    switch (op.kind) {
      case OpKind::Literal: return true;
      case OpKind::Name: {
        const SlotIndex slot = program_.slot_of(f, id);
        if (slot == kNone) return true;
        const auto writes = program_.writes_of(slot);
        return std::all_of(writes.begin(), writes.end(), [&](const link::Write& write) {
          return write.function != f || !write.value || write.value == id || is_plain(f, write.value, depth + 1);
        });
      }
      case OpKind::Member:
      case OpKind::Index: return is_plain(f, op.base, depth + 1);
      case OpKind::Call: return !op.has(ir::kNew) && op.base && hands_out(f, op, depth);
      case OpKind::Compute: {  // `folder + "/" + request.name`
        const auto operands = program_.ir_of(f).operands_of(program_.function(f), op);
        return std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
          return is_plain(f, operand.value, depth + 1) && requests_.comes_from_request(f, operand.value);
        });
      }
      default: return false;
    }
  }

  // A field counts where an object writes its own, not where somebody fills in one that is passed around.
  bool is_own(const link::Write& write, const ir::Op& op) const {
    if (op.kind != OpKind::Store) return true;
    const ir::Op& holder = op_at(program_, write.function, op.base);
    if (holder.kind != OpKind::Name) return false;
    const link::Binding binding = program_.binding(write.function, op.base);
    if (binding.kind() == link::BindKind::This) return true;
    return binding.kind() == link::BindKind::Parameter && binding.id() == program_.first_parameter_slot[write.function] &&
           (program_.function(write.function).receiver || text_at(program_, write.function, holder.text) == "self");
  }

  // `request.getParameter("user")`, `r.FormValue("user")`, `name.trim()`, `int(page)`
  bool hands_out(FunctionIndex f, const ir::Op& call, int depth) {
    const ir::Op& callee = op_at(program_, f, call.base);
    const std::string_view name = text_at(program_, f, callee.text);
    const bool known = begins_with_any(
        name, {"get",   "Get",   "FormValue", "PostFormValue", "Query", "Param", "trim",   "strip",  "to",   "lower",  "sub",
               "slice", "parse", "Parse",     "int",           "str",   "float", "Number", "String", "Atoi", "decode", "json"});
    if (!known) return false;
    if (callee.kind == OpKind::Member) return is_plain(f, callee.base, depth + 1);
    const auto operands = program_.ir_of(f).operands_of(program_.function(f), call);
    return !operands.empty() && is_plain(f, operands[0].value, depth + 1);
  }

  // Only what another function on the way of a request reads is remembered for the next one.
  void keep_read() {
    tsl::robin_map<SlotIndex, std::size_t> wanted;
    for (std::size_t i = 0; i < found_.size(); ++i) wanted[found_[i].slot] = i;
    std::vector<bool> read(found_.size());
    for (FunctionIndex f = 0; !wanted.empty() && f < program_.file_of_function.size(); ++f) {
      if (!in_request(f)) continue;
      const auto ops = program_.ir_of(f).ops_of(program_.function(f));
      for (std::size_t i = 0; i < ops.size(); ++i) {
        if (ops[i].kind != OpKind::Name && ops[i].kind != OpKind::Member) continue;
        const SlotIndex slot = program_.slot_of(f, ir::OpId::from_index(i));
        const auto found = slot == kNone ? wanted.end() : wanted.find(slot);
        if (found != wanted.end() && found_[found->second].function != f) read[found->second] = true;
      }
    }
    std::vector<Remembered> kept;
    for (std::size_t i = 0; i < found_.size(); ++i) {
      if (read[i]) kept.push_back(std::move(found_[i]));
    }
    found_ = std::move(kept);
  }

  const CheckInput& input_;
  const link::Program& program_;
  Lifespans& lifespans_;
  RequestData& requests_;
  std::vector<Remembered> found_;
};

}  // namespace

std::vector<Remembered> find_remembered(const CheckInput& input, Lifespans& lifespans, RequestData& requests) {
  return Finder(input, lifespans, requests).run();
}

}  // namespace chokepoint::rules
