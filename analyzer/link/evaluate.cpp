#include <algorithm>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::AggregateKind;
using ir::LiteralKind;
using ir::OpKind;

std::string_view literal_type(Language language, LiteralKind kind) {
  const bool text = kind == LiteralKind::String || kind == LiteralKind::Template;
  switch (language) {
    case Language::Python: return text ? "str" : kind == LiteralKind::Number ? "int" : "bool";
    case Language::Go: return text ? "string" : kind == LiteralKind::Number ? "int" : "bool";
    case Language::Java: return text ? "java.lang.String" : "java.lang.Number";
    default: return text ? "String" : kind == LiteralKind::Number ? "Number" : kind == LiteralKind::Regex ? "RegExp" : "Boolean";
  }
}

std::string_view aggregate_type(Language language, AggregateKind kind) {
  switch (kind) {
    case AggregateKind::Map: return language == Language::Python ? "dict" : language == Language::Go ? "map" : "Object";
    case AggregateKind::Set: return language == Language::Python ? "set" : "Set";
    case AggregateKind::Tuple: return "tuple";
    default:
      return language == Language::Python ? "list" : language == Language::Go ? "[]" : language == Language::Java ? "[]" : "Array";
  }
}

bool map_like(std::string_view type) {
  return type == "map" || type == "dict" || type == "Map" || type == "Record" || type.ends_with(".Map") ||
         type.ends_with("HashMap") || type == "Dict" || type == "defaultdict" || type.ends_with(".Dict") || type == "Mapping";
}

bool promise_like(std::string_view type) {
  return type == "Promise" || type == "PromiseLike" || type == "Awaitable" || type == "Coroutine" || type == "asyncio.Future" ||
         type == "asyncio.Task" || type == "typing.Awaitable" || type == "typing.Coroutine";
}

}  // namespace

void Evaluator::run(FunctionIndex function) {
  function_ = function;
  file_ = program_.file_of_function[function];
  ir_ = program_.files[file_].ir;
  f_ = &program_.function(function);
  language_ = ir_->language;
  first_op_ = program_.files[file_].first_op + f_->ops.first;
  calls.clear();
  edges.clear();
  writes.clear();
  registrations.clear();
  evaluations.clear();
  passed.clear();
  library_stores.clear();
  literal_functions.clear();
  forwards_.clear();
  deferred = false;
  read.clear();
  ++epoch_;
  const auto ops = ir_->ops_of(*f_);
  values.assign(ops.size(), Value{});
  for (std::size_t i = 0; i < ops.size(); ++i) {
    values[i] = evaluate(ops[i], i);
    if (ops[i].kind == OpKind::Assign || ops[i].kind == OpKind::Await || ops[i].kind == OpKind::Call) note_evaluation(ops[i], i);
  }
  take_defaults();
  defer_generators();
  name_decorators();
  finish_forwards();
  if (f_->kind == ir::FunctionKind::Module) {
    for (const ExportSlot& exported : linker_.scopes_[file_].exports) {
      if (exported.slot != kNone) update(exported.slot, value_of(exported.value));
    }
  }
}

// Python: `store=Depends(get_store)`. A default that is a constant says little of what is handed in.
void Evaluator::take_defaults() {
  if (language_ != Language::Python) return;
  const auto parameters = f_->parameters.of(ir_->parameters);
  for (std::uint32_t p = 0; p < parameters.size(); ++p) {
    const ir::OpId given = parameters[p].default_value;
    if (!given || ir_->op(*f_, given).kind != OpKind::Call || !value_of(given).known()) continue;
    update(program_.first_parameter_slot[function_] + p, weaker(value_of(given), Evidence::Typed));
  }
}

