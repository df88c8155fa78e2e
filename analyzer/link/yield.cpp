// The type a call of a library yields, and what it calls its callbacks with, in terms of the call:
// `java.util.List<result-of:0>` of `names.map(User::new)` is a list of users.
#include <algorithm>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

constexpr int kMaxInheritance = 24;
constexpr int kMaxNesting = 4;  // of type arguments in a model, of calls in arguments

bool is_map(std::string_view type) { return type.ends_with("Map") || type.ends_with("Map.Entry") || type == "java.util.Hashtable"; }

// "a<b<c>,d>" → "a" and {"b<c>", "d"}.
std::vector<std::string_view> split_arguments(std::string_view& pattern) {
  const std::size_t open = pattern.find('<');
  if (open == std::string_view::npos || !pattern.ends_with('>')) return {};
  std::string_view inner = pattern.substr(open + 1, pattern.size() - open - 2);
  pattern = pattern.substr(0, open);
  std::vector<std::string_view> parts;
  int depth = 0;
  for (std::size_t i = 0, start = 0; i <= inner.size(); ++i) {
    if (i < inner.size() && inner[i] == '<') ++depth;
    if (i < inner.size() && inner[i] == '>') --depth;
    if (i < inner.size() && (inner[i] != ',' || depth > 0)) continue;
    std::string_view part = inner.substr(start, i - start);
    while (part.starts_with(' ')) part.remove_prefix(1);
    parts.push_back(part);
    start = i + 1;
  }
  return parts;
}

}  // namespace

// What a library sees of an instance of the project's class: the library type it extends, with its type arguments.
Value Evaluator::library_view(const Value& value, int depth) {
  if (!value.is(ValueKind::Instance) || depth > kMaxInheritance) return value.is(ValueKind::ExternalInstance) ? value : Value{};
  for (const Value& base : program_.classes[value.id].bases) {
    Value view = base;
    if (base.is(ValueKind::External)) view.kind = ValueKind::ExternalInstance;
    if (base.is(ValueKind::Class)) view = library_view(Value{ValueKind::Instance, base.evidence, base.id, base.args}, depth + 1);
    if (view.is(ValueKind::ExternalInstance) && view.args) return weaker(view, value.evidence);
  }
  return {};
}

// What calling a value yields that was handed over as a callback.
Value Evaluator::result_of(ir::OpId callback, const Value& receiver) {
  const Value value = value_of(callback);
  switch (value.kind) {
    case ValueKind::Function: return read_slot(program_.result_slot[value.id]);
    case ValueKind::Class: return {ValueKind::Instance, value.evidence, value.id, 0};  // `User::new`
    case ValueKind::External: {
      if (value.args) return program_.value_lists[value.args].front();  // a generated accessor
      const models::LibraryCall* known = linker_.known_.function(language_, Name(value.id)).rows;
      const Value element = element_of(library_view(receiver));
      for (const models::Call* row : known ? known->rows : std::vector<const models::Call*>{}) {
        if (row->returns == "element") return element_of(element);
        if (row->returns == "receiver") return element;
      }
      return {};
    }
    default: return {};
  }
}

Value Evaluator::yielded(std::string_view pattern, const ir::Op& op, const Value& receiver, const Value& made, int depth) {
  if (depth > kMaxNesting) return {};
  const std::vector<std::string_view> parts = split_arguments(pattern);
  const std::size_t colon = pattern.find(':');
  const std::string_view head = pattern.substr(0, colon);
  const ir::OpId argument =
      colon == std::string_view::npos ? ir::OpId{} : ir_->positional(*f_, op, static_cast<std::size_t>(pattern.back() - '0'));
  Value value;
  if (pattern == "receiver") value = receiver;
  else if (pattern == "instance") {  // of the class it is called on: `User.findOne()`
    value = receiver.is(ValueKind::Class) || receiver.is(ValueKind::External) ? linker_.instance_of(receiver) : receiver;
  } else if (pattern == "element") value = element_of(library_view(receiver));
  else if (pattern == "key" || pattern == "value") {
    const auto& arguments = program_.value_lists[library_view(receiver).args];
    if (!arguments.empty()) value = weaker(pattern == "key" ? arguments.front() : arguments.back(), receiver.evidence);
  } else if (head == "argument") value = value_of(argument);
  else if (head == "result-of") value = result_of(argument, receiver);
  else if (head == "element-of") {  // of a callback: what is in what it yields
    const Value given = value_of(argument);
    value = given.is(ValueKind::Class)
                ? linker_.instance_of(given)  // a class stands for all of its rows
                : element_of(library_view(given.is(ValueKind::Function) ? result_of(argument, receiver) : given));
  } else value = external_instance(pattern, made.evidence, made.args);
  if (parts.empty() || !value.is(ValueKind::ExternalInstance)) return value;
  std::vector<Value> arguments;
  for (std::string_view part : parts) arguments.push_back(yielded(part, op, receiver, made, depth + 1));
  value.args = std::any_of(arguments.begin(), arguments.end(), [](const Value& v) { return v.known(); })
                   ? program_.intern_list(std::move(arguments))
                   : 0;
  return value;
}

// Java: a callback of a collection, an optional value or a publisher takes what is in it.
void Evaluator::give_elements(FunctionIndex callback, const Value& receiver, std::string_view method) {
  const Value view = library_view(receiver);
  if (!view.args) return;
  const std::uint32_t count = program_.function(callback).parameters.count;
  const SlotIndex first = program_.first_parameter_slot[callback];
  const auto arguments = program_.value_lists[view.args];
  if (is_map(program_.names[Name(view.id)])) {
    for (std::uint32_t p = 0; p < count && p < arguments.size(); ++p) update(first + p, weaker(arguments[p], Evidence::Typed));
    return;
  }
  const bool compares = method == "reduce" || method.starts_with("sort") || method == "max" || method == "min";
  for (std::uint32_t p = 0; p < count && (p == 0 || compares); ++p) update(first + p, weaker(arguments.front(), Evidence::Typed));
}

// `users.stream().collect(toMap(u -> u.id(), u -> u))`: what the call inside builds is run on the elements of the call around it.
void Evaluator::give_elements_inside(const ir::Op& op, const Value& receiver, int depth) {
  if (depth > kMaxNesting || !library_view(receiver).args) return;
  for (const ir::Operand& operand : ir_->operands_of(*f_, op)) {
    const ir::Op& argument = ir_->op(*f_, operand.value);
    if (argument.kind != ir::OpKind::Call || !argument.base || !value_of(argument.base).is(ValueKind::External)) continue;
    if (program_.names[Name(value_of(argument.base).id)].find('#') != std::string_view::npos) continue;
    for (const ir::Operand& inner : ir_->operands_of(*f_, argument)) {
      if (const Value callback = value_of(inner.value); callback.is(ValueKind::Function)) give_elements(callback.id, receiver, "");
    }
    give_elements_inside(argument, receiver, depth + 1);
  }
}

}  // namespace chokepoint::link
