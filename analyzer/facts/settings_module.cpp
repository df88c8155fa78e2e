#include "facts/settings_module.hpp"

#include <algorithm>
#include <optional>

#include "base/letter_case.hpp"
#include "base/word_list.hpp"
#include "facts/settings.hpp"
#include "facts/workspace.hpp"
#include "source/line_index.hpp"

namespace chokepoint::facts {
namespace {

constexpr int kMaxDepth = 50;
using ir::OpId;
using ir::OpKind;

// Off in production.
bool is_development_switch(std::string_view name) {
  return is_one_of(name, {"DEBUG", "TESTING", "TEST", "IS_TEST", "UNIT_TEST", "RUNNING_TESTS", "LOCAL", "DEV", "DEVELOPMENT"});
}

class Evaluator {
 public:
  Evaluator(const ir::FileIr& ir, const std::string& path, std::string_view text,
            const std::function<Imported(const ir::Import&)>& import)
      : ir_(ir), function_(ir.functions.front()), path_(path), lines_(text), import_(import) {}

  SettingsModule run() {
    const std::span<const ir::Op> ops = ir_.ops_of(function_);
    values_.reserve(ops.size());
    for (const ir::Op& op : ops) {
      take_imports(op.span.begin);
      values_.push_back(value_of(op));
    }
    take_imports(~std::uint32_t{0});
    for (const ir::Export& exported : ir_.exports) {
      if (text(exported.name) != "=" && text(exported.name) != "default") continue;
      if (exported.value) module_.exported = value(exported.value);
      const auto found = module_.names.find(text(exported.local));
      if (exported.local && found != module_.names.end()) module_.exported = found->second;
    }
    return std::move(module_);
  }

 private:
  std::string_view text(Str id) const { return ir_.text(id); }
  const ir::Op& op(OpId id) const { return ir_.op(function_, id); }
  Place place(const ir::Op& op) const {
    const source::Position position = lines_.position(op.span.begin);
    return {path_, position.line, position.column};
  }
  /// Operations come before those that use them.
  ValuePtr value(OpId id) const { return id && id.index() < values_.size() ? values_[id.index()] : unknown_value({}); }

  void take_imports(std::uint32_t before) {
    for (; next_import_ < ir_.imports.size(); ++next_import_) {
      const ir::Import& import = ir_.imports[next_import_];
      if (import.span.begin >= before) return;
      if (import.scope.raw > 1 || import.whole || !import.name) continue;
      const Imported imported = import_(import);
      if (!imported.module) continue;
      module_.imports.push_back(imported.path);
      if (text(import.name) == "*") {
        for (const auto& [name, known] : imported.module->names) module_.names[name] = known;
      } else if (const auto found = imported.module->names.find(text(import.name)); found != imported.module->names.end()) {
        module_.names[std::string(text(import.local))] = found->second;
      }
    }
  }

  /// Whether control gets here in production: none where nobody knows.
  std::optional<bool> reached(const ir::Op& op) const {
    std::optional<bool> result = true;
    ir::RegionId id = op.region;
    for (int depth = 0; id && depth < kMaxDepth; ++depth) {
      const ir::Region& region = ir_.region(function_, id);
      if (region.kind == ir::RegionKind::Branch || region.kind == ir::RegionKind::Else) {
        std::optional<bool> holds = truth(region.subject, 0);
        if (holds && region.kind == ir::RegionKind::Else) holds = !*holds;
        if (holds == false) return false;
        if (!holds) result = std::nullopt;
      } else if (region.kind == ir::RegionKind::Catch || region.kind == ir::RegionKind::Loop) {
        result = std::nullopt;
      }
      id = region.parent;
    }
    return result;
  }

  std::optional<bool> truth(OpId id, int depth) const {
    if (!id || depth > kMaxDepth) return std::nullopt;
    const ir::Op& condition = op(id);
    if ((condition.kind == OpKind::Name || condition.kind == OpKind::Member) && is_development_switch(text(condition.text)))
      return false;
    if (condition.kind == OpKind::Compute) {
      const auto operands = ir_.operands_of(function_, condition);
      const std::string_view operation = text(condition.text);
      if (operation == "!" && operands.size() == 1) {
        const std::optional<bool> inner = truth(operands[0].value, depth + 1);
        return inner ? std::optional(!*inner) : std::nullopt;
      }
      if ((operation == "&&" || operation == "||") && operands.size() == 2) {
        const std::optional<bool> a = truth(operands[0].value, depth + 1), b = truth(operands[1].value, depth + 1);
        const bool decisive = operation == "||";
        if (a == decisive || b == decisive) return decisive;
        return a && b ? std::optional(!decisive) : std::nullopt;
      }
      if (operation == "in" && operands.size() == 2 && dotted(operands[1].value) == "sys.argv") return false;
    }
    const ValuePtr known = value(id);
    if (is_development_switch(known->variable)) return false;
    return truth_of(*known);
  }

