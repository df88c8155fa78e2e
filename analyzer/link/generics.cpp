// Type variables of Java and TypeScript: what `T` of a generic class or method stands for at one call of it. A receiver `Page<User>` makes the
// `List<T>` of its method a list of users; `read(User.class)` makes the `T` of `<T> T read(Class<T> type)` a user.
#include <algorithm>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

constexpr int kMaxNesting = 6;  // of type arguments
constexpr int kMaxInheritance = 24;

}  // namespace

// Names without bounds are not kept for methods: short words in capitals that no class has are taken for variables.
bool Linker::is_type_variable(FileIndex file_index, FunctionIndex scope, Name written) {
  const ProgramFile& file = program_.files[file_index];
  const std::string_view text = program_.names[written];
  const ClassIndex around = program_.class_around(scope);
  for (ClassIndex c = around; c != kNone;) {
    const ir::Class& klass = program_.class_of(c);
    for (Str name : klass.type_parameters.of(file.ir->names)) {
      if (file.ir->text(name) == text) return true;
    }
    c = klass.outer ? program_.global(file_index, klass.outer) : kNone;
  }
  const bool capitals = text.size() <= 3 && std::all_of(text.begin(), text.end(),
                                                        [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
  if (!capitals || text.empty()) return false;
  if (import_in_scope(file_index, file.first_function, written) != kNone) return false;
  if (file.language == Language::Java) return java_class(file_index, around, written) == kNone;
  const BindKind kind = bind_type(file_index, scope, written).kind();
  return kind == BindKind::Global || kind == BindKind::None;
}

// The type arguments of `owner`, as an instance of a class below it has them.
std::uint32_t Evaluator::arguments_of_base(const Value& instance, ClassIndex owner, int depth) {
  if (!instance.is(ValueKind::Instance) || depth > kMaxInheritance) return 0;
  if (instance.id == owner) return instance.args;
  for (const Value& base : program_.classes[instance.id].bases) {
    if (!base.is(ValueKind::Class)) continue;
    Value parent{ValueKind::Instance, base.evidence, base.id, base.args};
    if (parent.args) {
      TypeBindings bindings;
      bind_class(instance, instance.id, bindings);
      parent = substitute(parent, bindings, 0);
    }
    if (const std::uint32_t found = arguments_of_base(parent, owner, depth + 1)) return found;
  }
  return 0;
}

void Evaluator::bind_class(const Value& receiver, ClassIndex owner, TypeBindings& bindings) {
  const std::uint32_t args = receiver.id == owner ? receiver.args : arguments_of_base(receiver, owner, 0);
  if (!args) return;
  const FileIndex file = program_.file_of_class[owner];
  const auto names = program_.class_of(owner).type_parameters.of(program_.files[file].ir->names);
  const std::vector<Value> given = program_.value_lists[args];
  for (std::size_t i = 0; i < names.size() && i < given.size(); ++i) bindings.emplace_back(linker_.name(file, names[i]), given[i]);
}

Value Evaluator::substitute(const Value& value, const TypeBindings& bindings, int depth) {
  if (bindings.empty() || depth > kMaxNesting) return value;
  if (value.is(ValueKind::Variable)) {
    for (const auto& [name, bound] : bindings) {
      if (name.raw == value.id && bound.known()) return bound;
    }
    return value;
  }
  if (!value.args || !(value.is(ValueKind::Instance) || value.is(ValueKind::ExternalInstance))) return value;
  std::vector<Value> arguments = program_.value_lists[value.args];
  for (Value& argument : arguments) argument = substitute(argument, bindings, depth + 1);
  Value result = value;
  result.args = program_.intern_list(std::move(arguments));
  return result;
}

// What a declared type says of its variables when a value of type `actual` is given for it.
void Evaluator::unify(const Value& declared, const Value& actual, TypeBindings& bindings, int depth) {
  if (depth > kMaxNesting || !actual.known()) return;
  if (declared.is(ValueKind::Variable)) {
    if (!actual.is(ValueKind::Function) && !actual.is(ValueKind::Class)) bindings.emplace_back(Name(declared.id), actual);
    return;
  }
  if (!declared.args) return;
  const std::vector<Value> wanted = program_.value_lists[declared.args];
  if (actual.is(ValueKind::Function) || actual.is(ValueKind::Class)) {  // the last argument of a functional interface is its result
    const Value result = actual.is(ValueKind::Class) ? Value{ValueKind::Instance, actual.evidence, actual.id, 0}
                                                     : read_slot(program_.result_slot[actual.id]);
    return unify(wanted.back(), result, bindings, depth + 1);
  }
  std::uint32_t args = actual.args;
  if (declared.is(ValueKind::Instance)) args = arguments_of_base(actual, declared.id, 0);
  else if (actual.is(ValueKind::Instance)) args = library_view(actual).args;
  if (!args) return;
  const std::vector<Value> given = program_.value_lists[args];
  for (std::size_t i = 0; i < wanted.size() && i < given.size(); ++i) unify(wanted[i], given[i], bindings, depth + 1);
}

// What the type variables of `target` stand for at this call.
Evaluator::TypeBindings Evaluator::bind_types(const ir::Op& op, FunctionIndex target, const Value& receiver) {
  TypeBindings bindings;
  if (language_ != Language::Java && family(language_) != "javascript") return bindings;
  const ClassIndex owner = program_.owner_of_function[target];
  if (owner != kNone && receiver.is(ValueKind::Instance)) bind_class(receiver, owner, bindings);
  const ClassIndex around = program_.class_around(function_);
  if (owner != kNone && !receiver.known() && around != kNone)
    bind_class(Value{ValueKind::Instance, Evidence::Resolved, around, 0}, owner, bindings);
  std::uint32_t next = 0;
  for (const ir::Operand& operand : ir_->operands_of(*f_, op)) {
    if (operand.name || next >= program_.function(target).parameters.count) break;
    const Value declared = program_.slots[program_.first_parameter_slot[target] + next++];
    if (declared.is(ValueKind::Variable) || declared.args) unify(declared, value_of(operand.value), bindings, 0);
  }
  return bindings;
}

// A lambda given for a parameter of type `Function<T, R>` takes a T.
void Evaluator::type_lambdas(const ir::Op& op, FunctionIndex target, const TypeBindings& bindings) {
  std::uint32_t next = 0;
  for (const ir::Operand& operand : ir_->operands_of(*f_, op)) {
    if (operand.name || next >= program_.function(target).parameters.count) break;
    const SlotIndex parameter = program_.first_parameter_slot[target] + next++;
    const Value value = value_of(operand.value);
    if (!value.is(ValueKind::Function)) continue;
    const Value declared = substitute(program_.slots[parameter], bindings, 0);
    if (!declared.args) continue;
    const std::vector<Value> arguments = program_.value_lists[declared.args];
    for (std::uint32_t p = 0; p < program_.function(value.id).parameters.count && p < arguments.size(); ++p) {
      if (arguments[p].known() && !arguments[p].is(ValueKind::Variable))
        update(program_.first_parameter_slot[value.id] + p, weaker(arguments[p], Evidence::Typed));
    }
  }
}

}  // namespace chokepoint::link
