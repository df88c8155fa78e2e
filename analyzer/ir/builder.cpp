#include "ir/builder.hpp"

#include <algorithm>
#include <iterator>

#include "base/result.hpp"

namespace chokepoint::ir {
namespace {

constexpr std::size_t kMaxReportedErrors = 20;

template <class T>
Range append(std::vector<T>& table, std::span<const T> items) {
  const Range range{static_cast<std::uint32_t>(table.size()), static_cast<std::uint32_t>(items.size())};
  table.insert(table.end(), items.begin(), items.end());
  return range;
}

}  // namespace

FileBuilder::FileBuilder(Language language, Span module_span) {
  ir_.language = language;
  Function module;
  module.kind = FunctionKind::Module;
  module.span = module_span;
  begin_function(module);
}

FunctionId FileBuilder::begin_function(Function function) {
  const FunctionId id = FunctionId::from_index(ir_.functions.size());
  if (!frames_.empty()) function.parent = frames_.back().id;
  const Span span = function.span;
  ir_.functions.push_back(function);
  Frame frame;
  if (!spare_.empty()) {
    frame = std::move(spare_.back());
    spare_.pop_back();
  }
  frame.id = id;
  frames_.push_back(std::move(frame));
  open_region(RegionKind::Root, span);
  return id;
}

void FileBuilder::end_function() {
  Frame& frame = frames_.back();
  close_region();
  CHECK(frame.open.empty());
  Function& function = ir_.functions[frame.id.index()];
  function.ops = append<Op>(ir_.ops, frame.ops);
  function.operands = append<Operand>(ir_.operands, frame.operands);
  function.regions = append<Region>(ir_.regions, frame.regions);
  frame.ops.clear();
  frame.operands.clear();
  frame.regions.clear();
  spare_.push_back(std::move(frame));
  frames_.pop_back();
}

OpId FileBuilder::add(Op op, std::span<const Operand> operands) {
  Frame& frame = frames_.back();
  if (operands.size() > kMaxOperands) {
    operands = operands.first(kMaxOperands);
    // A long table of data is no loss; arguments of a call are.
    if (op.kind == OpKind::Aggregate) op.flags |= kOptional;
    else count_truncated();
  }
  op.first_operand = static_cast<std::uint32_t>(frame.operands.size());
  op.operand_count = static_cast<std::uint8_t>(operands.size());
  op.region = frame.open.back();
  frame.operands.insert(frame.operands.end(), operands.begin(), operands.end());
  frame.ops.push_back(op);
  return OpId::from_index(frame.ops.size() - 1);
}

RegionId FileBuilder::open_region(RegionKind kind, Span span, OpId subject, std::uint8_t detail, Str name) {
  Frame& frame = frames_.back();
  const RegionId id = RegionId::from_index(frame.regions.size());
  Region region;
  region.kind = kind;
  region.detail = detail;
  region.parent = frame.open.empty() ? RegionId{} : frame.open.back();
  region.span = span;
  region.subject = subject;
  region.name = name;
  region.first_op = region.end_op = static_cast<std::uint32_t>(frame.ops.size());
  frame.regions.push_back(region);
  frame.open.push_back(id);
  return id;
}

void FileBuilder::close_region() {
  Frame& frame = frames_.back();
  frame.regions[frame.open.back().index()].end_op = static_cast<std::uint32_t>(frame.ops.size());
  frame.open.pop_back();
}

ClassId FileBuilder::begin_class(Class klass) {
  klass.outer = current_class();
  klass.parent = current_function();
  ir_.classes.push_back(klass);
  const ClassId id = ClassId::from_index(ir_.classes.size() - 1);
  class_stack_.push_back(id);
  return id;
}

void FileBuilder::end_class() { class_stack_.pop_back(); }

TypeId FileBuilder::add_type(std::string_view name, std::span<const TypeId> arguments, bool pointer) {
  Type type;
  type.name = str(name);
  type.arguments = append(ir_.type_arguments, arguments);
  type.pointer = pointer;
  ir_.types.push_back(type);
  return TypeId::from_index(ir_.types.size() - 1);
}

Range FileBuilder::add_type_list(std::span<const TypeId> types) {
  const auto first = static_cast<std::uint32_t>(ir_.type_lists.size());
  // What is no type says nothing of a class: `implements I, []` while it is being typed.
  std::copy_if(types.begin(), types.end(), std::back_inserter(ir_.type_lists), [](TypeId id) { return static_cast<bool>(id); });
  return {first, static_cast<std::uint32_t>(ir_.type_lists.size()) - first};
}
Range FileBuilder::add_names(std::span<const Str> names) { return append(ir_.names, names); }
Range FileBuilder::add_decorators(std::span<const Decorator> decorators) { return append(ir_.decorators, decorators); }
Range FileBuilder::add_parameters(std::span<const Parameter> parameters) { return append(ir_.parameters, parameters); }

ImportId FileBuilder::add_import(Import import) {
  import.scope = current_function();
  ir_.imports.push_back(import);
  return ImportId::from_index(ir_.imports.size() - 1);
}

void FileBuilder::add_syntax_error(Span span) {
  ++ir_.syntax_error_count;
  if (ir_.syntax_errors.size() < kMaxReportedErrors) ir_.syntax_errors.push_back(span);
}

FileIr FileBuilder::finish() && {
  while (!frames_.empty()) end_function();
  ir_.strings.freeze();
  return std::move(ir_);
}

}  // namespace chokepoint::ir
