#include "rules/shapes/held.hpp"

#include <algorithm>
#include <tuple>

#include "base/letter_case.hpp"
#include "flow/constants.hpp"
#include "flow/matching.hpp"
#include "rules/shapes/lifetime.hpp"
#include "rules/shapes/shape.hpp"
#include "rules/shared.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using models::Place;

class HeldFinder {
 public:
  HeldFinder(const CheckInput& input, const std::string& resource) : input_(input), program_(input.program), resource_(resource) {}

  std::vector<Held> run() {
    for (FunctionIndex f = 0; f < program_.file_of_function.size(); ++f) {
      if (program_.file_of(f).offline) continue;
      from_decorators(f);
      if (resource_ == "lock") from_blocks(f);
    }
    for (const link::CallSite* call : (*input_.shared->calls).described()) {
      if (call->evidence < input_.least) continue;
      if (const models::Acquire* acquire = acquired_by(call->rows)) from_call(*call, *acquire);
      else from_statement(*call);
    }
    const auto key = [](const Held& held) { return std::tie(held.stretch.function, held.stretch.first, held.stretch.end); };
    std::stable_sort(found_.begin(), found_.end(), [&](const Held& a, const Held& b) { return key(a) < key(b); });
    return std::move(found_);
  }

 private:
  const models::Acquire* acquired_by(const models::LibraryCall* rows) const {
    if (!rows) return nullptr;
    for (const models::Call* row : rows->rows) {
      for (const models::Acquire& acquire : row->acquires) {
        if (acquire.resource == resource_) return &acquire;
      }
    }
    return nullptr;
  }

  void add(Stretch stretch, link::Name by) { found_.push_back({stretch, flow::show_name(program_.names[by])}); }

  // `@Transactional` of the method, else of its class; read-only and suspended ones hold nothing for long.
  void from_decorators(FunctionIndex f) {
    const ir::Function& function = program_.function(f);
    if (function.kind == ir::FunctionKind::ClassBody || function.kind == ir::FunctionKind::Module || function.is_abstract) return;
    const link::ClassIndex owner = program_.owner_of_function[f];
    const bool of_method = from_decorators(f, program_.file_of(f), function.decorators);
    if (of_method || owner == link::kNone || !function.is_public || function.kind != ir::FunctionKind::Method) return;
    from_decorators(f, program_.files[program_.file_of_class[owner]], program_.class_of(owner).decorators);
  }

  bool from_decorators(FunctionIndex f, const link::ProgramFile& file, Range decorators) {
    for (std::uint32_t i = decorators.first; i < decorators.first + decorators.count; ++i) {
      const link::Name name = program_.decorators[file.first_decorator + i];
      if (!name || !acquired_by(input_.library.call(models::ecosystem_of(file.language), program_.names[name]))) continue;
      if (!is_lifted(file, file.ir->decorators[i])) add(whole_of(program_, f), name);
      return true;
    }
    return false;
  }

  // `@Transactional(readOnly = true)`, `propagation = Propagation.NOT_SUPPORTED`
  static bool is_lifted(const link::ProgramFile& file, const ir::Decorator& decorator) {
    const ir::Function& holder = file.ir->function(decorator.holder);
    const ir::Op& op = file.ir->op(holder, decorator.op);
    if (op.kind != OpKind::Call) return false;
    for (const ir::Operand& operand : file.ir->operands_of(holder, op)) {
      const std::string_view key = file.ir->text(operand.name);
      const std::string_view value = file.ir->text(file.ir->op(holder, operand.value).text);
      if (key == "readOnly" && value == "true") return true;
      if (value == "NOT_SUPPORTED" || value == "NEVER" || value == "SUPPORTS") return true;
    }
    return false;
  }

