// What is started beside its caller: whether somebody waits for it, and whether it ever ends.
#include <algorithm>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::OpKind;

constexpr int kMaxParents = 8;  // functions around a closure

bool calls_method(const ir::FileIr& ir, const ir::Function& function, const ir::Op& op, std::string_view name) {
  if (op.kind != OpKind::Call || !op.base) return false;
  const ir::Op& callee = ir.op(function, op.base);
  return callee.kind == OpKind::Member && ir.text(callee.text) == name;
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
    return calls_method(ir, function, op, "Wait");
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
    if (!calls_method(ir, function, op, "Done")) continue;
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

}  // namespace

void Evaluator::mark_background(Edge& edge) const {
  if (language_ != Language::Go) return;
  const ir::FileIr& ir = program_.ir_of(edge.target);
  const ir::Function& target = program_.function(edge.target);
  edge.endless = never_ends(ir, target);
  bool awaited = signals(ir, target);
  ir::FunctionId around = ir::FunctionId::from_index(function_ - program_.files[file_].first_function);
  for (int hops = 0; around && !awaited && hops < kMaxParents; ++hops) {
    awaited = waits(*ir_, ir_->function(around));
    around = ir_->function(around).parent;
  }
  edge.detached = !awaited;
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
