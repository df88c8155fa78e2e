// Resource: something acquired by a call is neither released nor handed on in the function that acquired it.
#include <algorithm>
#include <set>

#include "rules/shapes/shape.hpp"
#include "rules/shared.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;

class ResourceChecker {
 public:
  ResourceChecker(const CheckInput& input, const Rule& rule) : input_(input), program_(input.program), rule_(rule) {}

  std::vector<Hit> run() {
    for (const link::CallSite* call : (*input_.shared->calls).described()) {
      if (call->evidence < input_.least || !applies_to(input_, rule_, call->caller)) continue;
      for (const models::Call* row : call->rows->rows) {
        for (const models::Acquire& acquire : row->acquires) {
          if (acquire.resource == rule_.match.resource) check(*call, acquire);
        }
      }
    }
    return std::move(hits_);
  }

 private:
  // Where the value lands: a local variable, or nowhere (then whoever uses the expression has it).
  link::SlotIndex holder(const link::CallSite& call, const models::Acquire& acquire) const {
    const auto ops = program_.ir_of(call.caller).ops_of(program_.function(call.caller));
    for (std::size_t i = call.op.index() + 1; i < ops.size(); ++i) {
      if (ops[i].kind != OpKind::Assign || !ops[i].base) continue;
      const ir::Op& value = op_at(program_, call.caller, ops[i].base);
      const bool direct = ops[i].base == call.op || (value.kind == OpKind::Await && value.base == call.op);
      const bool element = acquire.value.kind == models::Place::Kind::ResultElement && value.kind == OpKind::Member &&
                           value.detail == 2 && value.base == call.op &&
                           program_.ir_of(call.caller).text(value.text) == std::to_string(acquire.value.index);
      if (!direct && !element) continue;
      if (ops[i].has(ir::kEntered)) return link::kNone;
      const link::Binding binding = program_.binding(call.caller, ir::OpId::from_index(i));
      if (binding.kind() == link::BindKind::Local || binding.kind() == link::BindKind::Parameter) return binding.id();
      return link::kNone;
    }
    return link::kNone;
  }

  void check(const link::CallSite& call, const models::Acquire& acquire) {
    const link::SlotIndex slot = holder(call, acquire);
    if (slot == link::kNone) return;
    for (FunctionIndex f : functions_within(call.caller)) {
      if (released_or_gone(f, slot, acquire)) return;
    }
    const flow::EffectSite* site = site_of(call);
    Hit hit;
    hit.site = site;
    hit.function = call.caller;
    hit.op = call.op;
    hit.contexts = input_.contexts.of(call.caller);
    if (hit.contexts == flow::bit(flow::kCli)) hit.traits.push_back("minor");  // what a command leaves open ends with it
    hit.evidence = call.evidence;
    hit.placeholders = {{"sink", flow::show_name(program_.names[call.external])}};
    if (!acquire.released_by.empty()) hit.placeholders.emplace("release", acquire.released_by.front());
    hits_.push_back(std::move(hit));
  }

  const flow::EffectSite* site_of(const link::CallSite& call) const {
    for (const flow::EffectSite& site : input_.effects) {
      if (site.call == &call) return &site;
    }
    return nullptr;
  }

  // The function itself and the closures inside it.
  std::vector<FunctionIndex> functions_within(FunctionIndex f) const {
    std::vector<FunctionIndex> functions{f};
    const link::ProgramFile& file = program_.file_of(f);
    for (std::size_t n = 0; n < functions.size(); ++n) {
      const ir::FunctionId id = ir::FunctionId::from_index(functions[n] - file.first_function);
      for (std::size_t i = id.index() + 1; i < file.ir->functions.size(); ++i) {
        if (file.ir->functions[i].parent == id) functions.push_back(file.first_function + static_cast<FunctionIndex>(i));
      }
    }
    return functions;
  }

  // The dotted path from the variable to `id`: "Body.Close" for `resp.Body.Close`; nullopt-like empty pair if it is not on it.
  bool path_from(FunctionIndex f, ir::OpId id, link::SlotIndex slot, std::string& path) const {
    if (!id) return false;
    const ir::Op& op = op_at(program_, f, id);
    if (op.kind == OpKind::Name) {
      path.clear();
      return program_.slot_of(f, id) == slot;
    }
    if (op.kind == OpKind::Call && op.operand_count == 0) return path_from(f, op.base, slot, path);  // `response.body().close()`
    if (op.kind != OpKind::Member || !path_from(f, op.base, slot, path)) return false;
    path += (path.empty() ? "" : ".") + std::string(program_.ir_of(f).text(op.text));
    return true;
  }

