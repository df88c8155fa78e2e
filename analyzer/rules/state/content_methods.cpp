#include "rules/state/content_methods.hpp"

#include <algorithm>

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {

using models::Content;

ContentMethods::ContentMethods(const models::LibraryIndex& index) {
  for (const models::Library* library : index.libraries()) {
    const std::string_view ecosystem = library->ecosystem;
    for (const models::Call& row : library->calls) {
      const auto has = [&](Content::What what) {
        return std::any_of(row.contents.begin(), row.contents.end(), [&](const Content& content) { return content.what == what; });
      };
      const bool removes = has(Content::What::Removes), adds = has(Content::What::Adds);
      for (std::size_t i = 0; (removes || adds) && i < row.functions.size(); ++i) {
        const std::string_view path = row.functions[i];
        const std::string_view method = path.substr(path.find_last_of(".#") + 1);
        if (adds && path.find('#') != std::string_view::npos) adders_.insert({ecosystem, method});
        const models::TypeModel* type = index.type(ecosystem, path.substr(0, path.find('#')));
        if (removes) natures_[{ecosystem, method}].insert(type ? std::string_view(type->nature) : std::string_view());
      }
    }
  }
}

bool ContentMethods::take_out(std::string_view ecosystem, std::string_view method, std::string_view nature) const {
  const auto known = natures_.find({ecosystem, method});
  return known != natures_.end() && (known->second.contains("") || known->second.contains(nature));
}

bool is_shortened(const link::Program& program, link::FunctionIndex f, ir::OpId value, int depth) {
  using ir::OpKind;
  if (!value || depth > 2) return false;
  const ir::Op& op = op_at(program, f, value);
  if (op.kind == OpKind::Name) {
    const link::SlotIndex slot = program.slot_of(f, value);
    if (slot == link::kNone) return false;
    const auto writes = program.writes_of(slot);
    return std::any_of(writes.begin(), writes.end(), [&](const link::Write& write) {
      return write.function == f && is_shortened(program, f, write.value, depth + 1);
    });
  }
  if (op.kind != OpKind::Call || op.operand_count < 2 || !op.base) return false;
  if (text_at(program, f, op_at(program, f, op.base).text) != "append") return false;
  const auto given = program.ir_of(f).operands_of(program.function(f), op);
  const auto is_part = [&](ir::OpId part, std::string_view bound) {
    const ir::Op& one = op_at(program, f, part);
    return one.kind == OpKind::Index && program.ir_of(f).operand_named(program.function(f), one, bound);
  };
  return is_part(given[0].value, "to") && is_part(given[1].value, "from");
}

}  // namespace chokepoint::rules
