#include <algorithm>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::AggregateKind;
using ir::LiteralKind;
using ir::OpKind;

constexpr std::size_t kMaxPath = 160;         // of a library access path; longer chains are unknown

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
    default: return language == Language::Python ? "list" : language == Language::Go ? "[]" : language == Language::Java ? "[]" : "Array";
  }
}

bool map_like(std::string_view type) {
  return type == "map" || type == "dict" || type == "Map" || type == "Record" || type.ends_with(".Map") || type.ends_with("HashMap") ||
         type == "Dict" || type == "defaultdict" || type.ends_with(".Dict") || type == "Mapping";
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
  library_stores.clear();
  literal_functions.clear();
  forwards_.clear();
  read.clear();
  ++epoch_;
  local_.clear();
  const auto ops = ir_->ops_of(*f_);
  values.assign(ops.size(), Value{});
  for (std::size_t i = 0; i < ops.size(); ++i) {
    values[i] = evaluate(ops[i], i);
    note_evaluation(ops[i], i);
  }
  defer_generators();
  name_decorators();
  finish_forwards();
  if (f_->kind == ir::FunctionKind::Module) {
    for (const ExportSlot& exported : linker_.scopes_[file_].exports) {
      if (exported.slot != kNone) update(exported.slot, value_of(exported.value));
    }
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
      auto known = local_.find(binding.id());
      return known != local_.end() && known->second.known() ? known->second : read_slot(binding.id());
    }
    case BindKind::Parameter: {
      auto known = local_.find(binding.id());
      return known != local_.end() ? known->second : read_slot(binding.id());
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
    case BindKind::Member: return implicit_member(Name(binding.id()));
    case BindKind::Global: return {ValueKind::External, Evidence::Resolved, program_.names.intern(text(op.text)).raw, 0};
    case BindKind::None: break;
  }
  return {};
}

// Java: a name that is no variable is a member of this class or one around it, a static import, or a library class.
Value Evaluator::implicit_member(Name wanted) {
  const std::string_view text = program_.names[wanted];
  Value inherited;
  for (ClassIndex c = program_.class_around(function_); c != kNone;) {
    const Linker::Member member = linker_.find_member(c, wanted, false);
    if (member.method != kNone) return {ValueKind::Function, Evidence::Resolved, member.method, 0};
    if (member.field != kNone) return read_slot(member.field);
    if (member.value.is(ValueKind::Class)) return member.value;
    if (member.value.known() && !inherited.known() && linker_.library_knows(c, member.value)) inherited = member.value;
    const ir::Class& klass = program_.class_of(c);
    c = klass.outer ? program_.global(program_.file_of_class[c], klass.outer) : kNone;
  }
  if (inherited.known()) return inherited;
  const ProgramFile& file = program_.files[file_];
  for (std::uint32_t star : linker_.scopes_[file_].star_imports) {
    const ir::Import& import = file.ir->imports[star - file.first_import];
    if (!import.is_static) continue;
    auto klass = linker_.java_classes_.find(std::string(file.ir->text(import.module)));
    if (klass == linker_.java_classes_.end()) continue;
    if (Value value = class_member(klass->second, text, true); value.known()) return value;
  }
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') return linker_.library_type(file_, text);
  return {};
}

Value Evaluator::target_value(const Target& target) {
  Value value = target.slot != kNone ? read_slot(target.slot) : target.value;
  return target.member ? member_of(value, program_.names[target.member]) : value;
}

Value Evaluator::member(const ir::Op& op) {
  if (op.detail == 2) return element_at(value_of(op.base), text(op.text));
  return member_of(value_of(op.base), text(op.text), op.detail == 1);
}

Value Evaluator::element_at(const Value& base, std::string_view position) {
  if (!base.known()) return {};
  const std::string_view type = base.is(ValueKind::ExternalInstance) ? program_.names[Name(base.id)] : std::string_view{};
  const std::size_t index = position.empty() || position[0] > '9' ? 0 : static_cast<std::size_t>(std::atoi(std::string(position).c_str()));
  if (type == "tuple" || type == "Tuple" || type == "typing.Tuple") {
    const auto& elements = program_.value_lists[base.args];
    return index < elements.size() ? elements[index] : Value{};
  }
  // A library call that returns several results: the model speaks of the first, the others are errors and flags.
  if (language_ == Language::Go) return index == 0 ? base : Value{};
  return element_of(base);
}

