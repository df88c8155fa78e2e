#include "rules/state/container.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "flow/matching.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::SlotIndex;
using link::ValueKind;

constexpr std::array<std::string_view, 4> kContainers = {"map", "list", "set", "queue"};
constexpr int kMaxWrappers = 4;  // `Collections.synchronizedMap(new HashMap<>())`
constexpr int kMaxBases = 8;

bool is_container(const models::TypeModel& type) {
  return std::find(kContainers.begin(), kContainers.end(), type.nature) != kContainers.end();
}

const models::TypeModel* described(const CheckInput& input, std::string_view ecosystem, std::string_view name, int depth = 0) {
  const models::TypeModel* type = input.library.type(ecosystem, name);
  if (!type || depth > kMaxBases || !type->nature.empty()) return type && !type->nature.empty() ? type : nullptr;
  for (const std::string& base : type->bases) {
    if (const models::TypeModel* found = described(input, ecosystem, base, depth + 1)) return found;
  }
  return nullptr;
}

class ContainerFinder {
 public:
  ContainerFinder(const CheckInput& input, Lifespans& lifespans) : input_(input), program_(input.program), lifespans_(lifespans) {}

  std::vector<Container> run() {
    for (SlotIndex slot = 0; slot < program_.slots.size(); ++slot) consider(slot);
    return std::move(containers_);
  }

 private:
  void consider(SlotIndex slot) {
    const link::Value& value = program_.slots[slot];
    if (!value.is(ValueKind::ExternalInstance) || value.evidence < input_.least) return;
    const auto writes = program_.writes_of(slot);
    const auto made = std::find_if(writes.begin(), writes.end(),
                                   [&](const link::Write& write) { return !program_.file_of(write.function).offline; });
    if (made == writes.end()) return;
    const std::string_view ecosystem = models::ecosystem_of(program_.file_of(made->function).language);
    const models::TypeModel* type = described_type(input_, ecosystem, value);
    if (!type || !is_container(*type) || !lifespans_.outlives_requests(slot)) return;
    Container container;
    container.slot = slot;
    container.nature = type->nature;
    container.bounded = type->bounded;
    container.function = made->function;
    container.op = made->op;
    container.evidence = value.evidence;
    container.name = std::string(name_of(*made));
    for (const link::Write& write : writes) {
      if (!made_here(write, container)) return;
    }
    containers_.push_back(std::move(container));
  }

  std::string_view name_of(const link::Write& write) const {
    const ir::Op& op = op_at(program_, write.function, write.op);
    if (op.kind != OpKind::Aggregate) return text_at(program_, write.function, op.text);
    for (const ir::Operand& operand : program_.ir_of(write.function).operands_of(program_.function(write.function), op)) {
      if (operand.value == write.value && operand.name) return text_at(program_, write.function, operand.name);
    }
    return "";
  }

  // What start-up puts there must be a new container of a known kind; what comes later is for find_uses to judge.
  bool made_here(const link::Write& write, Container& container) {
    if (program_.file_of(write.function).offline || !lifespans_.sets_up(write.function)) return true;
    if (!write.value) return true;  // Go: the zero value
    return is_new(write.function, write.value, container, 0);
  }

  bool is_new(FunctionIndex f, ir::OpId id, Container& container, int depth) {
    if (!id || depth > kMaxWrappers) return false;
    const ir::Op& op = op_at(program_, f, id);
    if (op.kind == OpKind::Aggregate) return true;
    if (op.kind == OpKind::Literal) return static_cast<ir::LiteralKind>(op.detail) == ir::LiteralKind::Null;
    const auto operands = program_.ir_of(f).operands_of(program_.function(f), op);
    if (op.kind == OpKind::Compute && !operands.empty()) {
      const std::string_view sign = text_at(program_, f, op.text);
      return (sign == "cast" || sign == "||" || sign == "??") && is_new(f, operands.back().value, container, depth + 1);
    }
    if (op.kind != OpKind::Call || !op.base) return false;
    if (op_at(program_, f, op.base).kind == OpKind::Class) return false;  // `new LinkedHashMap<>() { … removeEldestEntry … }`
    const link::CallSite* call = program_.call_at(f, id);
    if (!call || !call->external) return false;
    const std::string_view ecosystem = models::ecosystem_of(program_.file_of(f).language);
    const std::string_view path = program_.names[call->external];
    if (path == "make" || path == "new") {
      container.unbuffered |= container.nature == "queue" && operands.empty();
      return program_.file_of(f).language == Language::Go;
    }
    const models::LibraryCall* rows = call->rows;
    if (rows && passes_on(*rows)) return !operands.empty() && is_new(f, operands[0].value, container, depth + 1);
    const std::string_view made = input_.library.made_type(ecosystem, path);
    const models::TypeModel* type = described(input_, ecosystem, made.empty() ? path : made);
    if (!type || !is_container(*type)) return false;
    container.bounded |= type->bounded || is_bounded(f, id, rows);
    return true;
  }

  static bool passes_on(const models::LibraryCall& rows) {
    return std::any_of(rows.rows.begin(), rows.rows.end(), [](const models::Call* row) { return row->returns == "argument:0"; });
  }

  bool is_bounded(FunctionIndex f, ir::OpId call, const models::LibraryCall* rows) const {
    if (!rows) return false;
    return std::any_of(rows->rows.begin(), rows->rows.end(), [&](const models::Call* row) {
      return row->bounds || std::any_of(row->bounds_at.begin(), row->bounds_at.end(), [&](const models::Place& place) {
               return static_cast<bool>(flow::find_place(program_, f, call, place).op);
             });
    });
  }

  const CheckInput& input_;
  const link::Program& program_;
  Lifespans& lifespans_;
  std::vector<Container> containers_;
};

}  // namespace

bool Container::has(Use::Kind kind) const {
  return std::any_of(uses.begin(), uses.end(), [&](const Use& use) { return use.kind == kind; });
}

const models::TypeModel* described_type(const CheckInput& input, std::string_view ecosystem, const link::Value& value) {
  if (!value.is(ValueKind::ExternalInstance)) return nullptr;
  return described(input, ecosystem, input.program.names[link::Name(value.id)]);
}

const models::LibraryCall* rows_of(const link::Program& program, FunctionIndex function, ir::OpId call) {
  const link::CallSite* site = program.call_at(function, call);
  return site ? site->rows : nullptr;
}

std::vector<Container> find_containers(const CheckInput& input, Lifespans& lifespans) {
  return ContainerFinder(input, lifespans).run();
}

}  // namespace chokepoint::rules
