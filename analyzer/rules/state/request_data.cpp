#include "rules/state/request_data.hpp"

#include <algorithm>
#include <string>

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::kNone;
using link::SlotIndex;

constexpr int kMaxSteps = 40;  // through operations, variables and calls

}  // namespace

RequestData::RequestData(const CheckInput& input, const Lifespans& lifespans)
    : input_(input), program_(input.program), lifespans_(lifespans) {
  for (const flow::EntryPoint& entry : input.contexts.entries()) {
    const bool asked = entry.kind == flow::EntryKind::Request || entry.kind == flow::EntryKind::Socket;
    if (asked && entry.function != kNone) handlers_.insert(entry.function);
  }
}

bool RequestData::comes_from_request(FunctionIndex f, ir::OpId id, int depth) {
  if (!id || depth > kMaxSteps) return false;
  const ir::Op& op = op_at(program_, f, id);
  switch (op.kind) {
    case OpKind::Name: {
      if (is_request(f, id)) return true;
      const SlotIndex slot = program_.slot_of(f, id);
      return slot != kNone && variable(slot, depth + 1);
    }
    case OpKind::Function:
    case OpKind::Class: return false;
    default: break;
  }
  if (op.base && comes_from_request(f, op.base, depth + 1)) return true;
  const auto operands = program_.ir_of(f).operands_of(program_.function(f), op);
  return std::any_of(operands.begin(), operands.end(),
                     [&](const ir::Operand& operand) { return comes_from_request(f, operand.value, depth + 1); });
}

// Flask: `from flask import request` is whatever request is being answered.
bool RequestData::is_request(FunctionIndex f, ir::OpId name) const {
  const link::Binding binding = program_.binding(f, name);
  if (binding.kind() != link::BindKind::Import) return false;
  const link::ProgramFile& file = program_.file_of(f);
  const ir::Import& import = file.ir->imports[binding.id() - file.first_import];
  const std::string path = std::string(file.ir->text(import.module)) + "." + std::string(file.ir->text(import.name));
  const models::TypeModel* type = input_.library.type(models::ecosystem_of(file.language), path);
  return type && type->nature == "request";
}

bool RequestData::variable(SlotIndex slot, int depth) {
  if (const auto known = known_.find(slot); known != known_.end()) return known->second;
  known_[slot] = false;
  bool answer = false;
  if (const Lifespans::Parameter at = lifespans_.parameter(slot); at.function != kNone) {
    answer = parameter(at.function, at.position, depth + 1);
  }
  for (const link::Write& write : program_.writes_of(slot)) {
    if (answer) break;
    const ir::Op& op = op_at(program_, write.function, write.op);
    if (op.kind != OpKind::Assign || program_.binding(write.function, write.op).kind() == link::BindKind::Outer) continue;
    answer = write.value != ir::OpId{} && comes_from_request(write.function, write.value, depth + 1);
  }
  known_[slot] = answer;
  return answer;
}

bool RequestData::parameter(FunctionIndex f, std::uint32_t position, int depth) {
  if (is_receiver(program_, f, position) || !(input_.contexts.of(f) & flow::contexts_named("request"))) return false;
  if (handlers_.contains(f)) return true;
  for (const flow::Contexts::Caller& caller : input_.contexts.callers_of(f)) {
    if (program_.file_of(caller.caller).offline || caller.edge.evidence < input_.least) continue;
    if (caller.edge.relay == link::Relay::Away || !(input_.contexts.of(caller.caller) & flow::contexts_named("request"))) continue;
    if (given(caller, f, position, depth)) return true;
  }
  return false;
}

// What a call passes for a parameter; what a library passes to its callback comes from what the library was asked.
bool RequestData::given(const flow::Contexts::Caller& caller, FunctionIndex f, std::uint32_t position, int depth) {
  if (!caller.op || caller.edge.kind == link::EdgeKind::Inject) return true;
  const ir::FileIr& ir = program_.ir_of(caller.caller);
  const ir::Function& from = program_.function(caller.caller);
  const ir::Op& call = ir.op(from, caller.op);
  if (caller.edge.kind == link::EdgeKind::Callback) {
    return call.base && op_at(program_, caller.caller, call.base).kind == OpKind::Member &&
           comes_from_request(caller.caller, op_at(program_, caller.caller, call.base).base, depth + 1);
  }
  const auto parameters = program_.function(f).parameters.of(program_.ir_of(f).parameters);
  const std::string_view name = text_at(program_, f, parameters[position].name);
  const std::uint32_t own = is_receiver(program_, f, 0) ? 1 : 0;
  ir::OpId value = ir.operand_named(from, call, name);
  if (!value && position >= own) value = ir.positional(from, call, position - own);
  return value && comes_from_request(caller.caller, value, depth + 1);
}

}  // namespace chokepoint::rules