Value Evaluator::member_of(const Value& base, std::string_view text, bool method_reference) {
  switch (base.kind) {
    case ValueKind::Module: {
      const ProgramFile& module = program_.files[base.id];
      const Name wanted = program_.names.intern(text);
      if (module.language == Language::Go) {
        const SlotIndex slot = linker_.package_variable(base.id, wanted);
        return slot == kNone ? Value{} : read_slot(slot);
      }
      if (module.language != Language::Python) return target_value(linker_.node_export(base.id, text, 0));
      const Target target = linker_.python_symbol(base.id, wanted, 0);
      if (target.found()) return target_value(target);
      const FileIndex sub = linker_.modules_->python(base.id, text, 1);
      return sub == kNone || !module.path.ends_with("__init__.py") ? Value{} : Value{ValueKind::Module, Evidence::Resolved, sub, 0};
    }
    case ValueKind::Class: {
      if (method_reference && text != "new") {
        if (Value value = instance_member(Value{ValueKind::Instance, base.evidence, base.id, 0}, text); value.known()) return value;
      }
      if (method_reference) return base;
      return class_member(base.id, text, true);
    }
    case ValueKind::Instance: return instance_member(base, text);
    case ValueKind::Super: {
      const Name wanted = program_.names.intern(text);
      for (const Value& parent : program_.classes[base.id].bases) {
        if (parent.is(ValueKind::Class)) {
          if (Value value = class_member(parent.id, text, false); value.known()) return value;
        } else {
          return library_member(Value{ValueKind::ExternalInstance, parent.evidence, parent.id, 0}, program_.names[wanted]);
        }
      }
      return {};
    }
    case ValueKind::Object: {
      auto slot = linker_.object_fields_.find(pair_key(base.id, program_.names.intern(text).raw));
      return slot == linker_.object_fields_.end() ? Value{} : read_slot(slot->second);
    }
    case ValueKind::External:
    case ValueKind::ExternalInstance: return library_member(base, text);
    case ValueKind::Function:
      // `f.bind(x)` is f; `f.call(x)` and `f.apply(x)` call it.
      return text == "bind" || text == "call" || text == "apply" ? base : Value{};
    default: return {};
  }
}

Value Evaluator::class_member(ClassIndex klass, std::string_view text, bool is_static) {
  const Linker::Member member = linker_.find_member(klass, program_.names.intern(text), is_static);
  if (member.method != kNone) {
    if (program_.function(member.method).kind == ir::FunctionKind::Getter) return read_slot(program_.result_slot[member.method]);
    return {ValueKind::Function, Evidence::Resolved, member.method, 0};
  }
  if (member.field != kNone) return read_slot(member.field);
  if (!member.value.is(ValueKind::External)) return member.value;
  const std::string_view path = program_.names[Name(member.value.id)];
  const std::string_view base = path.substr(0, path.find_last_of(".#"));
  const std::string_view type = linker_.library_.member_type(ecosystem(), base, text);
  if (type.empty()) return member.value;
  const Value self{ValueKind::Instance, Evidence::Resolved, member.through == kNone ? klass : klass, 0};
  return external_instance(type, member.value.evidence, program_.intern_list({self}));
}

Value Evaluator::instance_member(const Value& base, std::string_view text) {
  Value value = weaker(class_member(base.id, text, false), base.evidence);
  if (!value.known() && language_ == Language::Python) return mixed_in(base, text);
  if (value.known() || language_ != Language::Java) return value;
  // Generated accessors (records, Lombok): `getName()` and `name()` read the field.
  std::string field(text);
  if (field.size() > 3 && (field.starts_with("get") || field.starts_with("set"))) field.erase(0, 3);
  else if (field.size() > 2 && field.starts_with("is")) field.erase(0, 2);
  if (!field.empty() && field[0] >= 'A' && field[0] <= 'Z') field[0] = static_cast<char>(field[0] - 'A' + 'a');
  const Linker::Member member = linker_.find_member(base.id, program_.names.intern(field), false);
  if (member.field == kNone || field == text) return {};
  std::string path = std::string(program_.class_name(base.id)) + "#" + std::string(text);
  const Value result = read_slot(member.field);
  return {ValueKind::External, weaker(base, result.evidence).evidence, program_.names.intern(path).raw, program_.intern_list({result})};
}

Value Evaluator::library_member(const Value& base, std::string_view text) {
  const std::string_view owner = program_.names[Name(base.id)];
  if (owner.size() + text.size() > kMaxPath) return {};
  const bool instance = base.is(ValueKind::ExternalInstance);
  if (const std::string_view type = linker_.library_.member_type(ecosystem(), owner, text); !type.empty()) {
    return external_instance(type, base.evidence, base.args);
  }
  std::string path(owner);
  path.append(instance ? "#" : ".").append(text);
  return {ValueKind::External, base.evidence, program_.names.intern(path).raw, instance ? base.args : 0};
}

