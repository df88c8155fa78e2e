#include "rules/shapes/key.hpp"

#include <algorithm>
#include <set>

#include <re2/re2.h>

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::Program;

constexpr int kMaxNesting = 3;               // of objects and calls in a condition
constexpr std::ptrdiff_t kRelationKeys = 3;  // foreign keys that together pick out single rows

std::string_view last_part(std::string_view column) { return column.substr(column.find_last_of('.') + 1); }

bool is_foreign(std::string_view column) { return column.ends_with("_id") || column.ends_with("_ids"); }

bool names_list(std::string_view condition) {
  static const RE2 list(R"((?i)(\bin\b\s*(\(\s*)?[$?:@]|=\s*any\s*\())");
  return RE2::PartialMatch(std::string(condition), list);
}

// `where("id = ?")`, `Where("group_id IN ?", ids)`.
bool keyed_text(const std::string& text) {
  static const RE2 key(R"((?i)(^|[\s(.,"`])(id|uuid|guid|key|token|email|slug|username|hash|name|code|uri|url)["`]?\s*(=|in\b))");
  static const RE2 listed(R"((?i)([a-z_]+)["`\]]?\s*(\bin\b\s*(\(\s*)?[$?:@]|=\s*any\s*\())");
  std::string column;
  return RE2::PartialMatch(text, key) || (RE2::PartialMatch(text, listed, &column) && is_listed_key(column));
}

class KeyFinder {
 public:
  KeyFinder(const Program& program, FunctionIndex f) : program_(program), ir_(program.ir_of(f)), f_(f) {}

  bool in_call(const ir::Op& call) {
    const auto operands = operands_of(call);
    listed_ = std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
      const ir::Op& op = op_at(program_, f_, operand.value);
      return op.kind == OpKind::Literal && names_list(ir_.text(op.text));
    });
    return std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) { return on_key(operand, 0); });
  }

 private:
  std::span<const ir::Operand> operands_of(const ir::Op& op) const { return ir_.operands_of(program_.function(f_), op); }

  bool on_key(const ir::Operand& operand, int depth) const {
    if (operand.name && is_key(ir_.text(operand.name))) return true;
    if (depth > kMaxNesting) return false;
    const ir::Op& op = op_at(program_, f_, operand.value);
    if (op.kind == OpKind::Literal) return keyed_text(std::string(ir_.text(op.text)));
    const auto operands = operands_of(op);
    if (op.kind == OpKind::Compute && ir_.text(op.text) == "==" && !operands.empty()) {  // `User.id == x`
      const ir::Op& left = op_at(program_, f_, operands[0].value);
      return left.kind == OpKind::Member && is_key(ir_.text(left.text));
    }
    if (op.kind == OpKind::Call && op.base && names_column(op, operands)) return true;
    const bool object =
        op.kind == OpKind::Aggregate || op.kind == OpKind::Call || (op.kind == OpKind::Compute && ir_.text(op.text) == "&");
    if (!object) return false;
    const auto foreign =
        std::count_if(operands.begin(), operands.end(), [&](const ir::Operand& inner) { return is_foreign(ir_.text(inner.name)); });
    return foreign >= kRelationKeys ||
           std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& inner) { return on_key(inner, depth + 1); });
  }

  // `User.id.in_(ids)`, `Where("? IN (?)", bun.Ident("user.id"), …)`.
  bool names_column(const ir::Op& call, std::span<const ir::Operand> operands) const {
    const ir::Op& callee = op_at(program_, f_, call.base);
    const std::string_view method = ir_.text(callee.text);
    if (callee.kind == OpKind::Member && (method == "in_" || method == "eq")) {
      const ir::Op& column = op_at(program_, f_, callee.base);
      return column.kind == OpKind::Member && is_key(ir_.text(column.text));
    }
    if (method != "Ident" || operands.empty()) return false;
    const std::string_view column = ir_.text(op_at(program_, f_, operands[0].value).text);
    return listed_ ? is_listed_key(column) : is_key(last_part(column));
  }

  const Program& program_;
  const ir::FileIr& ir_;
  FunctionIndex f_;
  bool listed_ = false;
};

}  // namespace

bool is_key(std::string_view name) {
  static const std::set<std::string_view> keys = {"_id",  "code", "email", "guid",  "hash", "id",  "key",      "login",
                                                  "name", "pk",   "slug",  "token", "uri",  "url", "username", "uuid"};
  if (name.ends_with("__in")) name.remove_suffix(4);
  while (name.size() > 2 && name.starts_with('_')) name.remove_prefix(1);
  return keys.contains(name);
}

bool is_listed_key(std::string_view column) {
  column = last_part(column);
  static const std::set<std::string_view> last = {"code", "email", "guid", "hash", "id",  "ids",
                                                  "key",  "name",  "slug", "uri",  "url", "uuid"};
  return is_key(column) || last.contains(column.substr(column.find_last_of('_') + 1));
}

bool has_key_condition(const std::string& sql) {
  static const RE2 key(
      R"((?i)\bwhere\b[^;]*\b(id|uuid|guid|key|token|email|slug|username|hash|name|code|uri|url)["`\]]?\s*(=|in\b))");
  static const RE2 listed(R"((?i)\bwhere\b[^;]*?([a-z_]+)["`\]]?\s*(\bin\b\s*(\(\s*)?[$?:@]|=\s*any\s*\())");
  std::string column;
  return RE2::PartialMatch(sql, key) || (RE2::PartialMatch(sql, listed, &column) && is_listed_key(column));
}

bool has_key(const Program& program, FunctionIndex f, const ir::Op& call) { return KeyFinder(program, f).in_call(call); }

}  // namespace chokepoint::rules
