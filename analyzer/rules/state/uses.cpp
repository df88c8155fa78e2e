// Follows containers through variables, parameters and results of functions to everything that is done with them.
#include <algorithm>
#include <unordered_map>

#include <tsl/robin_map.h>

#include "flow/matching.hpp"
#include "rules/shapes/shape.hpp"
#include "rules/state/aliases.hpp"
#include "rules/state/container.hpp"
#include "rules/state/containers_by_name.hpp"
#include "rules/state/content_methods.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::kNone;
using link::SlotIndex;
using models::Content;

constexpr int kMaxRounds = 6;  // until nobody learns of another name for a container

class UseFinder {
 public:
  UseFinder(const CheckInput& input, Lifespans& lifespans, std::vector<Container>& containers)
      : input_(input),
        program_(input.program),
        lifespans_(lifespans),
        containers_(containers),
        methods_(input.library),
        names_(program_, containers),
        by_name_(containers) {
    for (const link::ProgramFile& file : program_.files) says_name_.push_back(says_name(file));
    for (const link::Write& write : program_.writes) {
      const OpKind kind = op_at(program_, write.function, write.op).kind;
      if (kind == OpKind::Store || kind == OpKind::Aggregate)
        stores_[program_.global_op(write.function, write.op)].push_back(&write);
    }
  }

  void run() {
    if (containers_.empty()) return;
    for (int round = 0; round < kMaxRounds; ++round) {
      walk_all();
      if (!names_.have_grown()) break;
    }
    noting_ = true;
    walk_all();
  }

 private:
  // What comes out of a container may be one itself.
  bool removes(std::string_view method, const Origin& from) const {
    if (from.whole()) return takes_out(method, containers_[from.container].nature);
    return takes_out(method, "map") || takes_out(method, "list") || takes_out(method, "set");
  }

  std::string_view ecosystem() const { return models::ecosystem_of(program_.file_of(f_).language); }
  bool takes_out(std::string_view method, std::string_view nature) const { return methods_.take_out(ecosystem(), method, nature); }

  void walk_all() {
    for (FunctionIndex f = 0; f < program_.file_of_function.size(); ++f) {
      if (program_.file_of(f).offline) continue;
      if (noting_ ? names_.touches(f) : names_.has_news_for(f)) walk(f);
      else if (noting_ && says_name_[program_.file_of_function[f]]) skim(f);
    }
  }

  // Whether a file has the name of a container at all.
  bool says_name(const link::ProgramFile& file) const {
    if (file.offline || !file.ir) return false;
    for (std::size_t i = 0; i < file.ir->strings.size(); ++i) {
      if (by_name_.find(file.ir->strings[Str::from_index(i)])) return true;
    }
    return false;
  }

  std::span<const ir::Op> enter(FunctionIndex f) {
    f_ = f;
    const auto ops = program_.ir_of(f).ops_of(program_.function(f));
    origins_.assign(ops.size(), Origin{});
    names_.enter(f);
    return ops;
  }

  void walk(FunctionIndex f) {
    const auto ops = enter(f);
    for (std::size_t i = 0; i < ops.size(); ++i) origins_[i] = visit(ops[i], ir::OpId::from_index(i));
  }

  // A function that has no container at hand may take something out of one by its name, and replace one in a field.
  void skim(FunctionIndex f) {
    const auto ops = enter(f);
    for (std::size_t i = 0; i < ops.size(); ++i) {
      const ir::OpId id = ir::OpId::from_index(i);
      if (ops[i].kind == OpKind::Store || ops[i].kind == OpKind::Aggregate) store(ops[i], id);
      const ir::Op* callee = ops[i].kind == OpKind::Call && ops[i].base ? &op_at(program_, f_, ops[i].base) : nullptr;
      if (callee && callee->kind == OpKind::Member) removed_by_name(callee->base, text(callee->text), id);
    }
  }

  Origin at(ir::OpId id) const { return id ? origins_[id.index()] : Origin{}; }
  std::span<const ir::Operand> operands(const ir::Op& op) const {
    return program_.ir_of(f_).operands_of(program_.function(f_), op);
  }
  std::string_view text(Str id) const { return text_at(program_, f_, id); }

