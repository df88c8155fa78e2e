#include "rules/shapes/options.hpp"

#include <algorithm>
#include <cctype>

#include "base/letter_case.hpp"
#include "flow/constants.hpp"
#include "flow/matching.hpp"
#include "models/version.hpp"
#include "rules/shapes/shape.hpp"
#include "rules/shared.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;

constexpr int kMaxCarriers = 60;  // values followed back from an argument that may carry the option
constexpr int kMaxReceivers = 6;  // factories and builders followed back from a call

bool sets(const models::LibraryCall* rows, const std::string& name) {
  return rows &&
         std::any_of(rows->rows.begin(), rows->rows.end(), [&](const models::Call* row) { return has_word(row->sets, name); });
}

// "pypi:requests"; all files of a standard library are one.
std::string library_around(const CheckInput& input, const models::Call& row) {
  const models::Library& library = input.library.library_of(row);
  return library.ecosystem + ":" + (library.name.starts_with("stdlib") ? "stdlib" : library.name);
}

class OptionFinder {
 public:
  OptionFinder(const CheckInput& input, const std::string& name, const std::vector<std::string>& set_by)
      : input_(input), program_(input.program), name_(name), set_by_(set_by) {}

  OptionAnswer find(FunctionIndex f, ir::OpId op, const models::LibraryCall& rows, int depth = 0) {
    OptionAnswer answer;
    const models::Option* option = option_of(f, rows);
    for (const models::Call* row : rows.rows) {
      if (!row->note.empty() && in_force(f, *row)) answer.note = row->note;
    }
    if (option) answer.absent = option->absent;
    answer.state = option ? at_call(f, op, *option) : OptionState::Unknown;
    if (answer.state == OptionState::Set || answer.state == OptionState::Disabled) return answer;
    if (option && answer.state == OptionState::Unknown) return answer;
    if (const OptionState carried = option ? via(f, op, *option) : OptionState::Absent; carried != OptionState::Absent) {
      answer.state = carried;
      return answer;
    }
    if (set_later(f, op, option) || set_everywhere(f, op)) {
      answer.state = OptionState::Set;
      return answer;
    }
    return on_receiver(f, op, answer, depth);
  }

 private:
  const models::Option* option_of(FunctionIndex f, const models::LibraryCall& rows) const {
    for (const models::Call* row : rows.rows) {
      const auto option =
          std::find_if(row->options.begin(), row->options.end(), [&](const auto& one) { return one.name == name_; });
      if (option != row->options.end() && in_force(f, *row)) return &*option;
    }
    return nullptr;
  }

  // What only some versions do is said of none that is not known.
  bool in_force(FunctionIndex f, const models::Call& row) const {
    if (row.versions.empty()) return true;
    const std::string version = input_.version_of ? input_.version_of(program_.file_of_function[f], row) : std::string();
    return !version.empty() && models::version_in_range(version, row.versions);
  }

  OptionState at_call(FunctionIndex f, ir::OpId op, const models::Option& option) const {
    for (const models::Place& place : option.at) {
      const flow::Found found = flow::find_place(program_, f, op, place);
      if (found.op) {
        const bool off = std::any_of(option.disabled_by.begin(), option.disabled_by.end(), [&](const std::string& text) {
          return flow::is_literal(program_, found.function, found.op, text);
        });
        return off ? OptionState::Disabled : OptionState::Set;
      }
      if (!found.known) return OptionState::Unknown;
    }
    return OptionState::Absent;
  }

  // What is handed to the call may carry the option: a request made with a context that has a deadline.
  OptionState via(FunctionIndex f, ir::OpId op, const models::Option& option) const {
    OptionState state = OptionState::Absent;
    int steps = 0;
    for (const models::Place& place : option.via) {
      const flow::Found found = flow::find_place(program_, f, op, place);
      const OptionState carried = found.op ? carried_by(found.function, found.op, steps) : OptionState::Absent;
      if (carried == OptionState::Set) return carried;
      if (carried == OptionState::Unknown) state = carried;
    }
    return state;
  }

  OptionState carried_by(FunctionIndex f, ir::OpId id, int& steps) const {
    if (!id || ++steps > kMaxCarriers) return OptionState::Absent;
    const ir::Op& op = op_at(program_, f, id);
    if (op.kind == OpKind::Member && op.detail == 2) return carried_by(f, op.base, steps);
    if (op.kind == OpKind::Name) {
      const link::SlotIndex slot = program_.slot_of(f, id);
      if (slot == link::kNone) return OptionState::Absent;
      bool written = false;
      for (const link::Write& write : program_.writes_of(slot)) {
        if (write.function != f || !(write.op < id)) continue;
        written = true;
        if (carried_by(f, write.value, steps) == OptionState::Set) return OptionState::Set;
      }
      // A whole request from out of sight may carry anything; a mere context carries a deadline rarely.
      const link::Value& held = program_.slots[slot];
      const bool request = held.is(link::ValueKind::ExternalInstance) && program_.names[link::Name(held.id)].ends_with("Request");
      return !written && request ? OptionState::Unknown : OptionState::Absent;
    }
    const link::CallSite* site = op.kind == OpKind::Call ? program_.call_at(f, id) : nullptr;
    if (!site) return OptionState::Absent;
    if (!site->external) return OptionState::Unknown;
    if (sets(site->rows, name_)) return OptionState::Set;
    OptionState state = OptionState::Absent;
    for (const ir::Operand& operand : program_.ir_of(f).operands_of(program_.function(f), op)) {
      if (carried_by(f, operand.value, steps) == OptionState::Set) state = OptionState::Set;
    }
    return state;
  }