  ValuePtr value_of(const ir::Op& op) {
    switch (op.kind) {
      case OpKind::Literal: return literal(op);
      case OpKind::Name: {
        const auto found = module_.names.find(text(op.text));
        return found == module_.names.end() ? unknown_value(place(op)) : found->second;
      }
      case OpKind::Member: return member(op);
      case OpKind::Index: return index(op);
      case OpKind::Aggregate: return aggregate(op);
      case OpKind::Call: return call(op);
      case OpKind::Compute: return compute(op);
      case OpKind::Assign: return assign(op);
      case OpKind::StoreIndex: return store(op);
      default: return unknown_value(place(op));
    }
  }

  ValuePtr literal(const ir::Op& op) const {
    std::string content(text(op.text));
    switch (static_cast<ir::LiteralKind>(op.detail)) {
      case ir::LiteralKind::String: return scalar_value(ValueKind::Text, std::move(content), place(op));
      case ir::LiteralKind::Number: return scalar_value(ValueKind::Number, std::move(content), place(op));
      case ir::LiteralKind::Boolean: return scalar_value(ValueKind::Boolean, std::move(content), place(op));
      case ir::LiteralKind::Null: return scalar_value(ValueKind::Null, "", place(op));
      case ir::LiteralKind::Template: break;
      default: return unknown_value(place(op));
    }
    for (const ir::Operand& operand : ir_.operands_of(function_, op)) {
      const std::size_t hole = content.find("{}");
      if (hole != std::string::npos && content.size() < kMaxWeight && !value(operand.value)->text.empty())
        content.replace(hole, 2, value(operand.value)->text);
    }
    return scalar_value(ValueKind::Text, std::move(content), place(op));
  }

  ValuePtr member(const ir::Op& op) const {
    if (op.base && dotted(op.base) == "process.env") return unknown_value(place(op), std::string(text(op.text)));
    const ValuePtr base = value(op.base);
    const ValuePtr* found = base->kind == ValueKind::Map ? find(*base, text(op.text)) : nullptr;
    return found ? *found : unknown_value(place(op));
  }

  ValuePtr index(const ir::Op& op) const {
    const auto operands = ir_.operands_of(function_, op);
    const ValuePtr key = operands.empty() ? unknown_value({}) : value(operands[0].value);
    if (const std::string from = dotted(op.base); from == "os.environ" || from == "environ")
      return unknown_value(place(op), key->text);
    const ValuePtr base = value(op.base);
    const ValuePtr* found = key->kind == ValueKind::Text ? find(*base, key->text) : nullptr;
    return found ? *found : unknown_value(place(op));
  }

  ValuePtr aggregate(const ir::Op& op) const {
    const auto operands = ir_.operands_of(function_, op);
    const bool is_map = static_cast<ir::AggregateKind>(op.detail) == ir::AggregateKind::Map;
    ValuePtr result = is_map ? map_value({}, {}, place(op)) : nullptr;
    std::vector<std::string> keys;
    std::vector<ValuePtr> items;
    for (const ir::Operand& operand : operands) {
      const std::string_view name = text(operand.name);
      const ValuePtr item = value(operand.value);
      if (is_map && name == "**") {
        result = merged(merged(result, map_value(std::move(keys), std::move(items), place(op))), item);
        keys.clear();
        items.clear();
      } else if (is_map && !name.empty()) {
        keys.emplace_back(name);
        items.push_back(item);
      } else if (!is_map && name == "..." && item->kind == ValueKind::List) {
        items.insert(items.end(), item->items.begin(), item->items.end());
      } else if (!is_map) {
        items.push_back(item);
      }
    }
    return is_map ? merged(result, map_value(std::move(keys), std::move(items), place(op)))
                  : list_value(std::move(items), place(op));
  }

  ValuePtr compute(const ir::Op& op) const {
    const auto operands = ir_.operands_of(function_, op);
    const std::string_view operation = text(op.text);
    if (operands.size() == 1) {
      if (operation == "-")
        return computed("-", scalar_value(ValueKind::Number, "0", place(op)), value(operands[0].value), place(op));
      const std::optional<bool> holds = operation == "!" ? truth(operands[0].value, 0) : std::nullopt;
      return holds ? scalar_value(ValueKind::Boolean, *holds ? "false" : "true", place(op))
                   : unknown_value(place(op), value(operands[0].value)->variable);
    }
    if (operation == "?:" && operands.size() == 3) {
      const std::optional<bool> holds = truth(operands[0].value, 0);
      return holds ? value(operands[*holds ? 1 : 2].value) : unknown_value(place(op));
    }
    if ((operation == "cast" || operation == "satisfies") && !operands.empty()) return value(operands[0].value);
    return operands.size() == 2 ? computed(operation, value(operands[0].value), value(operands[1].value), place(op))
                                : unknown_value(place(op));
  }