  Origin visit(const ir::Op& op, ir::OpId id) {
    switch (op.kind) {
      case OpKind::Name: return named(id);
      case OpKind::Member: return member(op, id);
      case OpKind::Index: note(at(op.base), Use::Kind::Reads, id); return part(at(op.base));
      case OpKind::Await: return at(op.base);
      case OpKind::Compute: return compute(op, id);
      case OpKind::Call: return call(op, id);
      case OpKind::Assign: assign(op, id); return at(op.base);
      case OpKind::Store:
      case OpKind::Aggregate: return store(op, id);
      case OpKind::StoreIndex: store_index(op, id); return {};
      case OpKind::Return:
        if (at(op.base).whole()) names_.learn_result(f_, at(op.base));
        if (at(op.base)) note(at(op.base), Use::Kind::Reads, id);
        return {};
      default: return {};
    }
  }

  Origin named(ir::OpId id) const {
    const SlotIndex slot = program_.slot_of(f_, id);
    return slot == kNone ? Origin{} : names_.at(slot);
  }

  Origin member(const ir::Op& op, ir::OpId id) {
    if (const Origin own = named(id)) return own;
    const Origin base = at(op.base);
    if (!base) return {};
    if (base.whole() && measures(base, text(op.text))) return part(base, Origin::How::Size);
    return part(base);
  }

  // `carts.size`, which no call asks for.
  bool measures(const Origin& base, std::string_view property) const {
    const link::Value& value = program_.slots[containers_[base.container].slot];
    const std::string path = std::string(program_.names[link::Name(value.id)]) + "#" + std::string(property);
    const models::LibraryCall* rows = input_.library.call(models::ecosystem_of(program_.file_of(f_).language), path);
    return rows && std::any_of(rows->rows.begin(), rows->rows.end(), [](const models::Call* row) {
             return std::any_of(row->contents.begin(), row->contents.end(),
                                [](const Content& content) { return content.what == Content::What::Measures; });
           });
  }

  Origin compute(const ir::Op& op, ir::OpId id) {
    const std::string_view sign = text(op.text);
    const auto given = operands(op);
    if (given.empty()) return {};
    const Origin first = at(given[0].value);
    if (sign == "<-send" && first.whole()) note(first, Use::Kind::Adds, id, {}, given.back().value);
    if ((sign == "delete" || (sign == "<-" && first.whole())) && first) note(first, Use::Kind::Removes, id);
    if (sign == "<-") return part(first);
    if (sign == "<" || sign == ">" || sign == "<=" || sign == ">=") {
      const bool has_limit =
          std::none_of(given.begin(), given.end(), [&](const ir::Operand& one) { return is_none_or_one(one.value); });
      for (const ir::Operand& one : given) {
        if (has_limit && at(one.value).how == Origin::How::Size) note(at(one.value), Use::Kind::Measures, id);
      }
      return {};
    }
    if (sign == "+" && first.whole()) return part(first, Origin::How::Copy);
    const bool hands_on = sign == "cast" || sign == "&" || sign == "&&" || sign == "||" || sign == "??" || sign == "?:";
    for (const ir::Operand& one : given) {
      if (!at(one.value)) continue;
      note(at(one.value), Use::Kind::Reads, id);
      if (hands_on) return at(one.value);
    }
    return {};
  }

  // `carts.length > 0` asks whether there is anything, not whether there is too much.
  bool is_none_or_one(ir::OpId id) const {
    const ir::Op& op = op_at(program_, f_, id);
    return op.kind == OpKind::Literal && (text(op.text) == "0" || text(op.text) == "1");
  }

  Origin call(const ir::Op& op, ir::OpId id) {
    const ir::Op* callee = op.base ? &op_at(program_, f_, op.base) : nullptr;
    const Origin receiver = callee && callee->kind == OpKind::Member ? at(callee->base) : Origin{};
    const std::string_view name = callee ? text(callee->text) : std::string_view{};
    Origin result;
    if (receiver) result = asked(receiver, name, id);
    if (!receiver.whole() && callee && callee->kind == OpKind::Member) removed_by_name(callee->base, name, id);
    for (const ir::Operand& operand : operands(op)) {
      if (!at(operand.value)) continue;
      const Origin handed = passed(operand, op, id, name);
      if (!result) result = handed;
    }
    if (result) return result;
    if (const link::CallSite* site = program_.call_at(f_, id)) {
      for (const link::Edge& edge : program_.edges_of(*site)) {
        if (edge.kind == link::EdgeKind::Callback) continue;
        if (const Origin returned = names_.result(edge.target)) return returned;
      }
    }
    return {};
  }

