#include "flow/matching.hpp"

#include <algorithm>

#include "flow/constants.hpp"

namespace chokepoint::flow {
namespace {

using ir::OpKind;
using models::Place;

constexpr int kMaxMakers = 3;   // functions that hand on what another makes
constexpr int kMaxBases = 128;  // classes above one, mixins and their bases included

const ir::Op& op_of(const Program& program, FunctionIndex f, ir::OpId id) { return program.ir_of(f).op(program.function(f), id); }

bool has_spread(const Program& program, FunctionIndex f, const ir::Op& op, std::string_view kind) {
  for (const ir::Operand& operand : program.ir_of(f).operands_of(program.function(f), op)) {
    if (program.ir_of(f).text(operand.name) == kind) return true;
  }
  return false;
}

// Where the place begins: the argument or receiver itself, before its keys.
Found find_root(const Program& program, FunctionIndex caller, const ir::Op& call, ir::OpId call_id, const Place& place) {
  const ir::FileIr& ir = program.ir_of(caller);
  const ir::Function& function = program.function(caller);
  Found found{caller, {}, true};
  switch (place.kind) {
    case Place::Kind::Receiver:
      if (call.base) {
        const ir::Op& callee = ir.op(function, call.base);
        found.op = callee.kind == OpKind::Member ? callee.base : call.base;
      }
      break;
    case Place::Kind::Argument:
    case Place::Kind::ArgumentsFrom:
      found.op = ir.positional(function, call, place.index);
      if (!found.op) found.known = !has_spread(program, caller, call, "...");
      break;
    case Place::Kind::LastArgument: {
      const auto operands = ir.operands_of(function, call);
      if (!operands.empty() && !operands.back().name) found.op = operands.back().value;
      break;
    }
    case Place::Kind::Keyword:
      found.op = ir.operand_named(function, call, place.keyword);
      if (!found.op) found.known = !has_spread(program, caller, call, "**");
      break;
    case Place::Kind::Result:
    case Place::Kind::ResultElement: found.op = call_id; break;
  }
  return found;
}

// `options.store = new RedisStore()` on the object that a variable holds, anywhere in its function.
ir::OpId stored_later(const Program& program, FunctionIndex f, ir::OpId holder, std::string_view key) {
  if (op_of(program, f, holder).kind != OpKind::Name) return {};
  const link::SlotIndex slot = program.slot_of(f, holder);
  if (slot == link::kNone) return {};
  const ir::FileIr& ir = program.ir_of(f);
  const ir::Function& function = program.function(f);
  ir::OpId value;
  for (const ir::Op& op : ir.ops_of(function)) {
    if (op.kind != OpKind::Store || op.operand_count == 0 || ir.text(op.text) != key) continue;
    if (ir.op(function, op.base).kind == OpKind::Name && program.slot_of(f, op.base) == slot)
      value = ir.operands_of(function, op)[0].value;
  }
  return value;
}

// A name of an import of a library.
bool is_package(const Program& program, FunctionIndex f, ir::OpId id) {
  if (!id || op_of(program, f, id).kind != OpKind::Name) return false;
  const link::Binding binding = program.binding(f, id);
  return binding.kind() == link::BindKind::Import && program.import_values[binding.id()].is(link::ValueKind::External);
}

// What the functions of the repository make that yield a value: the struct they return.
ir::OpId made_by(const Program& program, FunctionIndex f) {
  ir::OpId only;
  for (const ir::Op& op : program.ir_of(f).ops_of(program.function(f))) {
    if (op.kind != OpKind::Return || !op.base) continue;
    if (only) return {};
    only = op.base;
  }
  return only;
}

// Go: a key of a struct that is made out of sight. What other libraries make takes their defaults; what a function of the
// repository makes is looked into if that is simple, else nothing is known.
Found hidden_in(const Program& program, Origin holder, const std::string& key) {
  const Found unknown{holder.function, {}, false};
  if (program.file_of(holder.function).language != Language::Go) return unknown;
  for (int hops = 0; hops < kMaxMakers; ++hops) {
    const ir::Op& op = op_of(program, holder.function, holder.op);
    if (op.kind == OpKind::Aggregate) {
      const ir::OpId value = program.ir_of(holder.function).operand_named(program.function(holder.function), op, key);
      return {holder.function, value, value ? true : !op.has(ir::kOptional)};
    }
    if (op.kind == OpKind::Member && op.detail == 2) {  // `transport, err := make()`
      holder.op = op.base;
      continue;
    }
    if (op.kind == OpKind::Member) return {holder.function, {}, is_package(program, holder.function, op.base)};
    const link::CallSite* site = op.kind == OpKind::Call ? program.call_at(holder.function, holder.op) : nullptr;
    if (!site) return unknown;
    if (site->external) return {holder.function, {}, true};
    const auto edges = program.edges_of(*site);
    if (edges.size() != 1) return unknown;
    const ir::OpId returned = made_by(program, edges[0].target);
    if (!returned) return unknown;
    if (const ir::OpId stored = stored_later(program, edges[0].target, returned, key)) return {edges[0].target, stored, true};
    holder = origin_of(program, edges[0].target, returned);
  }
  return unknown;
}

}  // namespace

Found find_place(const Program& program, FunctionIndex caller, ir::OpId call_id, const Place& place) {
  if (!call_id) return {};
  const ir::Op& call = op_of(program, caller, call_id);
  if (call.kind != OpKind::Call && call.kind != OpKind::Aggregate) return {caller, {}, true};
  // A Go composite literal is its own option object.
  Found found = call.kind == OpKind::Aggregate ? Found{caller, call_id, true} : find_root(program, caller, call, call_id, place);
  for (const std::string& key : place.path) {
    if (!found.op) return found;
    if (const ir::OpId stored = stored_later(program, found.function, found.op, key)) {
      found = {found.function, stored, true};
      continue;
    }
    const Origin origin = origin_of(program, found.function, found.op);
    const ir::Op& holder = op_of(program, origin.function, origin.op);
    if (holder.kind == OpKind::Function || holder.kind == OpKind::Literal) return {found.function, {}, found.known};
    const bool result = place.kind == Place::Kind::Result || place.kind == Place::Kind::ResultElement;
    if (result && holder.kind == OpKind::Call && &key == place.path.data())
      return {found.function, {}, true};  // stored into it later
    const bool nested = &key != place.path.data();
    if (holder.kind != OpKind::Aggregate) return nested ? hidden_in(program, origin, key) : Found{found.function, {}, false};
    const ir::FileIr& ir = program.ir_of(origin.function);
    const ir::OpId value = ir.operand_named(program.function(origin.function), holder, key);
    const bool hidden = has_spread(program, origin.function, holder, "**") || holder.has(ir::kOptional);
    found = {origin.function, value, value ? true : !hidden};
  }
  return found;
}

ir::OpId argument_at(const Program& program, FunctionIndex caller, ir::OpId call, const Place& place) {
  if (!call) return {};
  const ir::Op& op = op_of(program, caller, call);
  if (op.kind == OpKind::Aggregate && place.kind == Place::Kind::Keyword && place.path.empty()) {
    return program.ir_of(caller).operand_named(program.function(caller), op, place.keyword);
  }
  if (op.kind != OpKind::Call) return {};
  const Found found = find_place(program, caller, call, place);
  return found.function == caller ? found.op : ir::OpId{};
}

bool operand_matches(const Program& program, FunctionIndex caller, ir::OpId call, std::uint32_t operand,
                     const std::vector<Place>& places) {
  if (places.empty()) return true;
  const auto operands = program.ir_of(caller).operands_of(program.function(caller), op_of(program, caller, call));
  const auto positional = static_cast<std::uint32_t>(
      std::count_if(operands.begin(), operands.begin() + operand, [](const ir::Operand& o) { return !o.name; }));
  const std::string_view keyword = program.ir_of(caller).text(operands[operand].name);
  return std::any_of(places.begin(), places.end(), [&](const Place& place) {
    switch (place.kind) {
      case Place::Kind::Argument: return keyword.empty() && positional == place.index;
      case Place::Kind::ArgumentsFrom: return keyword.empty() && positional >= place.index;
      case Place::Kind::LastArgument: return operand + 1 == operands.size();
      case Place::Kind::Keyword: return keyword == place.keyword;
      default: return false;
    }
  });
}

bool takes_event(const Program& program, FunctionIndex caller, ir::OpId call, const std::vector<std::string>& events) {
  if (events.empty()) return true;
  const models::Place first{models::Place::Kind::Argument, 0, {}, {}};
  const std::vector<std::string> names = constant_texts(program, caller, argument_at(program, caller, call, first));
  return names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& name) {
           return std::find(events.begin(), events.end(), name) != events.end();
         });
}

