#include "rules/state/lifespan.hpp"

#include <algorithm>

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::FunctionKind;
using ir::OpKind;
using link::ClassIndex;
using link::FunctionIndex;
using link::kNone;
using link::SlotIndex;

constexpr int kMaxCalls = 40;  // from a function up to the module that starts it

bool is_main(const link::Program& program, FunctionIndex f) {
  const ir::Function& function = program.function(f);
  const std::string_view name = program.ir_of(f).text(function.name);
  switch (program.file_of(f).language) {
    case Language::Go: return !function.receiver && (name == "main" || name == "init");
    case Language::Java: return function.is_static && name == "main";
    default: return false;
  }
}

// Python: below `if __name__ == "__main__":`.
bool in_main_guard(const link::Program& program, FunctionIndex f, ir::OpId id) {
  const ir::FileIr& ir = program.ir_of(f);
  const ir::Function& function = program.function(f);
  if (ir.language != Language::Python || function.kind != FunctionKind::Module) return false;
  for (ir::RegionId at = ir.op(function, id).region; at; at = ir.region(function, at).parent) {
    const ir::Region& region = ir.region(function, at);
    if (region.kind != ir::RegionKind::Branch || !region.subject) continue;
    for (const ir::Operand& operand : ir.operands_of(function, ir.op(function, region.subject))) {
      const ir::Op& compared = ir.op(function, operand.value);
      if (compared.kind == OpKind::Name && ir.text(compared.text) == "__name__") return true;
    }
  }
  return false;
}

std::vector<bool> files_with_entries(const CheckInput& input) {
  const link::Program& program = input.program;
  std::vector<bool> found(program.files.size());
  for (FunctionIndex f = 0; f < program.file_of_function.size(); ++f) {
    if (input.contexts.is_entry(f)) found[program.file_of_function[f]] = true;
  }
  for (const link::Registration& registration : program.registrations) found[program.file_of_function[registration.caller]] = true;
  return found;
}

}  // namespace

Lifespans::Lifespans(const CheckInput& input)
    : input_(input),
      program_(input.program),
      owners_(program_.slots.size()),
      functions_(program_.file_of_function.size()),
      classes_(program_.classes.size()),
      has_entries_(files_with_entries(input)) {
  own_variables();
  own_parameters();
  own_fields();
  own_objects();
}

void Lifespans::own_parameters() {
  for (FunctionIndex f = 0; f < program_.file_of_function.size(); ++f) {
    for (std::uint32_t p = 0; p < program_.function(f).parameters.count; ++p)
      owners_[program_.first_parameter_slot[f] + p] = {Kind::Parameter, f};
  }
}

void Lifespans::own_variables() {
  for (FunctionIndex f = 0; f < program_.file_of_function.size(); ++f) {
    const auto [first, end] = program_.variables_of(f);
    std::fill(owners_.begin() + first, owners_.begin() + end, Owner{Kind::Variable, f});
  }
}

// Python: what the class declares is shared, unless each object gets its own or a library makes fields of it.
bool Lifespans::is_static(ClassIndex klass, link::Name field, SlotIndex slot) const {
  const ir::FileIr& ir = program_.class_ir(klass);
  const ir::Class& declared = program_.class_of(klass);
  const ir::ClassId id = ir::ClassId::from_index(klass - program_.files[program_.file_of_class[klass]].first_class);
  const std::string_view name = program_.names[field];
  const auto found = std::find_if(ir.fields.begin(), ir.fields.end(),
                                  [&](const ir::Field& one) { return one.owner == id && ir.text(one.name) == name; });
  if (found == ir.fields.end() || !found->is_static) return false;
  if (ir.language != Language::Python) return true;
  if (found->type && (declared.bases.count != 0 || declared.decorators.count != 0)) return false;
  const auto writes = program_.writes_of(slot);
  return std::none_of(writes.begin(), writes.end(), [&](const link::Write& write) {
    return op_at(program_, write.function, write.op).kind == OpKind::Store &&
           program_.function(write.function).kind == FunctionKind::Constructor;
  });
}