Value Evaluator::evaluate(const ir::Op& op, std::size_t position) {
  switch (op.kind) {
    case OpKind::Name: return name(op, position);
    case OpKind::Member: {
      member_slot_ = kNone;
      const Value value = member(op);
      program_.bindings[first_op_ + position] = member_slot_ == kNone ? Binding{} : Binding{BindKind::Outer, member_slot_};
      return value;
    }
    case OpKind::Index: return element_of(value_of(op.base));
    case OpKind::Literal:
      if (static_cast<LiteralKind>(op.detail) == LiteralKind::Null) return Value{ValueKind::Null, Evidence::Resolved, 0, 0};
      return external_instance(literal_type(language_, static_cast<LiteralKind>(op.detail)));
    case OpKind::Aggregate: return aggregate(op, position);
    case OpKind::Call: return call(op, position);
    case OpKind::Function: return Value{ValueKind::Function, Evidence::Resolved, program_.global(file_, ir::FunctionId(op.aux)), 0};
    case OpKind::Class: return Value{ValueKind::Class, Evidence::Resolved, program_.global(file_, ir::ClassId(op.aux)), 0};
    case OpKind::Await: return awaited(value_of(op.base));
    case OpKind::Compute: return compute(op);
    case OpKind::Assign: assign(op, position); return value_of(op.base);
    case OpKind::Store: store(op, position); return {};
    case OpKind::Return:
    case OpKind::Yield:
      if (op.base && !(op.kind == OpKind::Return && f_->is_generator)) update(program_.result_slot[function_], value_of(op.base));
      add_functions(program_.result_slot[function_], op.base);
      return {};
    case OpKind::Spawn: spawn(op); return {};
    case OpKind::StoreIndex:
    case OpKind::Raise:
    case OpKind::Break: return {};
  }
  return {};
}

Value Evaluator::name(const ir::Op& op, std::size_t position) {
  const Binding binding = program_.bindings[first_op_ + position];
  switch (binding.kind()) {
    case BindKind::Local: {
      const Value* here = local(binding.id());
      return here && here->known() ? *here : read_slot(binding.id());
    }
    case BindKind::Parameter: {
      const Value* here = local(binding.id());
      return here ? *here : read_slot(binding.id());
    }
    case BindKind::Outer: return read_slot(binding.id());
    case BindKind::Import: return target_value(linker_.import_targets_[binding.id()]);
    case BindKind::Class: return {ValueKind::Class, Evidence::Resolved, binding.id(), 0};
    case BindKind::This: {
      const ClassIndex klass = program_.class_around(function_);
      return klass == kNone ? Value{} : Value{ValueKind::Instance, Evidence::Resolved, klass, 0};
    }
    case BindKind::Super: {
      const ClassIndex klass = program_.class_around(function_);
      return klass == kNone ? Value{} : Value{ValueKind::Super, Evidence::Resolved, klass, 0};
    }
    case BindKind::Member: {
      member_slot_ = kNone;
      const Value value = implicit_member(Name(binding.id()));
      if (member_slot_ != kNone) program_.bindings[first_op_ + position] = {BindKind::Outer, member_slot_};
      return value;
    }
    case BindKind::Global: return {ValueKind::External, Evidence::Resolved, linker_.name(file_, op.text).raw, 0};
    case BindKind::None: break;
  }
  return {};
}

Value Evaluator::aggregate(const ir::Op& op, std::size_t position) {
  const AggregateKind kind = static_cast<AggregateKind>(op.detail);
  if (op.aux) {
    if (Value value = linker_.type_value(file_, function_, ir::TypeId(op.aux)); value.known()) {
      note_literal(op, value, position);
      return value;
    }
  }
  const auto operands = ir_->operands_of(*f_, op);
  // Whether a value is known yet must not matter: an object that turns from data into a module would be neither.
  const bool has_members = std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
    return operand.name && ir_->op(*f_, operand.value).kind != OpKind::Literal;
  });
  const bool javascript = family(language_) == "javascript";
  if (kind == AggregateKind::Map && javascript && has_members) {
    const std::uint32_t object = first_op_ + static_cast<std::uint32_t>(position);
    for (const ir::Operand& operand : operands) {
      const Name key = linker_.name(file_, operand.name);
      auto [slot, inserted] = linker_.object_fields_.try_emplace(pair_key(object, key.raw), 0u);
      if (inserted) slot.value() = linker_.new_slot();
      write(slot->second, position, operand.value, value_of(operand.value));
    }
    register_route_object(op, position);
    return {ValueKind::Object, Evidence::Resolved, object, 0};
  }
  Value result = external_instance(aggregate_type(language_, kind));
  if (kind == AggregateKind::Tuple) {
    std::vector<Value> elements;
    for (const ir::Operand& operand : operands) elements.push_back(value_of(operand.value));
    result.args = program_.intern_list(std::move(elements));
  } else if (const Value first = operands.empty() ? Value{} : value_of(operands[0].value); first.known()) {
    result.args = kind == AggregateKind::Map ? program_.intern_list({Value{}, first}) : program_.intern_list({first});
  }
  return result;
}

