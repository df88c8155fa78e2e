// What a call calls and yields.
#include <algorithm>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::FunctionKind;
using ir::OpKind;
using models::Run;

constexpr int kMaxInheritance = 24;

}  // namespace

std::size_t positional_count(std::span<const ir::Operand> operands) {
  return static_cast<std::size_t>(std::count_if(operands.begin(), operands.end(), [](const ir::Operand& o) { return !o.name; }));
}

void Evaluator::add_edge(CallSite& site, FunctionIndex target, EdgeKind kind, Evidence evidence, Run::Where where) {
  for (std::size_t i = site.first_edge; i < edges.size(); ++i) {
    if (edges[i].target == target) return;
  }
  edges.push_back({target, kind, where, evidence});
}

Value Evaluator::call(const ir::Op& op, std::size_t position) {
  CallSite site;
  site.caller = function_;
  site.op = ir::OpId::from_index(position);
  site.first_edge = static_cast<std::uint32_t>(edges.size());
  const Value callee = value_of(op.base);
  const ir::Op* base = op.base ? &ir_->op(*f_, op.base) : nullptr;
  const Value receiver = base && base->kind == OpKind::Member ? value_of(base->base) : Value{};
  site.evidence = callee.evidence;
  if (base && base->kind == OpKind::Name) {
    const BindKind bound = program_.binding(function_, op.base).kind();
    site.of_variable = bound == BindKind::Parameter || bound == BindKind::Outer;
  }
  Value result;
  const bool holds_value =
      callee.is(ValueKind::Instance) || callee.is(ValueKind::ExternalInstance) || callee.is(ValueKind::Variable);
  if (language_ == Language::Java && holds_value && receiver.is(ValueKind::Instance)) {  // `account.name()` of a record
    site.external = program_.names.join(program_.class_names[receiver.id], '#', linker_.name(file_, base->text));
    calls.push_back(site);
    return callee;
  }
  switch (callee.kind) {
    case ValueKind::Function: {
      const bool bound = receiver.is(ValueKind::Instance) || receiver.is(ValueKind::Super) ||
                         (base && base->kind == OpKind::Name && language_ == Language::Java);
      result = call_function(site, op, callee.id, receiver, bound);
      register_generated(site, op, position, callee.id);
      break;
    }
    case ValueKind::Class: result = construct(site, op, callee.id, callee.evidence); break;
    case ValueKind::Super: result = call_super(site, op, callee); break;
    case ValueKind::External: result = call_library(site, op, callee, receiver); break;
    case ValueKind::ExternalInstance:
      if (is_function_type(callee)) site.unknown = true;  // declared, and nobody's: which function it is must be seen
      else result = call_library(site, op, callee, callee);
      break;
    case ValueKind::Instance: {
      const Value method = instance_member(callee, program_.names.intern(language_ == Language::Python ? "__call__" : "call"));
      if (method.is(ValueKind::Function)) result = call_function(site, op, method.id, callee, true);
      else site.unknown = true;
      break;
    }
    default: site.unknown = true; break;
  }
  if (base && (base->kind == OpKind::Name || language_ == Language::Go) && holds_functions(callee)) {
    const SlotIndex slot = slot_named(op.base);
    const std::size_t known = callee.is(ValueKind::Function) ? 1 : 0;
    if (slot != kNone && program_.slot_functions[slot].size() > known) call_slot_functions(site, op, slot);
  }
  if (family(language_) == "javascript" && result.is(ValueKind::Variable)) result = {};  // said by nobody but the type argument
  if (!result.known() && op.aux && family(language_) == "javascript") result = type_argument(op);
  register_view(site, op, position, callee, receiver);
  if (site.unknown && !register_by_shape(site, op, position, receiver)) callbacks(site, op, receiver, nullptr);
  site.edge_count = static_cast<std::uint32_t>(edges.size()) - site.first_edge;
  if (site.unknown && site.edge_count > 0 && edges[site.first_edge].kind == EdgeKind::Call) site.unknown = false;
  calls.push_back(site);
  return result;
}

// The slot behind a name, in its own file or the one it is imported from.
SlotIndex Evaluator::slot_named(ir::OpId id) const {
  const Binding binding = program_.bindings[first_op_ + id.index()];
  switch (binding.kind()) {
    case BindKind::Local:
    case BindKind::Outer:
    case BindKind::Parameter: return binding.id();
    case BindKind::Import: {
      const Target& target = linker_.import_targets_[binding.id()];
      return target.member ? kNone : target.slot;
    }
    default: return kNone;
  }
}

