// Which implementations a call of a method may run.
#include <algorithm>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

constexpr std::size_t kMaxDispatch = 128;    // implementations followed at one call
constexpr std::size_t kMaxSeen = 1024;       // classes looked at for them
constexpr std::size_t kMaxOpenDispatch = 4;  // implementations of an interface with type parameters, before they are mere guesses

template <class T>
bool holds(const std::vector<T>& all, T one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

FunctionIndex Evaluator::overload(FunctionIndex first, std::size_t arguments) const {
  FunctionIndex best = first;
  int best_score = -1;
  for (FunctionIndex f = first; f != kNone; f = program_.next_overload[f]) {
    const ir::Function& candidate = program_.function(f);
    const auto parameters = candidate.parameters.of(program_.ir_of(f).parameters);
    const bool variadic = !parameters.empty() && parameters.back().rest;
    int score = candidate.is_abstract ? 0 : 1;
    if (parameters.size() == arguments) score += 4;
    else if (variadic && arguments + 1 >= parameters.size()) score += 2;
    if (score > best_score) {
      best = f;
      best_score = score;
    }
  }
  return best;
}

Evaluator::Implementations Evaluator::find_implementations(const Call& call) const {
  const Name wanted = linker_.name(program_.file_of_function[call.method], program_.function(call.method).name);
  Implementations found;
  std::vector<ClassIndex> pending = program_.classes[call.from].derived, seen;
  const auto add_derived = [&](ClassIndex klass) {
    const auto& derived = program_.classes[klass].derived;
    pending.insert(pending.end(), derived.begin(), derived.end());
  };
  // Go: of an interface that `from` embeds.
  const auto add_embedded = [&](FunctionIndex abstract) {
    const ClassIndex owner = program_.owner_of_function[abstract];
    const bool is_other = owner != kNone && owner != call.from && program_.function(abstract).is_abstract;
    if (is_other && program_.file_of(abstract).language == Language::Go) add_derived(owner);
  };
  add_embedded(call.method);
  while (!pending.empty() && found.methods.size() < kMaxDispatch && seen.size() < kMaxSeen) {
    const ClassIndex klass = pending.back();
    pending.pop_back();
    if (holds(seen, klass)) continue;
    seen.push_back(klass);
    if (program_.files[program_.file_of_class[klass]].offline && !call.offline) continue;
    add_derived(klass);
    const FunctionIndex method = linker_.find_member(klass, wanted, false).method;
    if (method == kNone) continue;
    const FunctionIndex target = overload(method, call.arguments);
    if (program_.function(target).is_abstract) add_embedded(target);
    else found.methods.push_back(target);
  }
  found.complete = std::all_of(pending.begin(), pending.end(), [&](ClassIndex klass) { return holds(seen, klass); });
  std::sort(found.methods.begin(), found.methods.end());
  found.methods.erase(std::unique(found.methods.begin(), found.methods.end()), found.methods.end());
  return found;
}

// Python: `Base.save(item)` runs that class's method; `cls.save(item)` that of any class derived from it.
bool Evaluator::names_class(const ir::Op& call) const {
  const ir::Op& callee = ir_->op(*f_, call.base);
  if (callee.kind != ir::OpKind::Member || !callee.base || ir_->op(*f_, callee.base).kind != ir::OpKind::Name) return false;
  return program_.bindings[first_op_ + callee.base.index()].kind() != BindKind::Parameter;
}

void Evaluator::dispatch(CallSite& site, const ir::Op& op, FunctionIndex method, const Value& receiver) {
  const bool of_class = receiver.is(ValueKind::Class);
  if (of_class && names_class(op)) return;
  const ClassIndex from = receiver.is(ValueKind::Instance) || of_class ? receiver.id : program_.owner_of_function[method];
  if (from == kNone) return;
  const ClassIndex owner = program_.owner_of_function[method];
  if (program_.classes[from].derived.empty() && (owner == kNone || program_.classes[owner].derived.empty())) return;
  const auto arguments = static_cast<std::uint32_t>(positional_count(ir_->operands_of(*f_, op)));
  const Call call{from, method, arguments, program_.files[file_].offline};
  const auto [known, is_new] = implementations_.try_emplace(call);
  if (is_new) known.value() = find_implementations(call);
  const auto& [targets, complete] = known->second;
  if (!complete) program_.budgets->spend(Budget::Dispatch, function_);
  // Whatever has a method of that name and count fits `type Source[K, V any] interface { Find(key K) (V, error) }`.
  const bool open = language_ == Language::Go && program_.class_of(from).kind == ir::ClassKind::Interface &&
                    program_.class_of(from).type_parameters.count > 0 && targets.size() > kMaxOpenDispatch;
  const bool only = targets.size() == 1 && edges.size() == site.first_edge && !linker_.look_alikes_.contains(from);
  for (const FunctionIndex target : targets) {
    if (target == method) continue;
    const Evidence evidence = open ? Evidence::Guessed : only ? site.evidence : std::min(site.evidence, Evidence::Typed);
    add_edge(site, target, EdgeKind::Dispatch, evidence);
    pass_arguments(op, target, true);
  }
}

}  // namespace chokepoint::link