std::vector<std::string> constant_texts(const Program& program, FunctionIndex function, ir::OpId id, const Bindings* bindings) {
  if (!id) return {};
  const Origin origin = origin_of(program, function, id, bindings);
  const ir::Op& op = op_of(program, origin.function, origin.op);
  const ir::FileIr& ir = program.ir_of(origin.function);
  if (op.kind == OpKind::Aggregate) {
    std::vector<std::string> texts;
    for (const ir::Operand& operand : ir.operands_of(program.function(origin.function), op)) {
      for (std::string& text : constant_texts(program, origin.function, operand.value, bindings)) texts.push_back(std::move(text));
    }
    return texts;
  }
  if (op.kind == OpKind::Member && op.detail == 1 && ir.language == Language::Java) return {};       // a method reference
  if (op.kind == OpKind::Member || op.kind == OpKind::Name) return {std::string(ir.text(op.text))};  // `RequestMethod.GET`
  if (const auto text = constant_text(program, function, id, 0, bindings)) return {*text};
  return {};
}

std::vector<std::string_view> library_ancestors(const Program& program, const models::LibraryIndex& library,
                                                link::ClassIndex klass) {
  std::vector<std::string_view> ancestors;
  if (program.classes[klass].bases.empty()) return ancestors;
  const std::string_view system = models::ecosystem_of(program.class_ir(klass).language);
  std::vector<link::ClassIndex> pending{klass};
  for (std::size_t n = 0; n < pending.size() && n < kMaxBases; ++n) {
    for (const link::Value& parent : program.classes[pending[n]].bases) {
      if (parent.is(link::ValueKind::Class)) {
        pending.push_back(parent.id);
        continue;
      }
      const std::string_view type = program.names[link::Name(parent.id)];
      const auto above = library.bases(system, type);
      ancestors.push_back(type);
      ancestors.insert(ancestors.end(), above.begin(), above.end());
    }
  }
  return ancestors;
}