  /// "os.environ.get" of a chain of names, "" of anything else.
  std::string dotted(OpId id) const {
    std::string result;
    for (int depth = 0; id && depth < kMaxDepth; ++depth) {
      const ir::Op& one = op(id);
      if (one.kind != OpKind::Name && one.kind != OpKind::Member) return {};
      result = std::string(text(one.text)) + (result.empty() ? "" : "." + result);
      if (one.kind == OpKind::Name) return result;
      id = one.base;
    }
    return {};
  }

  ValuePtr argument(const ir::Op& op, std::size_t n, std::string_view keyword) const {
    OpId id;
    if (!keyword.empty()) id = ir_.operand_named(function_, op, keyword);
    if (!id) id = ir_.positional(function_, op, n);
    return id ? value(id) : nullptr;
  }

  ValuePtr call(const ir::Op& op) {
    const std::string callee = dotted(op.base);
    const std::string_view last = std::string_view(callee).substr(callee.rfind('.') + 1);
    if (callee.starts_with("dj_database_url.")) return database(op);
    const ValuePtr first = argument(op, 0, "");
    const bool asks = contains(lower_case(callee), "env") || callee == "config" || last == "get_secret" || last == "get_config";
    if (asks && first && first->kind == ValueKind::Text && first->variable.empty()) return from_environment(op, last, first->text);
    if (is_one_of(callee, {"Number", "parseInt", "String", "Boolean", "int", "float", "str", "bool", "list", "tuple", "set",
                           "strtobool", "Path", "str2bool"}) &&
        first)
      return converted(callee, first);
    if (callee == "dict") return aggregate_of_keywords(op);
    // `defineConfig({…})`, `withPlugin({…})`
    if (first && first->kind == ValueKind::Map && op.operand_count == 1 && this->op(op.base).kind == OpKind::Name) return first;
    return op.base && this->op(op.base).kind == OpKind::Member ? method(op) : unknown_value(place(op));
  }

  static ValuePtr converted(std::string_view type, const ValuePtr& from) {
    if (!is_one_of(type, {"int", "float", "Number", "parseInt"})) return from;
    return from->kind == ValueKind::Text ? scalar_value(kind_of(from->text), from->text, from->place, from->variable) : from;
  }

  ValuePtr from_environment(const ir::Op& op, std::string_view how, const std::string& variable) const {
    ValuePtr fallback = argument(op, 1, "default");
    if (!fallback) fallback = unknown_value(place(op));
    if (is_one_of(how, {"db", "db_url", "database", "dj_db_url"}))
      return database_of_url(with_variable(fallback, variable), place(op));
    if (is_one_of(how, {"int", "float", "bool"}) && fallback->kind == ValueKind::Text)
      fallback = scalar_value(kind_of(fallback->text), fallback->text, fallback->place);
    return with_variable(fallback, variable);
  }

  // dj_database_url.config(default=…, conn_max_age=600)
  ValuePtr database(const ir::Op& op) const {
    const ValuePtr url = argument(op, 0, "default");
    ValuePtr result =
        database_of_url(url ? with_variable(url, "DATABASE_URL") : unknown_value(place(op), "DATABASE_URL"), place(op));
    for (const ir::Operand& operand : ir_.operands_of(function_, op)) {
      const std::string_view name = text(operand.name);
      if (name == "conn_max_age") result = replaced(result, {"CONN_MAX_AGE"}, value(operand.value));
      if (name == "conn_health_checks") result = replaced(result, {"CONN_HEALTH_CHECKS"}, value(operand.value));
    }
    return result;
  }

  ValuePtr aggregate_of_keywords(const ir::Op& op) const {
    std::vector<std::string> keys;
    std::vector<ValuePtr> items;
    for (const ir::Operand& operand : ir_.operands_of(function_, op)) {
      if (!operand.name || text(operand.name) == "**") continue;
      keys.emplace_back(text(operand.name));
      items.push_back(value(operand.value));
    }
    return map_value(std::move(keys), std::move(items), place(op));
  }