  // `with lock:`, `synchronized (this) { … }`
  void from_blocks(FunctionIndex f) {
    const ir::FileIr& ir = program_.ir_of(f);
    const ir::Function& function = program_.function(f);
    for (const ir::Region& region : function.regions.of(ir.regions)) {
      if (region.kind != ir::RegionKind::With || !region.subject) continue;
      const bool is_synchronized = program_.file_of(f).language == Language::Java && region.detail == 1;
      if (!is_synchronized && !is_lock(f, region.subject)) continue;
      const std::string_view name = text_at(program_, f, op_at(program_, f, region.subject).text);
      found_.push_back({{f, region.first_op, region.end_op}, is_synchronized ? "synchronized" : std::string(name)});
    }
  }

  bool is_lock(FunctionIndex f, ir::OpId id) const {
    const link::SlotIndex slot = program_.slot_of(f, id);
    if (slot == link::kNone || !program_.slots[slot].is(link::ValueKind::ExternalInstance)) return false;
    const std::string_view name = program_.names[link::Name(program_.slots[slot].id)];
    const models::TypeModel* type = input_.library.type(models::ecosystem_of(program_.file_of(f).language), name);
    return type && type->nature == "lock";
  }

  // `lock.Lock()` to `lock.Unlock()`, or to the end of the function if that is deferred.
  void until_unlocked(const link::CallSite& call, const models::Acquire& acquire) {
    const auto ops = program_.ir_of(call.caller).ops_of(program_.function(call.caller));
    const ir::OpId lock = op_at(program_, call.caller, op_at(program_, call.caller, call.op).base).base;
    auto end = static_cast<std::uint32_t>(ops.size());
    for (std::size_t i = call.op.index() + 1; i < ops.size(); ++i) {
      if (ops[i].kind != OpKind::Call || !ops[i].base || in_defer(call.caller, ops[i].region)) continue;
      const ir::Op& callee = op_at(program_, call.caller, ops[i].base);
      if (callee.kind != OpKind::Member || !has_word(acquire.released_by, text_at(program_, call.caller, callee.text))) continue;
      if (text_at(program_, call.caller, op_at(program_, call.caller, callee.base).text) !=
          text_at(program_, call.caller, op_at(program_, call.caller, lock).text))
        continue;
      end = static_cast<std::uint32_t>(i);
      if (ops[i].region == op_at(program_, call.caller, call.op).region) break;  // others are ways out
    }
    add({call.caller, static_cast<std::uint32_t>(call.op.index()) + 1, end}, call.external);
  }

  void from_call(const link::CallSite& call, const models::Acquire& acquire) {
    if (acquire.value.kind == Place::Kind::Receiver) {
      if (op_at(program_, call.caller, op_at(program_, call.caller, call.op).base).kind == OpKind::Member)
        until_unlocked(call, acquire);
      return;
    }
    if (acquire.value.kind != Place::Kind::Result && acquire.value.kind != Place::Kind::ResultElement) {
      from_callback(call, acquire);
      return;
    }
    const ir::FileIr& ir = program_.ir_of(call.caller);
    const ir::Function& function = program_.function(call.caller);
    bool entered = false;
    for (const ir::Region& region : function.regions.of(ir.regions)) {
      if (region.kind != ir::RegionKind::With || region.subject != call.op) continue;
      add({call.caller, region.first_op, region.end_op}, call.external);
      entered = true;
    }
    if (!entered && !acquire.released_by.empty()) until_released(call, acquire);
  }

  void from_callback(const link::CallSite& call, const models::Acquire& acquire) {
    const ir::FileIr& ir = program_.ir_of(call.caller);
    const ir::Function& function = program_.function(call.caller);
    const ir::OpId callback = flow::argument_at(program_, call.caller, call.op, acquire.value);
    if (!callback) return;
    const ir::Op& op = ir.op(function, callback);
    for (const link::Edge& edge : program_.edges_of(call)) {
      const bool same = op.kind != OpKind::Function ||
                        program_.global(program_.file_of_function[call.caller], ir::FunctionId(op.aux)) == edge.target;
      if (edge.kind == link::EdgeKind::Callback && same && edge.evidence >= input_.least)
        add(whole_of(program_, edge.target), call.external);
    }
  }

