// What is started beside its caller: whether somebody waits for it, and whether it ever ends.
#include <algorithm>
#include <array>

#include "base/word_list.hpp"
#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::OpKind;

constexpr int kMaxParents = 8;  // functions around a closure

// Java: by these a function waits for tasks that it has started, a task says that it is done, a future gives its result.
constexpr std::array<std::string_view, 7> kWaits = {"acquire", "await", "awaitTermination", "invokeAll", "invokeAny",
                                                    "join",    "take"};
constexpr std::array<std::string_view, 9> kSignals = {
    "complete", "completeExceptionally", "countDown", "offer", "onNext", "put", "release", "send", "setResult"};
constexpr std::array<std::string_view, 3> kResults = {"get", "join", "resultNow"};

// The name of the method that an operation calls, "" if it calls none.
std::string_view method_of(const ir::FileIr& ir, const ir::Function& function, const ir::Op& op) {
  if (op.kind != OpKind::Call || !op.base) return {};
  const ir::Op& callee = ir.op(function, op.base);
  return callee.kind == OpKind::Member ? ir.text(callee.text) : std::string_view();
}

// `make(chan T)`
bool makes_channel(const ir::FileIr& ir, const ir::Op& op) {
  if (!op.aux) return false;
  const ir::Type& list = ir.type(ir::TypeId(op.aux));
  const auto arguments = list.arguments.of(ir.type_arguments);
  return !arguments.empty() && arguments[0] && ir.text(ir.type(arguments[0]).name) == "chan";
}

// `<-done`, `group.Wait()`, `for result := range results`.
bool waits(const ir::FileIr& ir, const ir::Function& function) {
  const auto ops = ir.ops_of(function);
  return std::any_of(ops.begin(), ops.end(), [&](const ir::Op& op) {
    if (op.kind == OpKind::Compute && ir.text(op.text) == "<-") return true;
    if (op.kind == OpKind::Call && makes_channel(ir, op)) return true;  // for whoever it is given to
    return method_of(ir, function, op) == "Wait";
  });
}

// `results <- row`, `close(results)`, `group.Done()`: somebody may wait for it. `<-ctx.Done()` waits itself.
bool signals(const ir::FileIr& ir, const ir::Function& function) {
  const auto ops = ir.ops_of(function);
  for (std::size_t i = 0; i < ops.size(); ++i) {
    const ir::Op& op = ops[i];
    if (op.kind == OpKind::Compute && ir.text(op.text) == "<-send") return true;
    if (op.kind != OpKind::Call || !op.base) continue;
    if (ir.op(function, op.base).kind == OpKind::Name && ir.text(ir.op(function, op.base).text) == "close") return true;
    if (method_of(ir, function, op) != "Done") continue;
    const bool received = i + 1 < ops.size() && ops[i + 1].kind == OpKind::Compute && ir.text(ops[i + 1].text) == "<-";
    if (!received) return true;
  }
  return false;
}

// `for { select { … } }`, `for range ticker.C`
bool never_ends(const ir::FileIr& ir, const ir::Function& function) {
  const auto regions = function.regions.of(ir.regions);
  return std::any_of(regions.begin(), regions.end(), [&](const ir::Region& region) {
    if (region.kind != ir::RegionKind::Loop) return false;
    if (!region.subject) return static_cast<ir::LoopKind>(region.detail) == ir::LoopKind::While;
    const ir::Op& subject = ir.op(function, region.subject);
    return subject.kind == OpKind::Member && ir.text(subject.text) == "C";
  });
}

template <class Names>
bool calls_one_of(const ir::FileIr& ir, const ir::Function& function, const Names& names) {
  const auto ops = ir.ops_of(function);
  return std::any_of(ops.begin(), ops.end(), [&](const ir::Op& op) { return is_one_of(method_of(ir, function, op), names); });
}

// `try (var tasks = Executors.newVirtualThreadPerTaskExecutor())` waits at its end.
bool enters_resource(const ir::FileIr& ir, const ir::Function& function) {
  const auto ops = ir.ops_of(function);
  return std::any_of(ops.begin(), ops.end(), [](const ir::Op& op) { return op.kind == OpKind::Assign && op.has(ir::kEntered); });
}

}  // namespace

// Whether a function or one around it does something.
template <class Does>
bool Evaluator::some_around(Does&& does) const {
  ir::FunctionId around = ir::FunctionId::from_index(function_ - program_.files[file_].first_function);
  for (int hops = 0; around && hops < kMaxParents; ++hops) {
    if (does(ir_->function(around))) return true;
    around = ir_->function(around).parent;
  }
  return false;
}

// Whether anybody gets what a call yields, or what the last call of its chain does.
bool Evaluator::is_kept(ir::OpId call) const {
  const auto ops = ir_->ops_of(*f_);
  for (std::size_t i = call.index() + 1; i < ops.size(); ++i) {
    const auto operands = ir_->operands_of(*f_, ops[i]);
    if (std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& one) { return one.value == call; })) return true;
    if (ops[i].base != call) continue;
    const bool is_step = ops[i].kind == OpKind::Member && i + 1 < ops.size() && !is_one_of(text(ops[i].text), kResults);
    if (!is_step) return true;
    const auto next = std::find_if(ops.begin() + static_cast<std::ptrdiff_t>(i) + 1, ops.end(),
                                   [&](const ir::Op& op) { return op.kind == OpKind::Call && op.base == ir::OpId::from_index(i); });
    return next == ops.end() || is_kept(ir::OpId::from_index(static_cast<std::size_t>(next - ops.begin())));
  }
  return false;
}

// Java: `CompletableFuture.runAsync(…)` whose future nobody keeps, and no latch or the like is waited for instead.
bool Evaluator::is_left_alone(ir::OpId call, FunctionIndex task) const {
  if (language_ != Language::Java || is_kept(call)) return false;
  if (calls_one_of(program_.ir_of(task), program_.function(task), kSignals)) return false;
  return !some_around([&](const ir::Function& one) { return calls_one_of(*ir_, one, kWaits) || enters_resource(*ir_, one); });
}

void Evaluator::mark_background(Edge& edge) const {
  if (language_ != Language::Go) return;
  const ir::FileIr& ir = program_.ir_of(edge.target);
  const ir::Function& target = program_.function(edge.target);
  edge.endless = never_ends(ir, target);
  edge.detached = !signals(ir, target) && !some_around([&](const ir::Function& one) { return waits(*ir_, one); });
}

// `go f()`: what is called runs beside the caller.
void Evaluator::spawn(const ir::Op& op) {
  for (CallSite& site : calls) {
    if (site.op != op.base) continue;
    for (std::uint32_t i = 0; i < site.edge_count; ++i) {
      Edge& edge = edges[site.first_edge + i];
      edge.kind = EdgeKind::Spawn;
      edge.where = models::Run::Where::WorkerThread;
      mark_background(edge);
    }
  }
}

}  // namespace chokepoint::link