Value Evaluator::compute(const ir::Op& op) {
  const std::string_view sign = text(op.text);
  if (sign == "instanceof" && op.aux) return {};
  if (sign == "cast" && op.aux) {
    const Value declared = linker_.type_value(file_, function_, ir::TypeId(op.aux));
    const auto casted = ir_->operands_of(*f_, op);
    if (family(language_) == "javascript" && !casted.empty() && value_of(casted[0].value).is(ValueKind::Function))
      return value_of(casted[0].value);  // still that function
    if (declared.known()) return weaker(declared, Evidence::Typed);
  }
  const auto operands = ir_->operands_of(*f_, op);
  if (operands.empty()) return {};
  if (sign == "<-") return element_of(value_of(operands[0].value));
  if (sign == "&" || sign == "cast") return value_of(operands[0].value);
  if (sign == "&&") return value_of(operands.back().value);
  if (sign == "?:" && operands.size() == 3) return join(value_of(operands[1].value), value_of(operands[2].value));
  if (sign == "||" || sign == "??") {
    Value value;
    for (const ir::Operand& operand : operands) value = join(value, value_of(operand.value));
    return value;
  }
  if (sign == "+") return value_of(operands[0].value);
  return {};
}

void Evaluator::assign(const ir::Op& op, std::size_t position) {
  Value value = value_of(op.base);
  if (op.has(ir::kElement)) value = element_of(value);
  if (op.has(ir::kEntered) && value.is(ValueKind::Instance)) {
    for (const char* method : {"__enter__", "__aenter__"}) {
      const Value entered = instance_member(value, program_.names.intern(method));
      if (!entered.is(ValueKind::Function)) continue;
      if (const Value result = read_slot(program_.result_slot[entered.id]); result.known()) value = result;
      break;
    }
  }
  if (op.aux && value.is(ValueKind::Function)) call_with_types(value.id, linker_.type_value(file_, function_, ir::TypeId(op.aux)));
  if (op.aux && !value.is(ValueKind::Instance) && !value.is(ValueKind::Function)) {
    if (const Value declared = linker_.type_value(file_, function_, ir::TypeId(op.aux)); declared.known()) {
      if (!value.is(ValueKind::ExternalInstance) || value.args == 0) value = declared;
    }
  }
  const Binding binding = program_.bindings[first_op_ + position];
  switch (binding.kind()) {
    case BindKind::Local:
    case BindKind::Parameter:
      if (value.known() || !local(binding.id())) set_local(binding.id(), value);
      write(binding.id(), position, op.base, value);
      if (f_->kind == ir::FunctionKind::ClassBody) {
        auto field = linker_.field_index_.find(pair_key(program_.class_around(function_), linker_.name(file_, op.text).raw));
        if (field != linker_.field_index_.end()) write(field->second, position, op.base, value);
      }
      break;
    case BindKind::Outer: write(binding.id(), position, op.base, value); break;
    case BindKind::Member: {
      for (ClassIndex c = program_.class_around(function_); c != kNone;) {
        const Linker::Member member = linker_.find_member(c, Name(binding.id()), false);
        if (member.field != kNone) {
          write(member.field, position, op.base, value);
          program_.bindings[first_op_ + position] = {BindKind::Outer, member.field};
          break;
        }
        const ir::Class& klass = program_.class_of(c);
        c = klass.outer ? program_.global(program_.file_of_class[c], klass.outer) : kNone;
      }
      break;
    }
    default: break;
  }
}

void Evaluator::store(const ir::Op& op, std::size_t position) {
  const Value receiver = value_of(op.base);
  const auto operands = ir_->operands_of(*f_, op);
  if (operands.empty()) return;
  const Name field = linker_.name(file_, op.text);
  if (receiver.is(ValueKind::Instance) || receiver.is(ValueKind::Class)) {
    const Linker::Member member = linker_.find_member(receiver.id, field, false);
    if (member.field != kNone) write(member.field, position, operands[0].value, value_of(operands[0].value));
  } else if (receiver.is(ValueKind::Object)) {
    auto [slot, inserted] = linker_.object_fields_.try_emplace(pair_key(receiver.id, field.raw), 0u);
    if (inserted) slot.value() = linker_.new_slot();
    write(slot->second, position, operands[0].value, value_of(operands[0].value));
  } else if (receiver.is(ValueKind::External)) {
    const Name path = program_.names.join(Name(receiver.id), '.', field);
    library_stores.push_back({function_, ir::OpId::from_index(position), path});
  } else if (receiver.is(ValueKind::ExternalInstance)) {
    add_member(receiver, field, operands[0].value, position);
  } else if (receiver.is(ValueKind::Module)) {
    const SlotIndex slot = linker_.variable(program_.files[receiver.id].first_function, field);
    if (slot != kNone) write(slot, position, operands[0].value, value_of(operands[0].value));
  }
}