  // A method of the container, or of something that comes out of it.
  Origin asked(const Origin& receiver, std::string_view name, ir::OpId id) {
    const models::LibraryCall* rows = rows_of(program_, f_, id);
    if (receiver.whole() && rows) {
      for (const models::Call* row : rows->rows) {
        for (const Content& content : row->contents) {
          if (content.of.empty() || content.of[0].kind == models::Place::Kind::Receiver) return does(receiver, content, id);
        }
      }
    }
    if (!receiver.whole() && methods_.put_in(ecosystem(), name)) fills(receiver, id);
    note(receiver, removes(name, receiver) ? Use::Kind::Removes : Use::Kind::Reads, id);
    return part(receiver, receiver.whole() && name == "concat" ? Origin::How::Copy : Origin::How::Inside);
  }

  // `rooms.get(room).add(socket)`
  void fills(const Origin& receiver, ir::OpId id) {
    const auto given = operands(op_at(program_, f_, id));
    if (!given.empty()) note(receiver, Use::Kind::Fills, id, {}, given.back().value);
  }

  // `hub.clients.delete(id)` where nobody knows what `hub` is: it may be any container of that name.
  void removed_by_name(ir::OpId receiver, std::string_view method, ir::OpId id) {
    const ir::Op& op = op_at(program_, f_, receiver);
    if (op.kind != OpKind::Name && op.kind != OpKind::Member) return;
    const std::vector<std::uint32_t>* named = by_name_.find(text(op.text));
    if (!named) return;
    for (const std::uint32_t container : *named) {
      const bool near = program_.file_of_function[containers_[container].function] == program_.file_of_function[f_];
      if ((near || op.kind == OpKind::Member) && takes_out(method, containers_[container].nature))
        note({container, Origin::How::Inside, true}, Use::Kind::Removes, id);
    }
  }

  Origin does(const Origin& container, const Content& content, ir::OpId id) {
    const auto place = [&](const std::vector<models::Place>& places) {
      return places.empty() ? ir::OpId{} : flow::argument_at(program_, f_, id, places[0]);
    };
    switch (content.what) {
      case Content::What::Adds: note(container, Use::Kind::Adds, id, place(content.key), place(content.value)); break;
      case Content::What::Removes: note(container, Use::Kind::Removes, id); break;
      case Content::What::Measures: return part(container, Origin::How::Size);
      default: note(container, Use::Kind::Reads, id); break;
    }
    return part(container);
  }

  // The container is an argument: of a function of the library, of the repository, or of an unknown one.
  Origin passed(const ir::Operand& operand, const ir::Op& op, ir::OpId id, std::string_view name) {
    const Origin given = at(operand.value);
    const link::CallSite* site = program_.call_at(f_, id);
    if (const models::LibraryCall* rows = rows_of(program_, f_, id); rows && given.whole()) {
      for (const models::Call* row : rows->rows) {
        for (const Content& content : row->contents) {
          if (content.of.empty() || flow::argument_at(program_, f_, id, content.of[0]) != operand.value) continue;
          const Origin result = does(given, content, id);
          return content.what == Content::What::Adds ? given : result;  // Go: `append`
        }
      }
    }
    const bool known = (site && (site->external || site->edge_count != 0)) || answers(op);
    if (removes(name, given)) note(given, Use::Kind::Removes, id);
    else note(given, known || !given.whole() ? Use::Kind::Reads : Use::Kind::Escapes, id);
    if (site && !site->external && given.whole()) bind_parameter(*site, operand, op, given);
    return {};
  }

  // `response.json(carts)`: what a handler is given belongs to the library, which takes nothing out.
  bool answers(const ir::Op& call) const {
    ir::OpId root = call.base;
    while (root && op_at(program_, f_, root).kind != OpKind::Name) root = op_at(program_, f_, root).base;
    return root && root != call.base && program_.binding(f_, root).kind() == link::BindKind::Parameter;
  }

  void bind_parameter(const link::CallSite& site, const ir::Operand& operand, const ir::Op& op, Origin given) {
    given.passed = true;
    std::uint32_t position = 0;
    for (const ir::Operand& one : operands(op)) {
      if (&one == &operand) break;
      if (!one.name) ++position;
    }
    for (const link::Edge& edge : program_.edges_of(site)) {
      if (edge.kind == link::EdgeKind::Callback) continue;
      const ir::Function& target = program_.function(edge.target);
      const std::uint32_t p = position + (is_receiver(program_, edge.target, 0) ? 1 : 0);
      if (!operand.name && p < target.parameters.count) names_.learn(program_.first_parameter_slot[edge.target] + p, given);
      if (!operand.name) continue;
      const auto parameters = target.parameters.of(program_.ir_of(edge.target).parameters);
      for (std::uint32_t i = 0; i < parameters.size(); ++i) {
        if (text_at(program_, edge.target, parameters[i].name) == text(operand.name))
          names_.learn(program_.first_parameter_slot[edge.target] + i, given);
      }
    }
  }