  // `X.append(…)`, `X["a"].update(…)`, `"a,b".split(",")`
  ValuePtr method(const ir::Op& op) {
    const ir::Op& member = this->op(op.base);
    const std::string_view name = text(member.text);
    const ValuePtr receiver = value(member.base), first = argument(op, 0, ""), second = argument(op, 1, "");
    if (receiver->kind == ValueKind::Text && is_one_of(name, {"lower", "upper", "strip", "rstrip", "lstrip"})) {
      return scalar_value(receiver->kind, name == "lower" ? lower_case(receiver->text) : receiver->text, receiver->place,
                          receiver->variable);
    }
    if (receiver->kind == ValueKind::Text && name == "split") return split(receiver, first ? first->text : ",");
    ValuePtr changed;
    if (receiver->kind == ValueKind::List && name == "append" && first)
      changed = computed("+", receiver, list_value({first}, place(op)), receiver->place);
    if (receiver->kind == ValueKind::List && name == "insert" && second)
      changed = computed("+", list_value({second}, place(op)), receiver, receiver->place);
    if (receiver->kind == ValueKind::List && name == "extend" && first) changed = computed("+", receiver, first, receiver->place);
    if (receiver->kind == ValueKind::Map && name == "update") changed = merged(receiver, first ? first : aggregate_of_keywords(op));
    if (receiver->kind == ValueKind::Map && name == "setdefault" && first && second && !find(*receiver, first->text)) {
      changed = replaced(receiver, {first->text}, second);
    }
    if (receiver->kind == ValueKind::Map && name == "get" && first) {
      if (const ValuePtr* found = find(*receiver, first->text)) return *found;
    }
    if (changed) set_at(member.base, {}, changed, op);
    return unknown_value(place(op));
  }

  static ValuePtr split(const ValuePtr& text, const std::string& separator) {
    std::vector<ValuePtr> items;
    std::string_view rest = text->text;
    while (!rest.empty() && !separator.empty() && items.size() < kMaxWeight) {
      const std::size_t end = rest.find(separator);
      items.push_back(scalar_value(ValueKind::Text, std::string(rest.substr(0, end)), text->place));
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + separator.size());
    }
    const ValuePtr list = list_value(std::move(items), text->place);
    return text->variable.empty() ? list : with_variable(list, text->variable);
  }

  ValuePtr assign(const ir::Op& op) {
    const ValuePtr known = value(op.base);
    set(std::string(text(op.text)), {}, known, op);
    return known;
  }

  ValuePtr store(const ir::Op& op) {
    const auto operands = ir_.operands_of(function_, op);
    if (operands.size() < 2) return unknown_value(place(op));
    const ValuePtr key = value(operands[0].value);
    if (key->kind == ValueKind::Text) set_at(op.base, key->text, value(operands[1].value), op);
    return unknown_value(place(op));
  }

  // Sets what stands at `target` (a name, or keys of it), or `key` below that.
  void set_at(OpId target, std::string key, const ValuePtr& known, const ir::Op& by) {
    std::vector<std::string> path;
    if (!key.empty()) path.push_back(std::move(key));
    for (int depth = 0; target && depth < kMaxDepth; ++depth) {
      const ir::Op& one = op(target);
      if (one.kind == OpKind::Name) {
        std::reverse(path.begin(), path.end());
        return set(std::string(text(one.text)), path, known, by);
      }
      const auto operands = ir_.operands_of(function_, one);
      if (one.kind != OpKind::Index || operands.empty() || value(operands[0].value)->kind != ValueKind::Text) return;
      path.push_back(value(operands[0].value)->text);
      target = one.base;
    }
  }

  void set(const std::string& name, const std::vector<std::string>& path, const ValuePtr& known, const ir::Op& by) {
    const std::optional<bool> holds = reached(by);
    if (holds == false) return;
    std::string key = name;
    for (const std::string& part : path) key += "." + part;
    if (holds) {
      std::erase_if(module_.changes, [&](const Change& change) {
        return change.key.starts_with(key) && (change.key.size() == key.size() || change.key[key.size()] == '.');
      });
    }
    module_.changes.push_back({std::move(key), known, !holds});
    ValuePtr& slot = module_.names[name];
    slot = path.empty() ? known : replaced(slot ? slot : map_value({}, {}, known->place), path, known);
  }

  const ir::FileIr& ir_;
  const ir::Function& function_;
  const std::string& path_;
  source::LineIndex lines_;
  const std::function<Imported(const ir::Import&)>& import_;
  std::size_t next_import_ = 0;
  std::vector<ValuePtr> values_;
  SettingsModule module_;
};

}  // namespace

SettingsModule evaluate_module(const ir::FileIr& ir, const std::string& path, std::string_view text,
                               const std::function<Imported(const ir::Import&)>& import) {
  if (ir.functions.empty()) return {};
  return Evaluator(ir, path, text, import).run();
}

}  // namespace chokepoint::facts
