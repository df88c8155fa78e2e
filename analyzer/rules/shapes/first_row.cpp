#include "rules/shapes/first_row.hpp"

#include <algorithm>

#include "models/library_index.hpp"
#include "rules/shapes/argument.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::kNone;
using link::Program;
using link::SlotIndex;

constexpr int kMaxHelpers = 3;  // functions that hand the rows on

class RowsReader {
 public:
  explicit RowsReader(const Program& program) : program_(program) {}

  bool run(FunctionIndex f, ir::OpId query) {
    const SlotIndex rows = kept_in(f, query);
    return rows != kNone && follow(f, rows, query, 0) && advanced_;
  }

 private:
  // `rows` of `rows, err := db.Query(…)`.
  SlotIndex kept_in(FunctionIndex f, ir::OpId query) const {
    const auto ops = program_.ir_of(f).ops_of(program_.function(f));
    for (std::size_t i = 0; i < ops.size(); ++i) {
      if (ops[i].kind != OpKind::Assign || !ops[i].base) continue;
      const ir::Op& value = op_at(program_, f, ops[i].base);
      const bool first = value.kind == OpKind::Member && value.base == query && text_at(program_, f, value.text) == "0";
      if (first) return program_.slot_of(f, ir::OpId::from_index(i));
    }
    return kNone;
  }

  // False if the rows are asked in a loop or go where nobody looks.
  bool follow(FunctionIndex f, SlotIndex rows, ir::OpId query, int depth) {
    if (depth > kMaxHelpers) return false;
    const ir::FileIr& ir = program_.ir_of(f);
    const ir::Function& function = program_.function(f);
    const auto holds = [&](ir::OpId id) {
      return id && op_at(program_, f, id).kind == OpKind::Name && program_.slot_of(f, id) == rows;
    };
    const auto ops = ir.ops_of(function);
    for (std::size_t i = 0; i < ops.size(); ++i) {
      const ir::OpId id = ir::OpId::from_index(i);
      const ir::Op& op = ops[i];
      if ((op.kind == OpKind::Return || op.kind == OpKind::Assign) && holds(op.base)) return false;
      const ir::Op* callee = op.kind == OpKind::Call && op.base ? &op_at(program_, f, op.base) : nullptr;
      if (callee && callee->kind == OpKind::Member && holds(callee->base) && !one_step(f, id, query)) return false;
      const auto operands = ir.operands_of(function, op);
      const bool given = std::any_of(operands.begin(), operands.end(), [&](const auto& operand) { return holds(operand.value); });
      if (given && op.kind != OpKind::Compute && (loops(f, id, query) || !handed_on(f, id, holds, depth))) return false;
    }
    return true;
  }

  // A method of the rows: not one that moves on in a loop.
  bool one_step(FunctionIndex f, ir::OpId id, ir::OpId query) {
    const link::CallSite* site = program_.call_at(f, id);
    if (!site || !site->rows) return false;
    const auto& models = site->rows->rows;
    if (std::none_of(models.begin(), models.end(), [](const models::Call* row) { return row->advances; })) return true;
    advanced_ = true;
    return !loops(f, id, query);
  }

  // Whether the operation is in a loop that the query stands outside of.
  bool loops(FunctionIndex f, ir::OpId id, ir::OpId query) const {
    const auto regions = program_.function(f).regions.of(program_.ir_of(f).regions);
    return std::any_of(regions.begin(), regions.end(), [&](const ir::Region& region) {
      const auto within = [&](ir::OpId op) { return op && region.first_op <= op.index() && op.index() < region.end_op; };
      return region.kind == ir::RegionKind::Loop && (within(id) || region.subject == id) && !within(query);
    });
  }

  template <class Holds>
  bool handed_on(FunctionIndex f, ir::OpId id, const Holds& holds, int depth) {
    const link::CallSite* site = program_.call_at(f, id);
    if (!site || site->external) return false;
    const auto edges = program_.edges_of(*site);
    return !edges.empty() && std::all_of(edges.begin(), edges.end(), [&](const link::Edge& edge) {
      bool taken = false;
      for (std::uint32_t p = 0; p < program_.function(edge.target).parameters.count; ++p) {
        if (!holds(argument_for(program_, {f, id, edge}, edge.target, p))) continue;
        taken = true;
        if (!follow(edge.target, program_.first_parameter_slot[edge.target] + p, {}, depth + 1)) return false;
      }
      return taken;
    });
  }

  const Program& program_;
  bool advanced_ = false;
};

}  // namespace

bool reads_first_row_only(const Program& program, FunctionIndex f, ir::OpId query) {
  return program.file_of(f).language == Language::Go && RowsReader(program).run(f, query);
}

}  // namespace chokepoint::rules
