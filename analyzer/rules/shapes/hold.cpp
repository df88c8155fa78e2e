// Hold: an effect that is reached while a resource is held, such as a call of another service inside a transaction.
#include <algorithm>
#include <set>

#include "rules/onward.hpp"
#include "rules/shapes/beside.hpp"
#include "rules/shapes/carry.hpp"
#include "rules/shapes/held.hpp"
#include "rules/shapes/options.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using link::FunctionIndex;

class HoldChecker {
 public:
  HoldChecker(const CheckInput& input, const Rule& rule)
      : input_(input),
        rule_(rule),
        sites_(sites_of(input, rule)),
        contexts_(wanted_contexts(rule)),
        held_(held_stretches(input, rule.match.resource)),
        set_by_(libraries_that_set(input, rule.match.option)) {
    for (const Held& held : held_) closed_.insert(held.stretch.function);  // what holds it itself is looked at for itself
  }

  std::vector<Hit> run() {
    for (const Held& held : held_) {
      if (!applies_to(input_, rule_, held.stretch.function) || !(input_.contexts.of(held.stretch.function) & contexts_)) continue;
      check(held);
    }
    return std::move(hits_);
  }

 private:
  // What is written depends on what was read before, by its value or by a condition: the first such write.
  void keep_dependent(const Held& held, std::vector<Reached>& effects) const {
    const flow::EffectSet reads = input_.words.of("db-query"), writes = input_.words.of("db-write");
    for (const Reached& read : effects) {
      for (Reached& write : effects) {
        if (!(read.site->effects & reads) || !(write.site->effects & writes)) continue;
        if (!depends(held.stretch.function, write.hops.front().second, read.hops.front().second)) continue;
        effects = {Reached(write)};
        return;
      }
    }
    effects.clear();
  }

  bool depends(FunctionIndex f, ir::OpId write, ir::OpId read) const {
    if (!(read < write)) return false;
    const link::Program& program = input_.program;
    const ir::FileIr& ir = program.ir_of(f);
    const ir::Function& function = program.function(f);
    const std::set<link::SlotIndex> filled = filled_chain(f, read, write);
    const ir::Op& call = ir.op(function, write);
    if (call.base && carries(program, f, call.base, read, filled)) return true;
    for (const ir::Operand& operand : ir.operands_of(function, call)) {
      if (operand.value && !is_overwritten(f, operand.value, read, write, filled) &&
          carries(program, f, operand.value, read, filled))
        return true;
    }
    const auto regions = function.regions.of(ir.regions);
    return std::any_of(regions.begin(), regions.end(), [&](const ir::Region& region) {
      const bool between =
          region.kind == ir::RegionKind::Branch && read.index() < region.first_op && region.first_op <= write.index();
      return between && !is_error_check(f, region.subject) && carries(program, f, region.subject, read, filled);
    });
  }

  // `row.Settings = settings; store.Update(row)`: the row that was read is given what comes from elsewhere.
  bool is_overwritten(FunctionIndex f, ir::OpId value, ir::OpId read, ir::OpId write,
                      const std::set<link::SlotIndex>& filled) const {
    const link::SlotIndex row = variable_of(f, value);
    if (row == link::kNone) return false;
    bool any = false;
    for (std::uint32_t i = read.raw + 1; i < write.raw; ++i) {
      const ir::Op& op = op_at(input_.program, f, ir::OpId(i));
      if (op.kind != ir::OpKind::Store || variable_of(f, op.base) != row) continue;
      const auto given = input_.program.ir_of(f).operands_of(input_.program.function(f), op);
      if (op.has(ir::kAugmented) || given.empty() || carries(input_.program, f, given.back().value, read, filled)) return false;
      any = true;
    }
    return any;
  }

