// Where the callbacks of a chain of operators run: `subscribeOn` moves what stands before it, and with it all that follows;
// `publishOn` what follows. A chain may go through local variables and functions of the repository that build part of it.
#include <algorithm>

#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

using ir::OpKind;
using models::Place;
using models::Run;

constexpr int kMaxChain = 60;  // operators of one chain

const Run* mover(const models::LibraryCall* known, Place::Kind kind) {
  if (!known) return nullptr;
  for (const models::Call* row : known->rows) {
    for (const Run& run : row->runs) {
      if (run.callback.kind == kind) return &run;
    }
  }
  return nullptr;
}

}  // namespace

// The operation before this one in its chain.
ir::OpId Evaluator::before_in_chain(ir::OpId id) const {
  const ir::Op& op = ir_->op(*f_, id);
  switch (op.kind) {
    case OpKind::Call:
    case OpKind::Member: return op.base;
    case OpKind::Name: {
      const Binding binding = program_.bindings[first_op_ + id.index()];
      if (binding.kind() != BindKind::Local) return {};
      const auto written =
          std::find_if(writes.rbegin(), writes.rend(), [&](const Write& w) { return w.op < id && w.slot == binding.id(); });
      return written == writes.rend() ? ir::OpId{} : written->value;
    }
    default: return {};
  }
}

CallSite* Evaluator::site_at(ir::OpId id) {
  const auto at =
      std::lower_bound(calls.begin(), calls.end(), id, [](const CallSite& site, ir::OpId wanted) { return site.op < wanted; });
  return at != calls.end() && at->op == id ? &*at : nullptr;
}

void Evaluator::move_edges(const CallSite& site, std::uint32_t end, Run::Where where) {
  for (std::uint32_t e = site.first_edge; e < end; ++e) {
    if (where == Run::Where::WorkerThread) edges[e].on_worker = true;
    else if (edges[e].where == Run::Where::Here) edges[e].where = where;
  }
}

void Evaluator::move_chain(CallSite& site, const ir::Op& op, const models::LibraryCall& known) {
  const Run* whole = mover(&known, Place::Kind::Receiver);
  const Run* moved = whole;
  ir::OpId id = op.base;
  for (int steps = 0; id && steps < kMaxChain; ++steps, id = before_in_chain(id)) {
    if (ir_->op(*f_, id).kind != OpKind::Call) continue;
    const CallSite* before = site_at(id);
    if (!before) continue;
    if (whole) move_edges(*before, before->first_edge + before->edge_count, whole->where);
    if (moved || !before->external) continue;
    const models::LibraryCall* rows = linker_.known_.function(language_, before->external).rows;
    moved = mover(rows, Place::Kind::Receiver);
    if (!moved) moved = mover(rows, Place::Kind::Result);
  }
  if (moved) move_edges(site, static_cast<std::uint32_t>(edges.size()), moved->where);
}

}  // namespace chokepoint::link
