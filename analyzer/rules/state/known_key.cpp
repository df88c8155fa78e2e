#include "rules/state/known_key.hpp"

#include <algorithm>
#include <set>

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::kNone;
using link::Program;

constexpr int kMaxDepth = 8;

class KnownKey {
 public:
  KnownKey(const Program& program, const Container& container, const Use& use)
      : program_(program), container_(container), use_(use), f_(use.function) {}

  bool run() const {
    const ir::FileIr& ir = program_.ir_of(f_);
    const ir::Function& function = program_.function(f_);
    std::set<std::uint32_t> around;
    for (ir::RegionId r = ir.op(function, use_.op).region; r; r = ir.region(function, r).parent) around.insert(r.raw);
    for (std::uint32_t i = 0; i < function.regions.count; ++i) {
      const ir::RegionId id = ir::RegionId::from_index(i);
      const ir::Region& region = ir.region(function, id);
      if (!region.subject || use_.op.raw < region.subject.raw) continue;
      const bool inside = around.contains(id.raw);
      if (region.kind == ir::RegionKind::Branch && inside && finds(region.subject, true, 0)) return true;
      if (region.kind == ir::RegionKind::Else && inside && finds(region.subject, false, 0)) return true;
      if (region.kind == ir::RegionKind::Branch && !inside && around.contains(region.parent.raw) && leaves(id) &&
          finds(region.subject, false, 0))
        return true;
    }
    return false;
  }

 private:
  const ir::Op& at(ir::OpId id) const { return op_at(program_, f_, id); }
  std::span<const ir::Operand> operands(const ir::Op& op) const {
    return program_.ir_of(f_).operands_of(program_.function(f_), op);
  }

  // The branch always ends the function or the round of a loop.
  bool leaves(ir::RegionId region) const {
    const auto ops = program_.ir_of(f_).ops_of(program_.function(f_));
    return std::any_of(ops.begin(), ops.end(), [&](const ir::Op& op) {
      return op.region == region && (op.kind == OpKind::Return || op.kind == OpKind::Raise);
    });
  }

  // The condition holds only if the key is there, or (`there` is false) whenever it is not.
  bool finds(ir::OpId condition, bool there, int depth) const {
    if (!condition || depth > kMaxDepth) return false;
    const ir::Op& op = at(condition);
    if (op.kind != OpKind::Compute) return there && looks_up(condition, depth + 1);
    const std::string_view sign = text_at(program_, f_, op.text);
    const auto given = operands(op);
    if (sign == "!" || sign == "not") return !given.empty() && finds(given[0].value, !there, depth + 1);
    if (sign == (there ? "&&" : "||") || sign == (there ? "and" : "or"))
      return std::any_of(given.begin(), given.end(), [&](const ir::Operand& one) { return finds(one.value, there, depth + 1); });
    const bool equal = sign == "==" || sign == "===" || sign == "is";
    if (equal || sign == "!=" || sign == "!==" || sign == "is not")
      return equal != there && given.size() == 2 && compares_with_nothing(given, depth);
    if (sign == "in" || sign == "not in")
      return (sign == "in") == there && given.size() == 2 && same(given[0].value, use_.key, 0) && is_container(given[1].value);
    return there && looks_up(condition, depth + 1);
  }

  bool compares_with_nothing(std::span<const ir::Operand> given, int depth) const {
    const auto is_nothing = [&](ir::OpId id) {
      const ir::Op& op = at(id);
      const std::string_view text = text_at(program_, f_, op.text);
      return (op.kind == OpKind::Literal && static_cast<ir::LiteralKind>(op.detail) == ir::LiteralKind::Null) ||
             (op.kind == OpKind::Name && text == "undefined");
    };
    return (is_nothing(given[0].value) && looks_up(given[1].value, depth + 1)) ||
           (is_nothing(given[1].value) && looks_up(given[0].value, depth + 1));
  }

  // `accounts[to]`, `accounts.get(to)`, `accounts.has(to)`, a variable that holds it, or a helper that is asked for the key.
  bool looks_up(ir::OpId id, int depth) const {
    if (!id || depth > kMaxDepth || id == use_.op) return false;
    const ir::Op& op = at(id);
    const auto given = operands(op);
    switch (op.kind) {
      case OpKind::Index: return is_container(op.base) && !given.empty() && same(given[0].value, use_.key, 0);
      case OpKind::Await: return looks_up(op.base, depth + 1);
      case OpKind::Compute: {
        const std::string_view sign = text_at(program_, f_, op.text);
        return (sign == "ok" || sign == "cast") && !given.empty() && looks_up(given[0].value, depth + 1);
      }
      case OpKind::Member: return op.detail == 2 && looks_up(op.base, depth + 1);  // Go: `_, ok := accounts.Load(to)`
      case OpKind::Name: return variable(id, depth);
      case OpKind::Call: {
        if (given.empty() || !op.base || !same(given[0].value, use_.key, 0)) return false;
        const ir::Op& callee = at(op.base);
        return (callee.kind == OpKind::Member && is_container(callee.base)) || asks_helper(id);
      }
      default: return false;
    }
  }

  bool variable(ir::OpId name, int depth) const {
    const link::SlotIndex slot = program_.slot_of(f_, name);
    if (slot == kNone) return false;
    const link::Write* last = nullptr;  // before the name: `ok` is given many values
    for (const link::Write& write : program_.writes_of(slot)) {
      if (write.function == f_ && write.op < name && (!last || last->op < write.op)) last = &write;
    }
    return last && looks_up(last->value, depth + 1);
  }

  bool asks_helper(ir::OpId call) const {
    const link::CallSite* site = program_.call_at(f_, call);
    if (!site) return false;
    const auto edges = program_.edges_of(*site);
    return std::any_of(edges.begin(), edges.end(), [&](const link::Edge& edge) {
      return std::any_of(container_.uses.begin(), container_.uses.end(),
                         [&](const Use& use) { return use.function == edge.target && use.kind == Use::Kind::Reads; });
    });
  }

  bool is_container(ir::OpId id) const { return id && program_.slot_of(f_, id) == container_.slot; }

  // Two expressions without calls that mean the same.
  bool same(ir::OpId a, ir::OpId b, int depth) const {
    if (!a || !b || depth > kMaxDepth) return false;
    const ir::Op &one = at(a), &other = at(b);
    if (one.kind != other.kind || text_at(program_, f_, one.text) != text_at(program_, f_, other.text)) return false;
    if (one.kind == OpKind::Name) return program_.slot_of(f_, a) == program_.slot_of(f_, b);
    if (one.kind == OpKind::Literal) return true;
    if (one.kind == OpKind::Member) return same(one.base, other.base, depth + 1);
    if (one.kind != OpKind::Compute && one.kind != OpKind::Index && one.kind != OpKind::Call) return false;
    if (one.operand_count != other.operand_count || (one.base && !same(one.base, other.base, depth + 1))) return false;
    const auto first = operands(one), second = operands(other);
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (!same(first[i].value, second[i].value, depth + 1)) return false;
    }
    return true;
  }

  const Program& program_;
  const Container& container_;
  const Use& use_;
  FunctionIndex f_;
};

}  // namespace

bool replaces_known(const Program& program, const Container& container, const Use& use) {
  return container.nature == "map" && use.key && KnownKey(program, container, use).run();
}

}  // namespace chokepoint::rules
