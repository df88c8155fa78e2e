// What a call of a library yields, which callbacks it runs, and where.
#include <algorithm>
#include <array>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::OpKind;
using models::Run;

constexpr std::size_t kMaxAccessPath = 160;

// Methods of arrays and streams that run their callback once per element, where the receiver's type is not known.
constexpr std::array<std::string_view, 12> kElementMethods = {"every", "filter", "find",        "findIndex", "flatMap", "forEach",
                                                              "map",   "reduce", "reduceRight", "some",      "sort",    "each"};

std::string_view last_segment(std::string_view path) {
  const std::size_t separator = path.find_last_of(".#/");
  return separator == std::string_view::npos ? path : path.substr(separator + 1);
}

bool looks_like_type(std::string_view path) {
  const std::string_view name = last_segment(path);
  return !name.empty() && name[0] >= 'A' && name[0] <= 'Z';
}

}  // namespace

const Run* Evaluator::run_of(const models::LibraryCall* known, const ir::Op& op, std::size_t operand) const {
  if (!known) return nullptr;
  const auto operands = ir_->operands_of(*f_, op);
  const std::size_t positional = positional_count(operands.first(operand));
  const std::string_view keyword = text(operands[operand].name);
  for (const models::Call* row : known->rows) {
    for (const Run& run : row->runs) {
      const models::Place& place = run.callback;
      const bool by_position = keyword.empty();
      switch (place.kind) {
        case models::Place::Kind::Argument:
          if (by_position && place.index == positional) return &run;
          break;
        case models::Place::Kind::ArgumentsFrom:
          if (by_position && positional >= place.index) return &run;
          break;
        case models::Place::Kind::LastArgument:
          if (operand + 1 == operands.size()) return &run;
          break;
        case models::Place::Kind::Keyword:
          if (keyword == place.keyword) return &run;
          break;
        default: break;
      }
    }
  }
  return nullptr;
}

// What the model says a callback is called with.
void Evaluator::parameter_types(const Run& run, FunctionIndex callback, const Value& receiver) {
  const std::size_t count = std::min<std::size_t>(run.parameters.size(), program_.function(callback).parameters.count);
  for (std::size_t i = 0; i < count; ++i) {
    const bool same = run.parameters[i] == "receiver";
    const Value value = same ? receiver : external_instance(run.parameters[i], Evidence::Typed);
    update(program_.first_parameter_slot[callback] + static_cast<SlotIndex>(i), weaker(value, Evidence::Typed));
  }
}

void Evaluator::callbacks(CallSite& site, const ir::Op& op, const Value& receiver, const models::LibraryCall* known) {
  const auto operands = ir_->operands_of(*f_, op);
  const ir::Op* base = op.base ? &ir_->op(*f_, op.base) : nullptr;
  const std::string_view method = base ? text(base->text) : std::string_view{};
  const bool array_method = base && base->kind == OpKind::Member && family(language_) == "javascript" &&
                            std::find(kElementMethods.begin(), kElementMethods.end(), method) != kElementMethods.end();
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Value value = value_of(operands[i].value);
    if (!value.is(ValueKind::Function)) continue;
    const bool lambda = ir_->op(*f_, operands[i].value).kind == OpKind::Function;
    const Run* run = run_of(known, op, i);
    Run::Where where = run ? run->where : Run::Where::Here;
    const bool element = run ? where == Run::Where::PerElement : array_method && lambda && site.unknown;
    if (element) where = Run::Where::PerElement;
    // Without a model a function written at the call is taken to run there; a mere reference may go anywhere.
    Evidence evidence = run ? std::min(site.evidence, value.evidence) : lambda ? Evidence::Typed : Evidence::Guessed;
    if (!run && !lambda && site.external && (method == "then" || method == "catch" || method == "finally"))
      evidence = Evidence::Typed;
    const ir::Function& callback = program_.function(value.id);
    if (where == Run::Where::WorkerThread && callback.is_async && language_ == Language::Python) where = Run::Where::EventLoop;
    add_edge(site, value.id, EdgeKind::Callback, evidence, where);
    if (where == Run::Where::WorkerThread && edges.back().target == value.id) {
      mark_background(edges.back());
      edges.back().detached = is_left_alone(site.op, value.id);  // who gives it to a group or pool mostly waits for that
    }
    if (callback.parameters.count == 0) continue;
    const SlotIndex first = program_.first_parameter_slot[value.id];
    if (run) parameter_types(*run, value.id, receiver);
    if (run && run->parameters.empty() && language_ == Language::Java) give_elements(value.id, receiver, method);
    else if (element) update(first, weaker(element_of(receiver), Evidence::Typed));
    else if (method == "then") update(first, weaker(awaited(receiver), Evidence::Typed));
  }
}

