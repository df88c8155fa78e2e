// Environment variables that JavaScript itself sets: `process.env.NODE_ENV = "production"` → node environment.NODE_ENV = production.
#include <optional>

#include "facts/readers.hpp"
#include "facts/settings.hpp"
#include "facts/workspace.hpp"
#include "source/line_index.hpp"

namespace chokepoint::facts {
namespace {

bool is_environment(const ir::FileIr& ir, const ir::Function& function, ir::OpId id) {
  if (!id) return false;
  const ir::Op& member = ir.op(function, id);
  if (member.kind != ir::OpKind::Member || ir.text(member.text) != "env" || !member.base) return false;
  const ir::Op& name = ir.op(function, member.base);
  return name.kind == ir::OpKind::Name && ir.text(name.text) == "process";
}

// The text that is assigned; none where it is computed.
std::optional<std::string> assigned(const ir::FileIr& ir, const ir::Function& function, const ir::Op& store) {
  if (store.kind != ir::OpKind::Store || store.operand_count != 1 || !is_environment(ir, function, store.base)) return std::nullopt;
  const ir::OpId value = ir.operands_of(function, store)[0].value;
  if (!value) return std::nullopt;
  const ir::Op& literal = ir.op(function, value);
  const bool text = literal.kind == ir::OpKind::Literal && literal.detail == static_cast<std::uint8_t>(ir::LiteralKind::String);
  return text ? std::optional(std::string(ir.text(literal.text))) : std::nullopt;
}

void read_one(Workspace& workspace, const source::File& file, const ir::FileIr& ir) {
  for (const ir::Function& function : ir.functions) {
    for (const ir::Op& op : ir.ops_of(function)) {
      std::optional<std::string> value = assigned(ir, function, op);
      const Result<std::string> text = value ? workspace.peek(file, kMaxManifest) : std::string();
      if (!value || !text) continue;
      const source::Position position = source::LineIndex(*text).position(op.span.begin);
      Setting setting{.source = "node", .key = "environment." + std::string(ir.text(op.text)), .value = *value};
      setting.production = *value != "development" && *value != "test";
      setting.place = {file.path, position.line, position.column};
      add_setting(workspace.project(file.path), std::move(setting));
    }
  }
}

}  // namespace

void read_assigned_environment(Workspace& workspace, const IrOf& ir_of) {
  for (std::size_t i = 0; i < workspace.tree().files.size(); ++i) {
    const source::File& file = workspace.tree().files[i];
    const bool script = file.language == Language::JavaScript || file.language == Language::TypeScript;
    if (!script || file.role != source::Role::Production) continue;
    if (const ir::FileIr* ir = ir_of(i)) read_one(workspace, file, *ir);
  }
}

}  // namespace chokepoint::facts