  // The receiver's own history: the factory that made it, the builder steps before this call.
  OptionAnswer on_receiver(FunctionIndex f, ir::OpId op, OptionAnswer answer, int depth) {
    const ir::Op& call = op_at(program_, f, op);
    if (call.kind != OpKind::Call || !call.base || depth > kMaxReceivers) return answer;
    const ir::Op& callee = op_at(program_, f, call.base);
    if (callee.kind != OpKind::Member) return answer;
    const link::CallSite* site = program_.call_at(f, op);
    const bool instance = site && site->external && program_.names[site->external].find('#') != std::string_view::npos;
    if (!instance) return answer;
    const flow::Origin origin = flow::origin_of(program_, f, callee.base);
    const ir::Op& made = op_at(program_, origin.function, origin.op);
    const link::CallSite* maker =
        made.kind == OpKind::Call || made.kind == OpKind::Aggregate ? program_.call_at(origin.function, origin.op) : nullptr;
    if (maker && maker->external) {
      const models::LibraryCall* rows = maker->rows;
      if (sets(rows, name_)) return {OptionState::Set, answer.absent, answer.note};
      if (!rows) return out_of_sight(answer, *site);
      OptionAnswer before = find(origin.function, origin.op, *rows, depth + 1);
      if (before.state == OptionState::Set || before.state == OptionState::Disabled) return before;
      if (answer.state == OptionState::Absent && before.state == OptionState::Unknown && !option_of(origin.function, *rows) &&
          !before.hidden)
        return answer;
      if (before.absent.empty()) before.absent = answer.absent;
      if (before.note.empty()) before.note = answer.note;
      return before;
    }
    // Made where we cannot see it: only a call that takes the option itself can be judged.
    return out_of_sight(answer, *site);
  }

  // A client made out of sight may carry the option if its type's makers take it; else the call stands for itself.
  OptionAnswer out_of_sight(OptionAnswer answer, const link::CallSite& site) const {
    answer.hidden = makers_take_it(site);
    if (answer.hidden || answer.state != OptionState::Absent) answer.state = OptionState::Unknown;
    return answer;
  }

  bool makers_take_it(const link::CallSite& site) const {
    const std::string_view path = program_.names[site.external];
    std::vector<std::string_view> types{path.substr(0, path.find('#'))};
    for (std::size_t i = 0; i < types.size(); ++i) {
      const models::TypeModel* type = input_.library.type(system(site.caller), types[i]);
      if (!type && i == 0) return true;
      if (type && makers_take_it(site.caller, *type, types)) return true;
      if (type && type->made_by.empty()) add_subtypes(*type, types);
    }
    return false;
  }

  static void add_new(std::string_view type, std::vector<std::string_view>& types) {
    if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(type);
  }

  // What is declared as an interface of the library is made as something else.
  void add_subtypes(const models::TypeModel& type, std::vector<std::string_view>& types) const {
    for (const models::Library* library : input_.library.libraries()) {
      for (const models::TypeModel& one : library->types) {
        if (has_word(one.bases, type.name)) add_new(one.name, types);
      }
    }
  }

  /// Appends the types whose methods make it: a request is made by a target, a target by a client, a client by a builder.
  bool makers_take_it(FunctionIndex f, const models::TypeModel& type, std::vector<std::string_view>& types) const {
    for (const std::string& maker : type.made_by) {
      const models::LibraryCall* rows = input_.library.call(system(f), maker);
      if (rows && option_of(f, *rows)) return true;
      const std::string_view of = std::string_view(maker).substr(0, maker.find('#'));
      if (of.size() < maker.size()) add_new(of, types);
    }
    return false;
  }

  std::string_view system(FunctionIndex f) const { return models::ecosystem_of(program_.file_of(f).language); }