Value Evaluator::call_library(CallSite& site, const ir::Op& op, const Value& callee, const Value& receiver) {
  const std::size_t position = site.op.index();
  const std::string_view path = program_.names[Name(callee.id)];
  site.external = Name(callee.id);
  LibraryNames::Function& function = linker_.known_.function(language_, site.external);
  const models::LibraryCall* known = function.rows;
  if (function.registers && registers_here(known)) register_entries(site, op, position, callee, receiver);
  else callbacks(site, op, receiver, known);
  decorate(op, position, path, receiver);
  if (language_ == Language::Java) give_elements_inside(op, receiver, 0);
  if (known && language_ == Language::Java) move_chain(site, op, *known);
  if (callee.args && language_ == Language::Java && (path.ends_with(".builder") || path.ends_with("#toBuilder"))) {
    return external_instance("lombok.Builder", callee.evidence, callee.args);
  }
  if (callee.args && path.find('#') != std::string_view::npos && receiver.is(ValueKind::Instance)) {
    return program_.value_lists[callee.args].front();  // a generated accessor: the field's value
  }
  Value result = library_result(op, site.external, receiver);
  // A router is known by the call that made it.
  if (result.is(ValueKind::ExternalInstance) && (function.makes_router || router_of(result) == kNone) &&
      linker_.known_.type(language_, Name(result.id)).is_router) {
    const Value made{ValueKind::Object, Evidence::Resolved, first_op_ + static_cast<std::uint32_t>(position), 0};
    result.args = program_.intern_list({made});
  }
  return result;
}

Value Evaluator::library_result(const ir::Op& op, Name name, const Value& receiver) {
  const std::string_view path = program_.names[name];
  LibraryNames::Function& function = linker_.known_.function(language_, name);
  const Evidence evidence = receiver.known() ? receiver.evidence : Evidence::Resolved;
  const std::uint32_t receiver_args = receiver.is(ValueKind::ExternalInstance) ? receiver.args
                                      : language_ == Language::Java            ? library_view(receiver).args
                                                                               : 0;
  if (function.rows) {
    for (const models::Call* row : function.rows->rows) {
      const std::string_view returns = row->returns;
      if (returns.empty()) continue;
      return yielded(returns, op, receiver, Value{ValueKind::ExternalInstance, evidence, 0, receiver_args}, 0);
    }
  }
  std::uint32_t args = receiver_args;
  if (op.aux) args = linker_.type_value(file_, function_, ir::TypeId(op.aux)).args;
  if (!function.made.empty()) return external_instance(function.made, evidence, args);
  if (language_ == Language::Go && path == "new" && !args) return value_of(ir_->positional(*f_, op, 0));  // `new(int64(5))`
  if (language_ == Language::Go && (path == "new" || path == "make") && args) return program_.value_lists[args].front();
  if (language_ == Language::Go && path == "append") return value_of(ir_->positional(*f_, op, 0));
  const bool named_type = language_ == Language::Python && looks_like_type(path) && path.find('#') == std::string_view::npos;
  if (op.has(ir::kNew) || named_type) return {ValueKind::ExternalInstance, Evidence::Resolved, name.raw, op.aux ? args : 0};
  if (path.size() > kMaxAccessPath) return {};
  if (!function.result) function.result = program_.names.intern(std::string(path) + "()");
  return {ValueKind::ExternalInstance, std::min(evidence, Evidence::Typed), function.result.raw, 0};
}

}  // namespace chokepoint::link
