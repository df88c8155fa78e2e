// JavaScript: what the project adds to objects of libraries (`app.context.db = db`, `fastify.decorate("db", db)`), and types that
// are given where the value is asked for (`container.resolve<Users>("users")`).
#include "link/evaluator.hpp"

namespace chokepoint::link {
namespace {

// Plain data and the language's own types: what is stored there belongs to one object, not to all of the type.
bool is_shared(std::string_view type) {
  if (type.empty() || type.ends_with("()")) return false;
  const bool dotted = type.find('.') != std::string_view::npos;
  return dotted || (type[0] >= 'a' && type[0] <= 'z');
}

}  // namespace

// The only explicit type argument, if it is a class or interface of the repository.
Value Evaluator::type_argument(const ir::Op& op) const {
  const Value list = linker_.type_value(file_, function_, ir::TypeId(op.aux));
  const auto& arguments = program_.value_lists[list.args];
  if (arguments.size() != 1 || !arguments[0].is(ValueKind::Instance)) return {};
  return weaker(arguments[0], Evidence::Typed);
}

// Made when it is first asked for, so that whoever reads it before it is written is evaluated again.
SlotIndex Evaluator::added_member(const Value& holder, Name member) {
  if (!holder.is(ValueKind::ExternalInstance) || family(language_) != "javascript") return kNone;
  if (!linker_.added_names_.contains(member)) return kNone;
  if (!is_shared(program_.names[Name(holder.id)])) return kNone;
  auto [slot, inserted] = linker_.added_members_.try_emplace(pair_key(holder.id, member.raw), 0u);
  if (inserted) slot.value() = linker_.new_slot();
  return slot->second;
}

void Evaluator::add_member(const Value& holder, Name member, ir::OpId value_id, std::size_t position) {
  const Value value = value_of(value_id);
  const bool own =
      value.is(ValueKind::Function) || value.is(ValueKind::Object) || value.is(ValueKind::Class) || value.is(ValueKind::Instance);
  const std::string path = std::string(program_.names[Name(holder.id)]) + "#" + std::string(program_.names[member]);
  if (linker_.library_.call(ecosystem(), path)) return;  // replaced: it still does what the library does
  const SlotIndex slot = added_member(holder, member);
  if (own && slot != kNone) write(slot, position, value_id, value);
}

// `fastify.decorate("users", users)` is `fastify.users = users`.
void Evaluator::decorate(const ir::Op& op, std::size_t position, std::string_view path, const Value& receiver) {
  if (!path.ends_with("#decorate") || family(language_) != "javascript") return;
  const auto operands = ir_->operands_of(*f_, op);
  if (operands.size() < 2) return;
  const ir::Op& key = ir_->op(*f_, operands[0].value);
  if (key.kind != ir::OpKind::Literal || static_cast<ir::LiteralKind>(key.detail) != ir::LiteralKind::String) return;
  add_member(receiver, linker_.name(file_, key.text), operands[1].value, position);
}

// `const plugin: FastifyPluginAsync = async (fastify) => …`: a model names what functions of this type are called with by position.
void Evaluator::call_with_types(FunctionIndex function, const Value& declared) {
  if (!declared.is(ValueKind::ExternalInstance) || family(language_) != "javascript") return;
  const std::uint32_t count = program_.function(function).parameters.count;
  for (std::uint32_t p = 0; p < count && p < 4; ++p) {
    const std::string_view type = linker_.library_.member_type(ecosystem(), program_.names[Name(declared.id)], std::to_string(p));
    if (!type.empty()) update(program_.first_parameter_slot[function] + p, external_instance(type, Evidence::Typed));
  }
}

}  // namespace chokepoint::link
