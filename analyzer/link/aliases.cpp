// Python's names that are found elsewhere than where they are looked for. Names of a module that declarations need before anything is evaluated: `SessionDep = Annotated[Session, …]` is a type,
// `db = SQLAlchemy()` an object whose members are types (`class User(db.Model)`).
#include "link/evaluator.hpp"
#include "link/linker.hpp"

namespace chokepoint::link {
namespace {

using ir::OpKind;

constexpr int kMaxParts = 16;          // of a dotted name
constexpr std::size_t kMaxMixed = 32;  // classes a mixin is part of

// "orm.Session" of `orm.Session`, empty for anything else.
std::string dotted_name(const ir::FileIr& ir, const ir::Function& module, ir::OpId id) {
  std::string dotted;
  for (int parts = 0; id && parts < kMaxParts; ++parts) {
    const ir::Op& op = ir.op(module, id);
    if (op.kind != OpKind::Name && op.kind != OpKind::Member) return {};
    dotted.insert(0, std::string(ir.text(op.text)) + (dotted.empty() ? "" : "."));
    id = op.kind == OpKind::Member ? op.base : ir::OpId{};
  }
  return dotted;
}

// The type inside `Annotated[…]` and `Optional[…]`.
ir::OpId wrapped_type(const ir::FileIr& ir, const ir::Function& module, const ir::Op& index) {
  const std::string_view wrapper = ir.text(ir.op(module, index.base).text);
  const auto operands = ir.operands_of(module, index);
  if ((wrapper != "Annotated" && wrapper != "Optional") || operands.empty()) return {};
  const ir::Op& inner = ir.op(module, operands[0].value);
  if (inner.kind != OpKind::Aggregate) return operands[0].value;
  const auto parts = ir.operands_of(module, inner);
  return parts.empty() ? ir::OpId{} : parts[0].value;
}

}  // namespace

void Linker::seed_aliases() {
  for (FileIndex i = 0; i < program_.files.size(); ++i) {
    const ProgramFile& file = program_.files[i];
    if (file.language != Language::Python) continue;
    const ir::Function& module = program_.function(file.first_function);
    for (const ir::Op& op : file.ir->ops_of(module)) {
      if (op.kind != OpKind::Assign || !op.base) continue;
      const ir::Op& value = file.ir->op(module, op.base);
      if ((value.kind != OpKind::Index && value.kind != OpKind::Call) || !value.base) continue;
      const SlotIndex slot = variable(file.first_function, name(i, op.text));
      if (slot == kNone || program_.slots[slot].known()) continue;
      const bool call = value.kind == OpKind::Call;
      const std::string dotted = dotted_name(*file.ir, module, call ? value.base : wrapped_type(*file.ir, module, value));
      if (dotted.empty()) continue;
      const Value named = named_type(i, file.first_function, program_.names.intern(dotted));
      if (!call) program_.slots[slot] = named;
      else if (named.is(ValueKind::External)) program_.slots[slot] = made_by_library(named);
      else if (named.is(ValueKind::Class)) program_.slots[slot] = instance_of(named);
    }
  }
}

// What a call of a library's function is known to make, by a model alone.
Value Linker::made_by_library(const Value& function) {
  const std::string_view made = library_.made_type("pypi", program_.names[Name(function.id)]);
  if (made.empty()) return {};
  return {ValueKind::ExternalInstance, Evidence::Resolved, program_.names.intern(made).raw, 0};
}

// `self.check_permissions()` in a mixin: what all classes that mix it in agree on.
Value Evaluator::mixed_in(const Value& base, Name wanted) {
  const std::vector<ClassIndex>& derived = program_.classes[base.id].derived;
  if (derived.empty() || derived.size() > kMaxMixed) return {};
  FunctionIndex only = kNone;
  for (ClassIndex klass : derived) {
    const FunctionIndex method = linker_.find_member(klass, wanted, false).method;
    if (method == kNone || (only != kNone && method != only)) return {};
    only = method;
  }
  const ir::FunctionKind kind = program_.function(only).kind;
  if (kind == ir::FunctionKind::Getter) return weaker(read_slot(program_.result_slot[only]), Evidence::Typed);
  return {ValueKind::Function, std::min(base.evidence, Evidence::Typed), only, 0};
}

}  // namespace chokepoint::link