  // What `close` is asked of: "Body" of `Body.Close`. Whoever has it can close it.
  static std::vector<std::string> prefixes_of(const models::Acquire& acquire) {
    std::vector<std::string> prefixes;
    for (const std::string& path : acquire.released_by) {
      if (const std::size_t dot = path.rfind('.'); dot != std::string::npos) prefixes.push_back(path.substr(0, dot));
    }
    return prefixes;
  }

  bool released_or_gone(FunctionIndex f, link::SlotIndex slot, const models::Acquire& acquire) const {
    const auto ops = program_.ir_of(f).ops_of(program_.function(f));
    const std::vector<std::string> prefix = prefixes_of(acquire);
    for (std::size_t i = 0; i < ops.size(); ++i) {
      const ir::Op& op = ops[i];
      std::string path;
      switch (op.kind) {
        case OpKind::Call:
          if (path_from(f, op.base, slot, path) && has_word(acquire.released_by, path)) return true;
          if (argument_leaves(f, ir::OpId::from_index(i), op, slot, prefix)) return true;
          break;
        case OpKind::Member:
          // `defer resp.Body.Close` as a value, `t.Cleanup(resp.Body.Close)`.
          if (path_from(f, ir::OpId::from_index(i), slot, path) && has_word(acquire.released_by, path)) return true;
          break;
        case OpKind::Return:
        case OpKind::Yield:
        case OpKind::Raise:
          if (carries(f, op.base, slot, prefix, 0)) return true;
          break;
        case OpKind::Assign:
          if (op.base && carries(f, op.base, slot, prefix, 0)) return true;
          break;
        case OpKind::Store:
        case OpKind::StoreIndex:
        case OpKind::Compute:
          for (const ir::Operand& operand : program_.ir_of(f).operands_of(program_.function(f), op)) {
            const bool sends =
                op.kind != OpKind::Compute || program_.ir_of(f).text(op.text) == "<-send" || program_.ir_of(f).text(op.text) == "&";
            if (sends && carries(f, operand.value, slot, prefix, 0)) return true;
          }
          break;
        default: break;
      }
    }
    return false;
  }

  // The resource itself (`resp` or `resp.Body`) inside an expression, but not something read from it (`resp.StatusCode`).
  bool carries(FunctionIndex f, ir::OpId id, link::SlotIndex slot, const std::vector<std::string>& prefix, int depth) const {
    if (!id || depth > 6) return false;
    std::string path;
    if (path_from(f, id, slot, path)) return path.empty() || has_word(prefix, path);
    const ir::Op& op = op_at(program_, f, id);
    if (op.kind != OpKind::Aggregate && op.kind != OpKind::Await &&
        !(op.kind == OpKind::Compute && program_.ir_of(f).text(op.text) == "&"))
      return false;
    if (op.base && carries(f, op.base, slot, prefix, depth + 1)) return true;
    for (const ir::Operand& operand : program_.ir_of(f).operands_of(program_.function(f), op)) {
      if (carries(f, operand.value, slot, prefix, depth + 1)) return true;
    }
    return false;
  }

  // Handed to a function: library readers leave it open, everything else may close it.
  bool argument_leaves(FunctionIndex f, ir::OpId id, const ir::Op& op, link::SlotIndex slot,
                       const std::vector<std::string>& prefix) const {
    for (const ir::Operand& operand : program_.ir_of(f).operands_of(program_.function(f), op)) {
      if (!carries(f, operand.value, slot, prefix, 0)) continue;
      const link::CallSite* call = program_.call_at(f, id);
      const models::LibraryCall* rows = call ? call->rows : nullptr;
      if (!rows) return true;
      for (const models::Call* row : rows->rows) {
        if (!row->closes.empty() || !row->keeps.empty()) return true;
      }
    }
    return false;
  }

  const CheckInput& input_;
  const link::Program& program_;
  const Rule& rule_;
  std::vector<Hit> hits_;
};

}  // namespace

std::vector<Hit> check_resource(const CheckInput& input, const Rule& rule) { return ResourceChecker(input, rule).run(); }

}  // namespace chokepoint::rules
