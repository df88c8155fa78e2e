#include "ir/file_ir.hpp"

namespace chokepoint::ir {

OpId FileIr::name_of(const Decorator& decorator) const {
  if (!decorator.op) return {};
  const Op& written = op(function(decorator.holder), decorator.op);
  return written.kind == OpKind::Call && written.base ? written.base : decorator.op;
}

OpId FileIr::operand_named(const Function& f, const Op& op, std::string_view name) const {
  for (const Operand& operand : operands_of(f, op)) {
    if (text(operand.name) == name) return operand.value;
  }
  return {};
}

OpId FileIr::positional(const Function& f, const Op& op, std::size_t n) const {
  std::size_t seen = 0;
  for (const Operand& operand : operands_of(f, op)) {
    if (operand.name) {
      if (text(operand.name) == "...") return {};
      continue;
    }
    if (seen++ == n) return operand.value;
  }
  return {};
}

std::size_t FileIr::memory() const {
  auto bytes = [](const auto& table) { return table.capacity() * sizeof(table[0]); };
  return strings.memory() + bytes(functions) + bytes(classes) + bytes(fields) + bytes(imports) + bytes(exports) + bytes(ops) +
         bytes(operands) + bytes(regions) + bytes(types) + bytes(type_arguments) + bytes(type_lists) + bytes(names) +
         bytes(decorators) + bytes(parameters) + bytes(syntax_errors);
}

std::string_view show(OpKind kind) {
  switch (kind) {
#define OP(name, text) \
  case OpKind::name: return text;
#include "ir/op_kind.def"
#undef OP
  }
  return "?";
}

std::string_view show(RegionKind kind) {
  switch (kind) {
#define REGION(name, text) \
  case RegionKind::name: return text;
#include "ir/region_kind.def"
#undef REGION
  }
  return "?";
}

}  // namespace chokepoint::ir
