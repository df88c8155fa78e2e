// What a name or a member of a value stands for: of a module, a class, an instance, an object literal, a library.
#include <cstdlib>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

constexpr std::size_t kMaxPath = 160;  // of a library access path; longer chains are unknown

}  // namespace

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
  for (const FileScope::Star& star : linker_.scopes_[file_].stars) {
    const ir::Import& import = file.ir->imports[star.import - file.first_import];
    if (!import.is_static) continue;
    const ClassIndex klass = linker_.java_class_in_full(file_, file.ir->text(import.module));
    if (klass == kNone) continue;
    if (Value value = class_member(klass, wanted, true); value.known()) return value;
  }
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') return linker_.library_type(file_, wanted);
  return {};
}

Value Evaluator::target_value(const Target& target) {
  Value value = target.slot != kNone ? read_slot(target.slot) : target.value;
  return target.member ? member_of(value, target.member) : value;
}

Value Evaluator::member(const ir::Op& op) {
  if (op.detail == 2) return element_at(value_of(op.base), text(op.text));
  const Value base = value_of(op.base);
  if (language_ == Language::Java && !base.known()) {
    if (const Value named = named_in_full(op); named.known()) return named;
  }
  return member_of(base, linker_.name(file_, op.text), op.detail == 1);
}

// `new com.shop.Order()`, `java.util.List.of()`: a class named with its package.
Value Evaluator::named_in_full(const ir::Op& op) {
  const std::string_view last = text(op.text);
  if (last.empty() || last[0] < 'A' || last[0] > 'Z') return {};
  std::string path(last);
  for (ir::OpId id = op.base; id && path.size() < kMaxPath; id = ir_->op(*f_, id).base) {
    const ir::Op& part = ir_->op(*f_, id);
    const std::string_view segment = text(part.text);
    if ((part.kind != ir::OpKind::Name && part.kind != ir::OpKind::Member) || segment.empty() || segment[0] < 'a' ||
        segment[0] > 'z')
      return {};
    path = std::string(segment) + "." + path;
    if (part.kind == ir::OpKind::Name) {
      const BindKind kind = program_.bindings[first_op_ + id.index()].kind();
      if (kind != BindKind::Member && kind != BindKind::None) return {};  // a variable
      return linker_.java_type(file_, path);
    }
  }
  return {};
}

Value Evaluator::element_at(const Value& base, std::string_view position) {
  if (!base.known()) return {};
  const std::string_view type = base.is(ValueKind::ExternalInstance) ? program_.names[Name(base.id)] : std::string_view{};
  const std::size_t index =
      position.empty() || position[0] > '9' ? 0 : static_cast<std::size_t>(std::atoi(std::string(position).c_str()));
  if (type == "tuple" || type == "Tuple" || type == "typing.Tuple") {
    const auto& elements = program_.value_lists[base.args];
    return index < elements.size() ? elements[index] : Value{};
  }
  // A library call that returns several results: the model speaks of the first, the others are errors and flags.
  if (language_ == Language::Go) return index == 0 ? base : Value{};
  return element_of(base);
}

Value Evaluator::member_of(const Value& base, Name member, bool method_reference) {
  const std::string_view text = program_.names[member];
  switch (base.kind) {
    case ValueKind::Module: {
      const ProgramFile& module = program_.files[base.id];
      if (module.language == Language::Go) {
        const SlotIndex slot = linker_.package_variable(base.id, member);
        return slot == kNone ? Value{} : read_slot(slot);
      }
      if (module.language != Language::Python) return target_value(linker_.node_export(base.id, member, 0));
      const Target target = linker_.python_symbol(base.id, member, 0);
      if (target.found()) return target_value(target);
      const FileIndex sub = linker_.modules_->python(base.id, text, 1);
      return sub == kNone || !module.path.ends_with("__init__.py") ? Value{} : Value{ValueKind::Module, Evidence::Resolved, sub, 0};
    }
    case ValueKind::Class: {
      if (method_reference && text != "new") {
        const Value value = instance_member(Value{ValueKind::Instance, base.evidence, base.id, 0}, member);
        const bool field = value.is(ValueKind::Instance) || value.is(ValueKind::ExternalInstance) || value.is(ValueKind::Variable);
        if (value.known() && !field) return value;
        if (field) {  // `Item::owner` of a record
          const Name path = program_.names.join(program_.class_names[base.id], '#', member);
          return {ValueKind::External, value.evidence, path.raw, program_.intern_list({value})};
        }
      }
      if (method_reference) return base;
      const Value value = class_member(base.id, member, true);
      if (language_ != Language::Java || (value.known() && !value.is(ValueKind::External))) return value;
      const Value made{ValueKind::Instance, base.evidence, base.id, 0};
      if (text == "class") return external_instance("java.lang.Class", base.evidence, program_.intern_list({made}));
      if (text != "builder") return value;
      const Name path = program_.names.join(program_.class_names[base.id], '.', member);
      return {ValueKind::External, base.evidence, path.raw, program_.intern_list({made})};
    }
    case ValueKind::Instance: return instance_member(base, member);
    case ValueKind::Super: {
      for (const Value& parent : program_.classes[base.id].bases) {
        if (parent.is(ValueKind::Class)) {
          if (Value value = class_member(parent.id, member, false); value.known()) return value;
        } else {
          return library_member(Value{ValueKind::ExternalInstance, parent.evidence, parent.id, 0}, member);
        }
      }
      return {};
    }
    case ValueKind::Object: {
      auto slot = linker_.object_fields_.find(pair_key(base.id, member.raw));
      return slot == linker_.object_fields_.end() ? Value{} : read_slot(slot->second);
    }
    case ValueKind::External:
    case ValueKind::ExternalInstance: return library_member(base, member);
    case ValueKind::Function:
      // `f.bind(x)` is f; `f.call(x)` and `f.apply(x)` call it.
      return text == "bind" || text == "call" || text == "apply" ? base : Value{};
    default: return {};
  }
}

