#include "rules/shapes/loop_exit.hpp"

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::Program;

// An operation of the region itself, from `first` on, by which the function or this loop is left.
bool is_left(const Program& program, FunctionIndex f, ir::RegionId loop, ir::RegionId region, std::uint32_t first) {
  const ir::FileIr& ir = program.ir_of(f);
  const auto ops = ir.ops_of(program.function(f));
  for (std::uint32_t i = first; i < ir.region(program.function(f), region).end_op; ++i) {
    if (ops[i].region != region) continue;
    if (ops[i].kind == OpKind::Return || ops[i].kind == OpKind::Raise) return true;
    if (ops[i].kind == OpKind::Break && ir.text(ops[i].text) == "break" && belongs_to_loop(program, f, loop, region)) return true;
  }
  return false;
}

}  // namespace

bool belongs_to_loop(const Program& program, FunctionIndex f, ir::RegionId loop, ir::RegionId region) {
  const ir::FileIr& ir = program.ir_of(f);
  const ir::Function& function = program.function(f);
  while (region && region != loop) {
    if (ir.region(function, region).kind == ir::RegionKind::Loop) return false;
    region = ir.region(function, region).parent;
  }
  return true;
}

bool ends_in_first_round(const Program& program, FunctionIndex f, ir::RegionId loop) {
  return loop && is_left(program, f, loop, loop, program.ir_of(f).region(program.function(f), loop).first_op);
}

bool leaves_loop_after(const Program& program, FunctionIndex f, ir::RegionId loop, ir::OpId call) {
  if (!loop) return false;
  const ir::FileIr& ir = program.ir_of(f);
  const ir::Function& function = program.function(f);
  const auto after = static_cast<std::uint32_t>(call.index()) + 1;
  for (ir::RegionId r = ir.op(function, call).region; r && r != loop; r = ir.region(function, r).parent) {
    if (is_left(program, f, loop, r, after)) return true;
  }
  return false;
}

}  // namespace chokepoint::rules