  void assign(const ir::Op& op, ir::OpId id) {
    const link::Binding binding = program_.binding(f_, id);
    const bool bound = binding.kind() == link::BindKind::Local || binding.kind() == link::BindKind::Outer ||
                       binding.kind() == link::BindKind::Parameter;
    if (!bound) return;
    Origin value = at(op.base);
    if (op.has(ir::kElement)) {
      if (value.whole() && containers_[value.container].nature == "queue" && program_.file_of(f_).language == Language::Go)
        note(value, Use::Kind::Removes, id);  // Go: `for job := range jobs`
      note(value, Use::Kind::Reads, id);
      value = part(value);
    }
    give(binding.id(), value, op, id, op.base);
  }

  // A slot is given a value: the container's own, or another name for one.
  void give(SlotIndex slot, const Origin& value, const ir::Op& op, ir::OpId id, ir::OpId given) {
    if (const Origin self = names_.own(slot)) {
      const bool same = value && value.container == self.container;
      if (same && value.whole()) return;
      if (op.has(ir::kAugmented) || (same && value.how == Origin::How::Copy)) note(self, Use::Kind::Adds, id, {}, given);
      else if (!lifespans_.sets_up(f_)) note(self, Use::Kind::Removes, id);
      return;
    }
    names_.assign(slot, value);
  }

  Origin store(const ir::Op& op, ir::OpId id) {
    if (const auto written = stores_.find(program_.global_op(f_, id)); written != stores_.end()) {
      for (const link::Write* write : written->second) give(write->slot, at(write->value), op, id, write->value);
    } else if (op.kind == OpKind::Store) {
      for (const ir::Operand& operand : operands(op)) {
        if (at(operand.value).whole()) note(at(operand.value), Use::Kind::Escapes, id);
      }
    }
    if (op.kind != OpKind::Aggregate) return {};
    for (const ir::Operand& operand : operands(op)) {
      if (!at(operand.value)) continue;
      note(at(operand.value), Use::Kind::Reads, id);
      const std::string_view how = text(operand.name);
      if (at(operand.value).whole() && (how == "..." || how == "**")) return part(at(operand.value), Origin::How::Copy);
    }
    return {};
  }

  void store_index(const ir::Op& op, ir::OpId id) {
    const auto given = operands(op);
    if (given.size() < 2) return;
    for (const ir::Operand& operand : given) {
      if (at(operand.value).whole()) note(at(operand.value), Use::Kind::Escapes, id);
    }
    const Origin base = at(op.base);
    if (!base.whole()) return note(base, Use::Kind::Reads, id);
    const ir::Op& place = op_at(program_, f_, given[0].value);
    if (place.kind == OpKind::Compute && text(place.text) == "slice") return note(base, Use::Kind::Removes, id);
    const ir::Op& value = op_at(program_, f_, given[1].value);
    const bool nothing = value.kind == OpKind::Literal && static_cast<ir::LiteralKind>(value.detail) == ir::LiteralKind::Null;
    if (is_shortened(program_, f_, given[1].value)) return note(base, Use::Kind::Reads, id);
    const bool keyed = containers_[base.container].nature == "map";
    note(base, nothing ? Use::Kind::Removes : keyed ? Use::Kind::Adds : Use::Kind::Reads, id, given[0].value, given[1].value);
  }

  void note(const Origin& origin, Use::Kind kind, ir::OpId op, ir::OpId key = {}, ir::OpId value = {}) {
    if (!noting_ || !origin) return;
    containers_[origin.container].uses.push_back({kind, f_, op, key, value, origin.passed, lifespans_.runs_at_start(f_)});
  }

  const CheckInput& input_;
  const link::Program& program_;
  Lifespans& lifespans_;
  std::vector<Container>& containers_;
  ContentMethods methods_;
  std::vector<bool> says_name_;  // per file
  Aliases names_;
  ContainersByName by_name_;
  tsl::robin_map<std::uint32_t, std::vector<const link::Write*>> stores_;  // by program-wide operation
  std::vector<Origin> origins_;                                            // per operation of the function that is walked
  FunctionIndex f_ = kNone;
  bool noting_ = false;
};

}  // namespace

void find_uses(const CheckInput& input, Lifespans& lifespans, std::vector<Container>& containers) {
  UseFinder(input, lifespans, containers).run();
}

}  // namespace chokepoint::rules