void Lifespans::own_fields() {
  for (ClassIndex c = 0; c < program_.classes.size(); ++c) {
    for (const auto& [name, slot] : program_.classes[c].fields)
      owners_[slot] = {is_static(c, name, slot) ? Kind::Static : Kind::Field, c};
  }
}

// JavaScript: `const state = { rooms: {} }` makes a slot of each member.
void Lifespans::own_objects() {
  for (const link::Write& write : program_.writes) {
    Owner& owner = owners_[write.slot];
    if (owner.kind == Kind::None && op_at(program_, write.function, write.op).kind == OpKind::Aggregate)
      owner = {Kind::Object, write.function};
  }
}

Lifespans::Parameter Lifespans::parameter(SlotIndex slot) const {
  const Owner& owner = owners_[slot];
  if (owner.kind != Kind::Parameter) return {};
  return {owner.index, slot - program_.first_parameter_slot[owner.index]};
}

// "process", "request" or "" by the annotations; one that is given a scope is not understood.
std::string_view Lifespans::declared_life(const ir::FileIr& ir, const link::ProgramFile& file, Range decorators) const {
  std::string_view life;
  for (std::uint32_t i = decorators.first; i < decorators.first + decorators.count; ++i) {
    const link::Name name = program_.decorators[file.first_decorator + i];
    const models::LibraryCall* known =
        name ? input_.library.call(models::ecosystem_of(file.language), program_.names[name]) : nullptr;
    if (!known) continue;
    for (const models::Call* row : known->rows) {
      if (row->lives == "request") return row->lives;
      if (!row->lives.empty()) life = row->lives;
    }
    const ir::Decorator& decorator = ir.decorators[i];
    const ir::Function& holder = ir.function(decorator.holder);
    for (const ir::Operand& operand : ir.operands_of(holder, ir.op(holder, decorator.op))) {
      const ir::Op& given = ir.op(holder, operand.value);
      if (given.kind == OpKind::Aggregate && ir.operand_named(holder, given, "scope")) return "request";
    }
  }
  return life;
}

// A module that answers no requests makes an object of its own class to try it out: the service has others.
bool Lifespans::is_tried_out(ClassIndex c, const flow::Contexts::Caller& caller) const {
  const link::FileIndex file = program_.file_of_function[caller.caller];
  return file == program_.file_of_class[c] && !has_entries_[file] && caller.op && in_main_guard(program_, caller.caller, caller.op);
}

bool Lifespans::called_at_start(FunctionIndex f, int depth) {
  bool any = false;
  for (const flow::Contexts::Caller& caller : input_.contexts.callers_of(f)) {
    if (program_.file_of(caller.caller).offline || caller.edge.relay == link::Relay::Away) continue;
    if (caller.edge.evidence == Evidence::Guessed) continue;
    const bool now = caller.edge.where == models::Run::Where::Here || caller.edge.where == models::Run::Where::Startup;
    if (!now || caller.edge.kind == link::EdgeKind::Spawn || !runs_at_start(caller.caller, depth + 1)) return false;
    any = true;
  }
  return any;
}

bool Lifespans::runs_at_start(FunctionIndex f, int depth) {
  if (functions_[f] != Answer::Unknown) return functions_[f] == Answer::Yes;
  if (depth > kMaxCalls) return false;
  functions_[f] = Answer::Asked;
  static const flow::ContextSet answering = flow::contexts_named("request") | flow::contexts_named("job");
  const ir::Function& function = program_.function(f);
  const link::ProgramFile& file = program_.file_of(f);
  const ClassIndex owner = program_.class_around(f);
  bool answer = false;
  if (file.offline) answer = false;
  else if (function.kind == FunctionKind::Module) answer = true;
  else if (input_.contexts.of(f) & answering) answer = false;
  else if (is_main(program_, f) || (input_.contexts.of(f) & flow::contexts_named("startup"))) answer = true;
  else if (function.kind == FunctionKind::ClassBody && file.language == Language::Python)
    answer = runs_at_start(program_.global(program_.file_of_function[f], function.parent), depth + 1);
  else if (declared_life(*file.ir, file, function.decorators) == "process") answer = true;
  else if ((function.kind == FunctionKind::ClassBody || function.kind == FunctionKind::Constructor) && owner != kNone &&
           declared_life(*file.ir, file, program_.class_of(owner).decorators) == "process")
    answer = true;
  else answer = called_at_start(f, depth);
  functions_[f] = answer ? Answer::Yes : Answer::No;
  return answer;
}