  // Of `row`, `&row` and `*row`.
  link::SlotIndex variable_of(FunctionIndex f, ir::OpId id) const {
    if (!id) return link::kNone;
    const ir::Op& op = op_at(input_.program, f, id);
    if (op.kind == ir::OpKind::Name) return input_.program.slot_of(f, id);
    if (op.kind != ir::OpKind::Compute || op.operand_count != 1) return link::kNone;
    const ir::OpId of = input_.program.ir_of(f).operands_of(input_.program.function(f), op)[0].value;
    return op_at(input_.program, f, of).kind == ir::OpKind::Name ? input_.program.slot_of(f, of) : link::kNone;
  }

  // Go: `db.QueryRow("…").Scan(&taken)`: what the calls on the answer fill.
  std::set<link::SlotIndex> filled_chain(FunctionIndex f, ir::OpId read, ir::OpId end) const {
    std::set<link::SlotIndex> slots = filled_by(input_.program, f, read);
    for (std::uint32_t i = read.raw + 1; i < end.raw; ++i) {
      const ir::OpId id(i);
      const ir::Op& op = op_at(input_.program, f, id);
      if (op.kind != ir::OpKind::Call || !op.base || op_at(input_.program, f, op.base).base != read) continue;
      slots.merge(filled_by(input_.program, f, id));
    }
    return slots;
  }

  // Go: `if err != nil`, `errors.Is(err, ErrNotFound)`
  bool is_error_check(FunctionIndex f, ir::OpId condition) const {
    if (input_.program.file_of(f).language != Language::Go || !condition) return false;
    const ir::Op& op = op_at(input_.program, f, condition);
    if (const link::CallSite* site = input_.program.call_at(f, condition); site && site->external) {
      const std::string_view path = input_.program.names[site->external];
      if (path.ends_with("errors.Is") || path.ends_with("errors.As")) return true;
    }
    const auto operands = input_.program.ir_of(f).operands_of(input_.program.function(f), op);
    return std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
      const ir::Op& one = op_at(input_.program, f, operand.value);
      return one.kind == ir::OpKind::Literal && static_cast<ir::LiteralKind>(one.detail) == ir::LiteralKind::Null;
    });
  }

  // One finding for each call of the stretch, with the nearest effect it leads to.
  void check(const Held& held) {
    std::vector<Reached> effects = look_below(input_, sites_, held.stretch, Follow::Thread, closed_).effects;
    if (has_word(rule_.match.unless, "independent")) keep_dependent(held, effects);
    for (Reached& reached : effects) {
      const auto [function, op] = reached.hops.front();
      if (!reported_.insert({function, op}).second) continue;
      Hit hit;
      hit.site = reached.site;
      hit.function = function;
      hit.op = op;
      hit.contexts = input_.contexts.of(function) & contexts_;
      hit.hops = std::move(reached.hops);
      hit.placeholders = {{"source", held.by}};
      const bool answers = hit.contexts & flow::contexts_named("request");  // nobody waits for what runs beside the requests
      if (answers && !rule_.match.option.empty() &&
          find_option(input_, *hit.site, rule_.match.option, set_by_).state == OptionState::Absent)
        hit.traits.emplace_back("absent");
      if (is_set_off_by_filter(hit)) hit.certainty = kUncertain;
      hits_.push_back(std::move(hit));
    }
  }

  // A filter starts no thread for every request; what it starts, such as an installation, happens once.
  bool is_set_off_by_filter(const Hit& hit) const {
    const auto reaching = input_.contexts.entries_reaching(hit.function, hit.contexts);
    return std::all_of(reaching.begin(), reaching.end(),
                       [&](std::uint32_t entry) { return is_filter(input_.contexts.entries()[entry]); }) &&
           leads_beside(input_, hit.function, hit.contexts);
  }

  const CheckInput& input_;
  const Rule& rule_;
  SitesOf sites_;
  flow::ContextSet contexts_;
  std::vector<Held> held_;
  std::vector<std::string> set_by_;
  std::set<FunctionIndex> closed_;
  std::set<std::pair<FunctionIndex, ir::OpId>> reported_;
  std::vector<Hit> hits_;
};

}  // namespace

std::vector<Hit> check_hold(const CheckInput& input, const Rule& rule) { return HoldChecker(input, rule).run(); }

}  // namespace chokepoint::rules