Value Evaluator::aggregate(const ir::Op& op, std::size_t position) {
  const AggregateKind kind = static_cast<AggregateKind>(op.detail);
  if (op.aux) {
    if (Value value = linker_.type_value(file_, function_, ir::TypeId(op.aux)); value.known()) {
      note_literal(op, value, position);
      return value;
    }
  }
  std::vector<Value> elements;
  bool has_members = false;
  for (const ir::Operand& operand : ir_->operands_of(*f_, op)) {
    const Value value = value_of(operand.value);
    elements.push_back(value);
    // Whether a value is known yet must not matter: an object that turns from data into a module would be neither.
    has_members |= operand.name && ir_->op(*f_, operand.value).kind != OpKind::Literal;
  }
  const bool javascript = family(language_) == "javascript";
  if (kind == AggregateKind::Map && javascript && has_members) {
    const std::uint32_t object = first_op_ + static_cast<std::uint32_t>(position);
    for (const ir::Operand& operand : ir_->operands_of(*f_, op)) {
      const Name key = linker_.name(file_, operand.name);
      auto [slot, inserted] = linker_.object_fields_.try_emplace(pair_key(object, key.raw), 0u);
      if (inserted) slot.value() = linker_.new_slot();
      write(slot->second, position, operand.value, value_of(operand.value));
    }
    return {ValueKind::Object, Evidence::Resolved, object, 0};
  }
  Value result = external_instance(aggregate_type(language_, kind));
  if (kind == AggregateKind::Tuple) {
    result.args = program_.intern_list(std::move(elements));
  } else if (!elements.empty() && elements.front().known()) {
    result.args = kind == AggregateKind::Map ? program_.intern_list({Value{}, elements.front()}) : program_.intern_list({elements.front()});
  }
  return result;
}

Value Evaluator::compute(const ir::Op& op) {
  const std::string_view sign = text(op.text);
  if ((sign == "cast" || sign == "instanceof") && op.aux) {
    const Value declared = linker_.type_value(file_, function_, ir::TypeId(op.aux));
    if (sign == "instanceof") return {};
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
      const Value entered = instance_member(value, method);
      if (!entered.is(ValueKind::Function)) continue;
      if (const Value result = read_slot(program_.result_slot[entered.id]); result.known()) value = result;
      break;
    }
  }
  if (op.aux && !value.is(ValueKind::Instance) && !value.is(ValueKind::Function)) {
    if (const Value declared = linker_.type_value(file_, function_, ir::TypeId(op.aux)); declared.known()) {
      if (!value.is(ValueKind::ExternalInstance) || value.args == 0) value = declared;
    }
  }
  const Binding binding = program_.bindings[first_op_ + position];
  switch (binding.kind()) {
    case BindKind::Local:
    case BindKind::Parameter:
      if (value.known() || !local_.contains(binding.id())) local_[binding.id()] = value;
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
    const std::string path = std::string(program_.names[Name(receiver.id)]) + "." + std::string(text(op.text));
    library_stores.push_back({function_, ir::OpId::from_index(position), program_.names.intern(path)});
  } else if (receiver.is(ValueKind::Module)) {
    const SlotIndex slot = linker_.variable(program_.files[receiver.id].first_function, field);
    if (slot != kNone) write(slot, position, operands[0].value, value_of(operands[0].value));
  }
}

Value Evaluator::element_of(const Value& value) {
  if (!value.is(ValueKind::ExternalInstance)) return {};
  const std::string_view type = program_.names[Name(value.id)];
  const auto& arguments = program_.value_lists[value.args];
  if (!arguments.empty()) return weaker(map_like(type) ? arguments.back() : arguments.front(), value.evidence);
  if (const models::TypeModel* model = linker_.library_.type(ecosystem(), type); model && !model->element.empty()) {
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
  if (const models::TypeModel* model = linker_.library_.type(ecosystem(), type); model && !model->awaits_to.empty()) {
    return model->awaits_to == "element" ? element_of(value) : external_instance(model->awaits_to, value.evidence, value.args);
  }
  return value;
}

Value Evaluator::external_instance(std::string_view type, Evidence evidence, std::uint32_t args) {
  return {ValueKind::ExternalInstance, evidence, program_.names.intern(type).raw, args};
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