// TypeScript: `handler: (x: number) => void`.
bool Evaluator::is_function_type(const Value& value) const {
  return family(language_) == "javascript" && value.is(ValueKind::ExternalInstance) && program_.names[Name(value.id)] == "func";
}

// A variable of a function type may hold any of the functions seen in it.
bool Evaluator::holds_functions(const Value& callee) const {
  if (!callee.known() || callee.is(ValueKind::Function)) return true;
  if (family(language_) == "javascript")
    return is_function_type(callee) || (callee.is(ValueKind::Instance) && program_.classes[callee.id].methods.empty());
  if (language_ != Language::Go) return false;
  return callee.is(ValueKind::ExternalInstance) ||
         (callee.is(ValueKind::Instance) && program_.class_of(callee.id).kind == ir::ClassKind::Alias);
}

// Calling a generator runs nothing yet: its body runs where the library that it is handed to iterates it.
void Evaluator::defer_generators() {
  if (language_ != Language::Python) return;
  tsl::robin_map<std::uint32_t, std::size_t> made;  // call operation → site, and assignments of it
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (calls[i].edge_count == 0) continue;
    const ir::Function& target = program_.function(edges[calls[i].first_edge].target);
    if (target.is_generator && !target.is_async) made[calls[i].op.raw] = i;
  }
  if (made.empty()) return;
  for (const CallSite& consumer : calls) {
    if (!consumer.external) continue;
    const ir::Op& op = ir_->op(*f_, consumer.op);
    if (op.kind != OpKind::Call) continue;
    const models::LibraryCall* known = linker_.known_.function(language_, consumer.external).rows;
    const auto operands = ir_->operands_of(*f_, op);
    for (std::size_t n = 0; known && n < operands.size(); ++n) {
      ir::OpId value = operands[n].value;
      if (const ir::Op& argument = ir_->op(*f_, value); argument.kind == OpKind::Name) {
        const auto written = std::find_if(writes.rbegin(), writes.rend(), [&](const Write& write) {
          return write.op < value && write.slot == program_.bindings[first_op_ + value.index()].id();
        });
        if (written != writes.rend()) value = written->value;
      }
      auto site = made.find(value.raw);
      const Run* run = site == made.end() ? nullptr : run_of(known, op, n);
      if (!run) continue;
      const CallSite& generator = calls[site->second];
      for (std::uint32_t e = 0; e < generator.edge_count; ++e) edges[generator.first_edge + e].where = run->where;
    }
  }
}

void Evaluator::call_slot_functions(CallSite& site, const ir::Op& op, SlotIndex slot) {
  read_slot(slot);
  const std::vector<FunctionIndex> functions = program_.slot_functions[slot];
  for (FunctionIndex target : functions) {
    add_edge(site, target, EdgeKind::Call, Evidence::Typed);
    pass_arguments(op, target, false);
    forward_registrations(op, site.op.index(), target);
  }
  if (!functions.empty() && site.unknown) site.evidence = Evidence::Typed;
  if (!functions.empty()) site.evidence = std::min(site.evidence, Evidence::Typed);
}

Value Evaluator::call_function(CallSite& site, const ir::Op& op, FunctionIndex target, const Value& receiver, bool bound) {
  const std::size_t arguments = positional_count(ir_->operands_of(*f_, op));
  if (program_.next_overload[target] != kNone) target = overload(target, arguments);
  const ir::Function& function = program_.function(target);
  const bool method = function.owner || function.receiver;
  if (!function.is_abstract || !method) add_edge(site, target, EdgeKind::Call, site.evidence);
  if (method && !function.is_static && !receiver.is(ValueKind::Super)) dispatch(site, op, target, receiver);
  if (edges.size() == site.first_edge) add_edge(site, target, EdgeKind::Call, site.evidence);
  pass_arguments(op, target, bound);
  for (std::uint32_t i = site.first_edge; i < edges.size(); ++i) {
    read_slot(program_.result_slot[edges[i].target]);
    forward_registrations(op, site.op.index(), edges[i].target);
  }
  const TypeBindings types = bind_types(op, target, receiver);
  if (language_ == Language::Java) type_lambdas(op, target, types);
  const Value result = substitute(renew_router(op, site.op.index(), target, read_slot(program_.result_slot[target])), types, 0);
  if (result.known() || !function.is_abstract) return result;
  // An interface without a declared result: what its implementations yield.
  Value joined;
  for (std::size_t i = site.first_edge; i < edges.size(); ++i) {
    joined = join(joined, read_slot(program_.result_slot[edges[i].target]));
  }
  return weaker(joined, Evidence::Typed);
}