  // The last release that is not only one of the ways out; what leaves the function is held for as long as others decide.
  void until_released(const link::CallSite& call, const models::Acquire& acquire) {
    const link::SlotIndex slot = holder_of(call);
    if (slot == link::kNone || handed_on(program_, call.caller, call.op)) return;
    const auto ops = program_.ir_of(call.caller).ops_of(program_.function(call.caller));
    std::uint32_t end = 0;
    for (std::size_t i = call.op.index() + 1; i < ops.size(); ++i) {
      if (ops[i].kind != OpKind::Call || !ops[i].base || in_defer(call.caller, ops[i].region)) continue;
      const ir::Op& callee = op_at(program_, call.caller, ops[i].base);
      if (callee.kind != OpKind::Member || program_.slot_of(call.caller, callee.base) != slot) continue;
      const std::string_view name = text_at(program_, call.caller, callee.text);
      if ((name == "Commit" || name == "commit") && has_word(acquire.released_by, name)) end = static_cast<std::uint32_t>(i);
    }
    if (end) add({call.caller, static_cast<std::uint32_t>(call.op.index()) + 1, end}, call.external);
  }

  bool in_defer(FunctionIndex f, ir::RegionId region) const {
    const ir::FileIr& ir = program_.ir_of(f);
    for (; region; region = ir.region(program_.function(f), region).parent) {
      if (ir.region(program_.function(f), region).kind == ir::RegionKind::Defer) return true;
    }
    return false;
  }

  link::SlotIndex holder_of(const link::CallSite& call) const {
    const auto ops = program_.ir_of(call.caller).ops_of(program_.function(call.caller));
    for (std::size_t i = call.op.index() + 1; i < ops.size(); ++i) {
      if (ops[i].kind != OpKind::Assign || !ops[i].base) continue;
      const ir::Op& value = op_at(program_, call.caller, ops[i].base);
      const bool first = value.kind == OpKind::Member && value.detail == 2 && value.base == call.op &&
                         text_at(program_, call.caller, value.text) == "0";
      if (ops[i].base == call.op || first || (value.kind == OpKind::Await && value.base == call.op))
        return program_.slot_of(call.caller, ir::OpId::from_index(i));
    }
    return link::kNone;
  }

  // `client.query("BEGIN")` … `client.query("COMMIT")` in one function.
  void from_statement(const link::CallSite& call) {
    if (resource_ != "transaction" || !says(call, {"BEGIN", "START TRANSACTION"})) return;
    for (const link::CallSite& later : program_.calls_of(call.caller)) {
      if (!(call.op < later.op) || !says(later, {"COMMIT"})) continue;
      add({call.caller, static_cast<std::uint32_t>(call.op.index()) + 1, static_cast<std::uint32_t>(later.op.index())},
          call.external);
      return;
    }
  }

  bool says(const link::CallSite& call, std::initializer_list<std::string_view> statements) const {
    const models::LibraryCall* rows = call.rows;
    if (!rows) return false;
    for (const models::Call* row : rows->rows) {
      for (const Place& place : row->sql) {
        const ir::OpId argument = flow::argument_at(program_, call.caller, call.op, place);
        const std::string text = upper_case(argument ? flow::constant_text(program_, call.caller, argument).value_or("") : "");
        if (std::any_of(statements.begin(), statements.end(),
                        [&](std::string_view one) { return text.starts_with(one) && text.size() < one.size() + 3; }))
          return true;
      }
    }
    return false;
  }

  const CheckInput& input_;
  const link::Program& program_;
  const std::string& resource_;
  std::vector<Held> found_;
};

}  // namespace

std::vector<Held> held_stretches(const CheckInput& input, const std::string& resource) { return HeldFinder(input, resource).run(); }

}  // namespace chokepoint::rules
