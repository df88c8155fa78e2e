#include "rules/state/state.hpp"

#include <algorithm>

#include "rules/shapes/shape.hpp"
#include "rules/state/key_name.hpp"
#include "rules/state/known_key.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::kNone;
using link::Program;
using link::ValueKind;

constexpr int kMaxFields = 3;  // from what is put in down to the connection: `client.conn`

class StateFinder {
 public:
  explicit StateFinder(const CheckInput& input)
      : input_(input), program_(input.program), lifespans_(input), requests_(input, lifespans_) {}

  ProcessState run() {
    ProcessState state;
    state.containers = find_containers(input_, lifespans_);
    find_uses(input_, lifespans_, state.containers);
    for (const Container& container : state.containers) {
      for (const Use& use : container.uses) {
        const bool adds = use.kind == Use::Kind::Adds || use.kind == Use::Kind::Fills;
        if (adds && !use.passed && !use.at_start) state.additions.push_back(addition(container, use));
      }
    }
    state.remembered = find_remembered(input_, lifespans_, requests_);
    return state;
  }

 private:
  Addition addition(const Container& container, const Use& use) {
    Addition result{&container, &use};
    result.key_from_request = requests_.comes_from_request(use.function, use.key);
    result.value_from_request = requests_.comes_from_request(use.function, use.value);
    const ir::OpId key = container.nature == "set" ? use.value : use.key;
    result.few_keys = has_few_values(input_, use.function, key);
    result.replaces = replaces_known(program_, container, use);
    result.identifies = identifies(program_, use.function, key);
    result.stored_id = is_stored_id(program_, use.function, key);
    const link::Value& holder = program_.slots[container.slot];
    const std::string_view ecosystem = models::ecosystem_of(program_.file_of(use.function).language);
    const auto& arguments = program_.value_lists[holder.args];
    result.direct = brings_connection(use.function, use.key, 0) || brings_connection(use.function, use.value, 0);
    result.connection = result.direct || std::any_of(arguments.begin(), arguments.end(),
                                                     [&](const link::Value& value) { return is_connection(ecosystem, value, 0); });
    return result;
  }

  bool is_connection(std::string_view ecosystem, const link::Value& value, int depth) const {
    if (depth > kMaxFields) return false;
    if (value.is(ValueKind::ExternalInstance)) {
      if (const models::TypeModel* type = described_type(input_, ecosystem, value); type && type->nature == "connection")
        return true;
      const auto& arguments = program_.value_lists[value.args];
      return std::any_of(arguments.begin(), arguments.end(),
                         [&](const link::Value& one) { return is_connection(ecosystem, one, depth + 1); });
    }
    if (!value.is(ValueKind::Instance)) return false;
    const link::ClassInfo& klass = program_.classes[value.id];
    const bool is_one = std::any_of(klass.bases.begin(), klass.bases.end(), [&](const link::Value& base) {
      const link::Value made{ValueKind::ExternalInstance, base.evidence, base.id, 0};
      return base.is(ValueKind::External) && is_connection(ecosystem, made, depth + 1);
    });
    if (is_one) return true;
    const auto& fields = klass.fields;
    return std::any_of(fields.begin(), fields.end(), [&](const auto& field) {
      const link::Value& held = program_.slots[field.second];
      return (held.is(ValueKind::ExternalInstance) || depth == 0) && is_connection(ecosystem, held, depth + 1);
    });
  }

  // Go: `append(clients, client)`
  bool adds(FunctionIndex f, ir::OpId call) const {
    const models::LibraryCall* rows = rows_of(program_, f, call);
    return rows && std::any_of(rows->rows.begin(), rows->rows.end(), [](const models::Call* row) {
             return std::any_of(row->contents.begin(), row->contents.end(),
                                [](const models::Content& one) { return one.what == models::Content::What::Adds; });
           });
  }

  bool brings_connection(FunctionIndex f, ir::OpId id, int depth) const {
    if (!id || depth > kMaxFields) return false;
    const ir::Op& op = op_at(program_, f, id);
    if (op.kind == OpKind::Name || op.kind == OpKind::Member) {
      const std::string_view ecosystem = models::ecosystem_of(program_.file_of(f).language);
      const link::SlotIndex slot = program_.slot_of(f, id);
      const bool self = program_.binding(f, id).kind() == link::BindKind::This ||
                        (slot == program_.first_parameter_slot[f] && text_at(program_, f, op.text) == "self");
      const link::ClassIndex around = self ? program_.class_around(f) : kNone;
      if (around != kNone) return is_connection(ecosystem, {ValueKind::Instance, Evidence::Resolved, around, 0}, 1);
      return slot != kNone && is_connection(ecosystem, program_.slots[slot], 0);
    }
    if (op.kind != OpKind::Aggregate && op.kind != OpKind::Compute && op.kind != OpKind::Call) return false;
    if (op.kind == OpKind::Call && !op.has(ir::kNew) && !adds(f, id)) return false;
    const auto operands = program_.ir_of(f).operands_of(program_.function(f), op);
    return std::any_of(operands.begin(), operands.end(),
                       [&](const ir::Operand& operand) { return brings_connection(f, operand.value, depth + 1); });
  }

  const CheckInput& input_;
  const Program& program_;
  Lifespans lifespans_;
  RequestData requests_;
};

}  // namespace

ProcessState find_state(const CheckInput& input) { return StateFinder(input).run(); }

}  // namespace chokepoint::rules