  // After the call: `.timeout(5)` further down the chain, `client.Timeout = …` on what it was assigned to.
  bool set_later(FunctionIndex f, ir::OpId op, const models::Option* option) const {
    const ir::FileIr& ir = program_.ir_of(f);
    const ir::Function& function = program_.function(f);
    const auto ops = ir.ops_of(function);
    link::SlotIndex slot = link::kNone;
    for (std::size_t i = op.index() + 1; i < ops.size() && slot == link::kNone; ++i) {
      if (ops[i].kind != OpKind::Assign || !ops[i].base) continue;
      const ir::Op& value = op_at(program_, f, ops[i].base);
      const bool first_result = value.kind == OpKind::Member && value.detail == 2 && value.base == op;
      const bool awaited = value.kind == OpKind::Await && value.base == op;
      if (ops[i].base == op || first_result || awaited) slot = program_.slot_of(f, ir::OpId::from_index(i));
    }
    for (std::size_t i = op.index() + 1; i < ops.size(); ++i) {
      const ir::Op& later = ops[i];
      if (later.kind == OpKind::Store && option && slot != link::kNone && program_.slot_of(f, later.base) == slot &&
          names_option(ir.text(later.text), *option))
        return true;
      if (later.kind != OpKind::Call || !later.base) continue;
      const ir::Op& callee = op_at(program_, f, later.base);
      if (callee.kind != OpKind::Member) continue;
      const bool chained = flow::origin_of(program_, f, callee.base).op == op ||
                           (slot != link::kNone && program_.slot_of(f, callee.base) == slot) || chain_reaches(f, callee.base, op);
      if (!chained) continue;
      const link::CallSite* site = program_.call_at(f, ir::OpId::from_index(i));
      if (site && sets(site->rows, name_)) return true;
    }
    return false;
  }

  bool chain_reaches(FunctionIndex f, ir::OpId from, ir::OpId op) const {
    for (int hops = 0; hops < 12 && from; ++hops) {
      if (from == op) return true;
      const ir::Op& current = op_at(program_, f, from);
      if (current.kind != OpKind::Call && current.kind != OpKind::Member && current.kind != OpKind::Await) return false;
      from = current.base;
    }
    return false;
  }

  bool names_option(std::string_view member, const models::Option& option) const {
    if (lower_case(member) == option.name) return true;
    return std::any_of(option.at.begin(), option.at.end(), [&](const models::Place& place) {
      const std::string& key = place.path.empty() ? place.keyword : place.path.back();
      return key == member;
    });
  }

  // `socket.setdefaulttimeout(5)`, `axios.defaults.timeout = 5000`, in any file that runs in production.
  bool set_everywhere(FunctionIndex f, ir::OpId op) const {
    const std::string_view wanted = system(f);
    const link::CallSite* call = program_.call_at(f, op);
    const std::string_view path = call && call->external ? program_.names[call->external] : std::string_view{};
    if (const models::LibraryCall* known = set_by_.empty() || !call ? nullptr : call->rows) {
      for (const models::Call* row : known->rows) {
        if (has_word(set_by_, library_around(input_, *row))) return true;
      }
    }
    for (const models::Library* library : input_.library.libraries()) {
      if (library->ecosystem != wanted) continue;
      for (const models::Setting& setting : library->settings) {
        if (setting.option != name_ || !covers(setting, *library, path)) continue;
        for (const link::LibraryStore& store : program_.library_stores) {
          if (program_.names[store.path] == setting.path) return true;
        }
      }
    }
    return false;
  }

  static bool covers(const models::Setting& setting, const models::Library& library, std::string_view path) {
    if (setting.functions.empty()) return path.starts_with(library.name);
    return std::any_of(setting.functions.begin(), setting.functions.end(), [&](const std::string& pattern) {
      return pattern.ends_with('*') ? path.starts_with(pattern.substr(0, pattern.size() - 1)) : path == pattern;
    });
  }

  const CheckInput& input_;
  const link::Program& program_;
  const std::string& name_;
  const std::vector<std::string>& set_by_;
};

}  // namespace

std::vector<std::string> libraries_that_set(const CheckInput& input, const std::string& option) {
  std::vector<std::string> found;
  if (option.empty()) return found;
  std::vector<bool> seen(input.program.names.size() + 1, false);  // one name, one library
  for (const link::CallSite* site : (*input.shared->calls).described()) {
    if (seen[site->external.raw]) continue;
    seen[site->external.raw] = true;
    for (const models::Call* row : site->rows->rows) {
      if (!has_word(row->sets_everywhere, option)) continue;
      std::string library = library_around(input, *row);
      if (!has_word(found, library)) found.push_back(std::move(library));
    }
  }
  return found;
}

OptionAnswer find_option(const CheckInput& input, const flow::EffectSite& site, const std::string& option,
                         const std::vector<std::string>& set_by) {
  if (!site.rows) return {};
  return OptionFinder(input, option, set_by).find(site.function, site.op, *site.rows);
}

bool option_fits(const OptionAnswer& answer, const std::vector<std::string>& states) {
  if (answer.state == OptionState::Absent) return !answer.absent.empty() && has_word(states, "absent");
  return answer.state == OptionState::Disabled && has_word(states, "disabled");
}

}  // namespace chokepoint::rules