Value Evaluator::class_member(ClassIndex klass, Name wanted, bool is_static) {
  const Linker::Member member = linker_.find_member(klass, wanted, is_static);
  if (member.method != kNone) {
    if (program_.function(member.method).kind == ir::FunctionKind::Getter) return read_slot(program_.result_slot[member.method]);
    return {ValueKind::Function, Evidence::Resolved, member.method, 0};
  }
  if (member.field != kNone) return read_slot(member.field);
  if (!member.value.is(ValueKind::External)) return member.value;
  const std::string_view path = program_.names[Name(member.value.id)];
  const std::string_view base = path.substr(0, path.find_last_of(".#"));
  const std::string_view type = linker_.library_.member_type(ecosystem(), base, program_.names[wanted]);
  if (type.empty()) return member.value;
  const Value self{ValueKind::Instance, Evidence::Resolved, member.through == kNone ? klass : klass, 0};
  return external_instance(type, member.value.evidence, program_.intern_list({self}));
}

Value Evaluator::instance_member(const Value& base, Name member) {
  Value value = weaker(class_member(base.id, member, false), base.evidence);
  if (!value.known() && language_ == Language::Python) return mixed_in(base, member);
  if (language_ != Language::Java && (family(language_) != "javascript" || !may_be_generic(value))) return value;
  if (value.known() && !(value.is(ValueKind::External) && !linker_.library_knows(base.id, value))) {
    if (value.is(ValueKind::Function) || !may_be_generic(value)) return value;
    TypeBindings types;
    if (const ClassIndex owner = field_owner(base.id, member); owner != kNone) bind_class(base, owner, types);
    return substitute(value, types, 0);
  }
  if (language_ != Language::Java) return value;
  const Value generated = generated_member(base, member);
  return generated.known() ? generated : value;
}

bool Evaluator::may_be_generic(const Value& value) const { return value.is(ValueKind::Variable) || value.args != 0; }

// The class, this or one above it, that declares a field.
ClassIndex Evaluator::field_owner(ClassIndex klass, Name field) const {
  for (int hops = 0; klass != kNone && hops < 24; ++hops) {
    if (linker_.field_index_.contains(pair_key(klass, field.raw))) return klass;
    ClassIndex next = kNone;
    for (const Value& base : program_.classes[klass].bases) {
      if (base.is(ValueKind::Class) && next == kNone) next = base.id;
    }
    klass = next;
  }
  return kNone;
}

// Accessors of records and those that Lombok generates: `getName()` and `name()` read the field; `toBuilder()` begins a builder.
Value Evaluator::generated_member(const Value& base, Name wanted) {
  const std::string_view text = program_.names[wanted];
  const auto external = [&](Evidence evidence, const Value& yielded) {
    const Name path = program_.names.join(program_.class_names[base.id], '#', wanted);
    return Value{ValueKind::External, evidence, path.raw, program_.intern_list({yielded})};
  };
  if (text == "toBuilder") return external(base.evidence, base);
  std::string field(text);
  const bool sets = field.size() > 3 && field.starts_with("set");
  const bool with = field.size() > 4 && field.starts_with("with");
  if (sets || (field.size() > 3 && field.starts_with("get"))) field.erase(0, 3);
  else if (with) field.erase(0, 4);
  else if (field.size() > 2 && field.starts_with("is")) field.erase(0, 2);
  if (!field.empty() && field[0] >= 'A' && field[0] <= 'Z') field[0] = static_cast<char>(field[0] - 'A' + 'a');
  const Name property = program_.names.intern(field);
  const Linker::Member member = linker_.find_member(base.id, property, false);
  if (member.field == kNone || property == wanted) return {};
  Value result = sets || with ? base : read_slot(member.field);
  if (may_be_generic(result) && !sets && !with) {
    TypeBindings types;
    if (const ClassIndex owner = field_owner(base.id, property); owner != kNone) bind_class(base, owner, types);
    result = substitute(result, types, 0);
  }
  return external(weaker(base, result.evidence).evidence, result);
}

Value Evaluator::library_member(const Value& base, Name member) {
  const std::string_view owner = program_.names[Name(base.id)], text = program_.names[member];
  if (owner.size() + text.size() > kMaxPath) return {};
  const bool instance = base.is(ValueKind::ExternalInstance);
  const bool has_model = linker_.known_.type(language_, Name(base.id)).model;
  if (const std::string_view type = has_model ? linker_.library_.member_type(ecosystem(), owner, text) : ""; !type.empty()) {
    return external_instance(type, base.evidence, base.args);
  }
  if (instance) {
    const SlotIndex slot = added_member(base, member);
    if (slot != kNone) {
      if (const Value added = read_slot(slot); added.known()) return weaker(added, Evidence::Typed);
      if (linker_.round_ == 0) {  // who adds it may come later; a wrong type now would stay
        deferred = true;
        return {};
      }
      member_slot_ = kNone;
    }
  }
  const Name path = program_.names.join(Name(base.id), instance ? '#' : '.', member);
  return {ValueKind::External, base.evidence, path.raw, instance ? base.args : 0};
}

}  // namespace chokepoint::link