Value Evaluator::element_of(const Value& value) {
  if (value.is(ValueKind::Instance) && language_ == Language::Go) {  // `type Strategies []Strategy`
    const auto& bases = program_.classes[value.id].bases;
    const bool alias = program_.class_of(value.id).kind == ir::ClassKind::Alias && !bases.empty();
    if (!alias || !bases[0].is(ValueKind::External)) return {};
    return element_of(Value{ValueKind::ExternalInstance, value.evidence, bases[0].id, bases[0].args});
  }
  if (!value.is(ValueKind::ExternalInstance)) return {};
  const std::string_view type = program_.names[Name(value.id)];
  const auto& arguments = program_.value_lists[value.args];
  if (!arguments.empty()) return weaker(map_like(type) ? arguments.back() : arguments.front(), value.evidence);
  if (const models::TypeModel* model = linker_.known_.type(language_, Name(value.id)).model; model && !model->element.empty()) {
    return external_instance(model->element, value.evidence);
  }
  return {};
}

Value Evaluator::awaited(const Value& value) {
  if (!value.is(ValueKind::ExternalInstance)) return value;
  const std::string_view type = program_.names[Name(value.id)];
  if (promise_like(type)) {
    const auto& arguments = program_.value_lists[value.args];
    return arguments.empty() ? Value{} : arguments.back();
  }
  if (const models::TypeModel* model = linker_.known_.type(language_, Name(value.id)).model; model && !model->awaits_to.empty()) {
    return model->awaits_to == "element" ? element_of(value) : external_instance(model->awaits_to, value.evidence, value.args);
  }
  return value;
}

// Types are named by the models or by constants: where a text stands tells which it is.
Value Evaluator::external_instance(std::string_view type, Evidence evidence, std::uint32_t args) {
  const std::uint64_t place = (static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(type.data())) << 16) | type.size();
  const std::uint64_t mixed = place * 0x9E3779B97F4A7C15ull;
  const auto [known, is_new] = type_names_.try_emplace(mixed ^ (mixed >> 32));
  if (is_new) known.value() = program_.names.intern(type);
  return {ValueKind::ExternalInstance, evidence, known->second.raw, args};
}

const Value* Evaluator::local(SlotIndex slot) const {
  return slot < local_at_.size() && local_at_[slot] == epoch_ ? &local_[slot] : nullptr;
}

void Evaluator::set_local(SlotIndex slot, const Value& value) {
  if (local_at_.size() <= slot) {
    local_at_.resize(program_.slots.size());
    local_.resize(program_.slots.size());
  }
  local_at_[slot] = epoch_;
  local_[slot] = value;
}

Value Evaluator::read_slot(SlotIndex slot) {
  member_slot_ = slot;
  if (read_at_.size() <= slot) read_at_.resize(program_.slots.size());
  if (read_at_[slot] != epoch_) {
    read_at_[slot] = epoch_;
    read.push_back(slot);
  }
  return program_.slots[slot];
}

void Evaluator::write(SlotIndex slot, std::size_t position, ir::OpId value_id, const Value& value) {
  writes.push_back({slot, function_, ir::OpId::from_index(position), value_id});
  update(slot, value);
  add_functions(slot, value_id);
}

void Evaluator::update(SlotIndex slot, Value value) {
  if (value.is(ValueKind::Function)) add_function(slot, value.id);
  if (slot < linker_.fixed_.size() && linker_.fixed_[slot]) {
    // What is declared keeps its type but learns which router it holds.
    Value& declared = program_.slots[slot];
    if (router_of(value) == kNone || !declared.is(ValueKind::ExternalInstance) || declared.args != 0) return;
    declared.args = value.args;
    changed.push_back(slot);
    return;
  }
  const Value joined = join(program_.slots[slot], value);
  if (joined == program_.slots[slot]) return;
  program_.slots[slot] = joined;
  changed.push_back(slot);
}

}  // namespace chokepoint::link