// Every place that makes an object of the class: calls of its constructor, literals of its fields, zero values.
bool Lifespans::built_at_start(ClassIndex c, bool& any, int depth) {
  const ir::Class& klass = program_.class_of(c);
  std::vector<FunctionIndex> makers;
  for (FunctionIndex method : program_.classes[c].methods) {
    if (program_.function(method).kind == FunctionKind::Constructor) makers.push_back(method);
  }
  if (klass.body && program_.class_ir(c).language != Language::Python)
    makers.push_back(program_.global(program_.file_of_class[c], klass.body));
  for (FunctionIndex maker : makers) {
    for (const flow::Contexts::Caller& caller : input_.contexts.callers_of(maker)) {
      if (program_.file_of(caller.caller).offline || is_tried_out(c, caller)) continue;
      if (!runs_at_start(caller.caller, depth + 1)) return false;
      any = true;
    }
  }
  for (const auto& [name, slot] : program_.classes[c].fields) {
    for (const link::Write& write : program_.writes_of(slot)) {
      if (program_.file_of(write.function).offline || op_at(program_, write.function, write.op).kind != OpKind::Aggregate) continue;
      if (!runs_at_start(write.function, depth + 1)) return false;
      any = true;
    }
  }
  return true;
}

// Rows, forms, messages: a library makes objects of them, or their setters say that they carry data.
bool Lifespans::carries_data(ClassIndex c) const {
  const ir::FileIr& ir = program_.class_ir(c);
  if (ir.language == Language::Python) {
    const auto& bases = program_.classes[c].bases;
    return std::any_of(bases.begin(), bases.end(), [&](const link::Value& base) {
      if (base.is(link::ValueKind::Class)) return carries_data(base.id);
      const std::string_view name = program_.names[link::Name(base.id)];
      return base.is(link::ValueKind::External) && name != "object" && !name.starts_with("abc.") && !name.starts_with("typing.") &&
             !name.starts_with("threading.");
    });
  }
  if (ir.language != Language::Java) return false;
  const auto& methods = program_.classes[c].methods;
  return program_.class_of(c).kind == ir::ClassKind::Record ||
         std::any_of(methods.begin(), methods.end(), [&](FunctionIndex method) {
           const std::string_view name = ir.text(program_.function(method).name);
           return name.size() > 3 && name.starts_with("set") && name[3] >= 'A' && name[3] <= 'Z';
         });
}

bool Lifespans::made_once(ClassIndex c, int depth) {
  if (classes_[c] != Answer::Unknown) return classes_[c] == Answer::Yes;
  if (depth > kMaxCalls) return false;
  classes_[c] = Answer::Asked;
  const link::ProgramFile& file = program_.files[program_.file_of_class[c]];
  const std::string_view life = declared_life(*file.ir, file, program_.class_of(c).decorators);
  bool any = program_.class_of(c).kind == ir::ClassKind::Enum || life == "process";
  const bool answer =
      !file.offline && life != "request" && (life == "process" || (!carries_data(c) && built_at_start(c, any, depth) && any));
  classes_[c] = answer ? Answer::Yes : Answer::No;
  return answer;
}

bool Lifespans::sets_up(FunctionIndex f) {
  const FunctionKind kind = program_.function(f).kind;
  return kind == FunctionKind::Constructor || kind == FunctionKind::ClassBody || runs_at_start(f);
}

bool Lifespans::outlives_requests(SlotIndex slot) {
  const Owner& owner = owners_[slot];
  switch (owner.kind) {
    case Kind::Variable: {
      const bool of_class = program_.function(owner.index).kind == FunctionKind::ClassBody;
      return !of_class && runs_at_start(owner.index);  // a class has fields
    }
    case Kind::Object: return runs_at_start(owner.index);
    case Kind::Static: return !program_.files[program_.file_of_class[owner.index]].offline;
    case Kind::Field: return made_once(owner.index);
    default: return false;
  }
}

}  // namespace chokepoint::rules