bool class_derives(const Program& program, const models::LibraryIndex& library, link::ClassIndex klass, std::string_view base) {
  const std::vector<std::string_view> ancestors = library_ancestors(program, library, klass);
  return std::find(ancestors.begin(), ancestors.end(), base) != ancestors.end();
}

std::vector<FunctionIndex> exported_functions(const Program& program, link::FileIndex index,
                                              const std::vector<std::string>& names) {
  const link::ProgramFile& file = program.files[index];
  const FunctionIndex module = file.first_function;
  std::vector<FunctionIndex> result;
  auto add = [&](ir::OpId op) {
    if (!op) return;
    const Origin origin = origin_of(program, module, op);
    const ir::Op& value = op_of(program, origin.function, origin.op);
    if (value.kind == OpKind::Function)
      result.push_back(program.global(program.file_of_function[origin.function], ir::FunctionId(value.aux)));
    if (value.kind != OpKind::Call) return;
    // `withAuth(handler)`: the functions handed to the wrapper.
    for (const ir::Operand& operand : program.ir_of(origin.function).operands_of(program.function(origin.function), value)) {
      const Origin inner = origin_of(program, origin.function, operand.value);
      const ir::Op& argument = op_of(program, inner.function, inner.op);
      if (argument.kind == OpKind::Function)
        result.push_back(program.global(program.file_of_function[inner.function], ir::FunctionId(argument.aux)));
    }
  };
  for (std::size_t i = 0; file.language == Language::Python && i < file.ir->functions.size(); ++i) {
    const ir::Function& function = file.ir->functions[i];
    const bool named = std::find(names.begin(), names.end(), file.ir->text(function.name)) != names.end();
    if (named && function.kind == ir::FunctionKind::Function && function.parent == ir::FunctionId(1))
      result.push_back(program.global(index, ir::FunctionId::from_index(i)));
  }
  for (const ir::Export& exported : file.ir->exports) {
    if (std::find(names.begin(), names.end(), file.ir->text(exported.name)) == names.end()) continue;
    add(exported.value);
    if (!exported.local) continue;
    const auto ops = file.ir->ops_of(program.function(module));
    for (const ir::Op& op : ops) {
      if (op.kind == OpKind::Assign && op.text == exported.local) add(op.base);
    }
  }
  return result;
}

std::string route_of_file(std::string_view path) {
  std::string_view rest = path;
  for (std::string_view root : {"pages/", "app/"}) {
    const std::size_t at = path.rfind(root);
    if (at == std::string_view::npos || (at > 0 && path[at - 1] != '/')) continue;
    rest = path.substr(at + root.size());
    break;
  }
  rest = rest.substr(0, rest.rfind('.'));
  for (std::string_view tail : {"/route", "/index"}) {
    if (rest.ends_with(tail)) rest.remove_suffix(tail.size());
  }
  return "/" + std::string(rest);
}

}  // namespace chokepoint::flow