FunctionIndex Evaluator::constructor_of(ClassIndex klass, std::size_t arguments, int depth) {
  if (depth > kMaxInheritance) return kNone;
  FunctionIndex best = kNone;
  for (FunctionIndex f : program_.classes[klass].methods) {
    const ir::Function& function = program_.function(f);
    if (function.kind != FunctionKind::Constructor) continue;
    const std::size_t receiver = language_ == Language::Python ? 1 : 0;
    if (best == kNone || function.parameters.count == arguments + receiver) best = f;
  }
  if (best != kNone) return best;
  for (const Value& base : program_.classes[klass].bases) {
    if (base.is(ValueKind::Class)) return constructor_of(base.id, arguments, depth + 1);
  }
  return kNone;
}

Value Evaluator::construct(CallSite& site, const ir::Op& op, ClassIndex klass, Evidence evidence) {
  const bool conversion = language_ == Language::Go;
  const FunctionIndex constructor = conversion ? kNone : constructor_of(klass, positional_count(ir_->operands_of(*f_, op)));
  if (constructor != kNone) {
    add_edge(site, constructor, EdgeKind::Call, evidence);
    pass_arguments(op, constructor, true);
  } else {
    for (const Value& base : program_.classes[klass].bases) {
      if (!base.is(ValueKind::External)) continue;
      site.external = Name(base.id);
      break;
    }
  }
  const ir::Class& declared = program_.class_of(klass);
  if (declared.body && language_ != Language::Python)
    add_edge(site, program_.global(program_.file_of_class[klass], declared.body), EdgeKind::Call, evidence);
  std::uint32_t args = 0;
  if (op.aux) args = linker_.type_value(file_, function_, ir::TypeId(op.aux)).args;
  return {ValueKind::Instance, evidence, klass, args};
}

// `super()` names the bases in Python and runs the base's constructor elsewhere.
Value Evaluator::call_super(CallSite& site, const ir::Op& op, const Value& super) {
  if (language_ == Language::Python) {
    site.external = linker_.words_.super;
    return super;
  }
  for (const Value& base : program_.classes[super.id].bases) {
    if (base.is(ValueKind::Class)) return construct(site, op, base.id, super.evidence);
    site.external = Name(base.id);
  }
  if (program_.classes[super.id].bases.empty()) site.external = linker_.words_.super;
  return {};
}

void Evaluator::pass_arguments(const ir::Op& op, FunctionIndex target, bool bound) {
  const ir::Function& function = program_.function(target);
  const ir::FileIr& target_ir = program_.ir_of(target);
  const auto parameters = function.parameters.of(target_ir.parameters);
  const bool receiver_first = function.receiver || (language_ == Language::Python && bound && !function.is_static &&
                                                    (function.owner || function.kind == FunctionKind::Constructor));
  std::size_t next = receiver_first ? 1 : 0;
  for (const ir::Operand& operand : ir_->operands_of(*f_, op)) {
    const Value value = value_of(operand.value);
    std::size_t index = parameters.size();
    if (!operand.name) {
      index = next++;
      if (!parameters.empty() && index >= parameters.size() && parameters.back().rest) continue;
    } else {
      const std::string_view keyword = text(operand.name);
      if (keyword == "..." || keyword == "**") {
        if (keyword == "...") next = parameters.size();
        continue;
      }
      for (std::size_t p = 0; p < parameters.size(); ++p) {
        if (target_ir.text(parameters[p].name) == keyword) index = p;
      }
    }
    if (index >= parameters.size() || parameters[index].rest) continue;
    const SlotIndex slot = program_.first_parameter_slot[target] + static_cast<SlotIndex>(index);
    if (value.known()) update(slot, weaker(value, Evidence::Typed));
    add_functions(slot, operand.value);
    note_passed(slot, op, operand.value);
  }
}

}  // namespace chokepoint::link
