// JavaScript: handlers in an object that a variable or a module holds: `new ApolloServer({ resolvers })`, where `resolvers` is
// `{ Query: { users } }` of another file.
#include <algorithm>

#include "link/evaluator.hpp"
#include "link/linker.hpp"

namespace chokepoint::link {
namespace {

constexpr int kMaxDepth = 4;  // objects in objects

struct Literal {
  FileIndex file = kNone;
  const ir::Function* function = nullptr;
  const ir::Op* op = nullptr;
};

// The literal that made an object, which is known by its operation in the program.
Literal literal_of(const Program& program, std::uint32_t object) {
  const auto after = std::upper_bound(program.files.begin(), program.files.end(), object,
                                      [](std::uint32_t op, const ProgramFile& file) { return op < file.first_op; });
  if (after == program.files.begin()) return {};
  const ProgramFile& file = *std::prev(after);
  const std::uint32_t position = object - file.first_op;
  for (const ir::Function& function : file.ir->functions) {
    if (position < function.ops.first || position >= function.ops.first + function.ops.count) continue;
    return {static_cast<FileIndex>(&file - program.files.data()), &function, &file.ir->ops[position]};
  }
  return {};
}

}  // namespace

bool Evaluator::collect_object(const Value& object, std::uint32_t operand, Registration& registration, int depth) {
  const Literal literal = depth < kMaxDepth ? literal_of(program_, object.id) : Literal{};
  if (!literal.op || literal.op->kind != ir::OpKind::Aggregate) return false;
  const std::size_t before = registration.handlers.size();
  for (const ir::Operand& member : program_.files[literal.file].ir->operands_of(*literal.function, *literal.op)) {
    const Name key = linker_.name(literal.file, member.name);
    const auto slot = linker_.object_fields_.find(pair_key(object.id, key.raw));
    if (slot == linker_.object_fields_.end()) continue;
    const Value value = read_slot(slot->second);
    if (value.is(ValueKind::Function)) push_function(value, operand, registration);
    if (value.is(ValueKind::Object)) collect_object(value, operand, registration, depth + 1);
  }
  return registration.handlers.size() > before;
}

}  // namespace chokepoint::link
