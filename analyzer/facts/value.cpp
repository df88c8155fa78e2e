#include "facts/value.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "facts/workspace.hpp"

namespace chokepoint::facts {
namespace {

std::optional<double> number_of(const Value& value) {
  if (value.kind != ValueKind::Number) return std::nullopt;
  std::string text = value.text;
  std::erase(text, '_');
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::string show(double number) {
  if (number > -1e15 && number < 1e15 && number == static_cast<double>(static_cast<long long>(number)))
    return std::to_string(static_cast<long long>(number));
  return fmt::format("{}", number);
}

ValuePtr boolean(bool value, const Place& place, const ValuePtr& left, const ValuePtr& right) {
  return scalar_value(ValueKind::Boolean, value ? "true" : "false", place,
                      left->variable.empty() ? right->variable : left->variable);
}

bool is_scalar(const Value& value) {
  return value.kind == ValueKind::Text || value.kind == ValueKind::Number || value.kind == ValueKind::Boolean;
}

std::optional<double> arithmetic(std::string_view operation, double a, double b) {
  if (operation == "+") return a + b;
  if (operation == "-") return a - b;
  if (operation == "*") return a * b;
  if (operation == "/" && b != 0) return a / b;
  if (operation == "//" && b != 0) return static_cast<double>(static_cast<long long>(std::clamp(a / b, -1e15, 1e15)));
  return std::nullopt;
}

}  // namespace

ValuePtr unknown_value(Place place, std::string variable) {
  return scalar_value(ValueKind::Unknown, "", std::move(place), std::move(variable));
}

ValuePtr scalar_value(ValueKind kind, std::string text, Place place, std::string variable) {
  Value value;
  value.kind = kind;
  value.text = std::move(text);
  value.variable = std::move(variable);
  value.place = std::move(place);
  return std::make_shared<const Value>(std::move(value));
}

ValuePtr list_value(std::vector<ValuePtr> items, Place place) {
  Value value;
  value.kind = ValueKind::List;
  for (const ValuePtr& item : items) value.weight += item->weight;
  if (value.weight > kMaxWeight) return unknown_value(std::move(place));
  value.items = std::move(items);
  value.place = std::move(place);
  return std::make_shared<const Value>(std::move(value));
}

ValuePtr map_value(std::vector<std::string> keys, std::vector<ValuePtr> items, Place place) {
  Value value;
  value.kind = ValueKind::Map;
  for (const ValuePtr& item : items) value.weight += item->weight;
  if (value.weight > kMaxWeight) return unknown_value(std::move(place));
  value.keys = std::move(keys);
  value.items = std::move(items);
  value.place = std::move(place);
  return std::make_shared<const Value>(std::move(value));
}

ValuePtr with_variable(const ValuePtr& value, std::string variable) {
  Value copy = *value;
  copy.variable = std::move(variable);
  return std::make_shared<const Value>(std::move(copy));
}

const ValuePtr* find(const Value& map, std::string_view key) {
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    if (map.keys[i] == key) return &map.items[i];
  }
  return nullptr;
}

ValuePtr replaced(const ValuePtr& map, const std::vector<std::string>& path, const ValuePtr& value) {
  std::vector<ValuePtr> way{map};
  for (const std::string& key : path) {
    const ValuePtr* below = find(*way.back(), key);
    way.push_back(below ? *below : map_value({}, {}, value->place));
  }
  ValuePtr result = value;
  for (std::size_t i = path.size(); i > 0; --i) {
    const Value& outer = *way[i - 1];
    std::vector<std::string> keys = outer.keys;
    std::vector<ValuePtr> items = outer.keys.size() == outer.items.size() ? outer.items : std::vector<ValuePtr>();
    const auto found = std::find(keys.begin(), keys.end(), path[i - 1]);
    if (found != keys.end()) {
      items[static_cast<std::size_t>(found - keys.begin())] = result;
    } else {
      keys.push_back(path[i - 1]);
      items.push_back(result);
    }
    result = map_value(std::move(keys), std::move(items), outer.place);
  }
  return result;
}

ValuePtr merged(const ValuePtr& map, const ValuePtr& over) {
  if (over->kind != ValueKind::Map) return map;
  if (map->kind != ValueKind::Map) return over;
  std::vector<std::string> keys = map->keys;
  std::vector<ValuePtr> items = map->items;
  for (std::size_t i = 0; i < over->keys.size(); ++i) {
    const auto found = std::find(keys.begin(), keys.end(), over->keys[i]);
    if (found != keys.end()) {
      items[static_cast<std::size_t>(found - keys.begin())] = over->items[i];
    } else {
      keys.push_back(over->keys[i]);
      items.push_back(over->items[i]);
    }
  }
  return map_value(std::move(keys), std::move(items), map->place);
}

ValuePtr computed(std::string_view operation, const ValuePtr& left, const ValuePtr& right, const Place& place) {
  const std::string& variable = left->variable.empty() ? right->variable : left->variable;
  if (operation == "+" && left->kind == ValueKind::List && right->kind == ValueKind::List) {
    std::vector<ValuePtr> items = left->items;
    items.insert(items.end(), right->items.begin(), right->items.end());
    return list_value(std::move(items), place);
  }
  if (operation == "+" && left->kind == ValueKind::Text && right->kind == ValueKind::Text) {
    if (left->text.size() + right->text.size() > kMaxWeight) return unknown_value(place);
    return scalar_value(ValueKind::Text, left->text + right->text, place, variable);
  }
  if (operation == "|") return merged(left, right);
  if (operation == "||" || operation == "??") {
    if (left->kind == ValueKind::Unknown || left->kind == ValueKind::Null)
      return left->variable.empty() ? right : with_variable(right, left->variable);
    const std::optional<bool> holds = truth_of(*left);
    return holds.value_or(true) ? left : right;
  }
  const bool comparable = is_scalar(*left) && is_scalar(*right);
  if (operation == "==" && comparable) return boolean(left->text == right->text, place, left, right);
  if (operation == "!=" && comparable) return boolean(left->text != right->text, place, left, right);
  if (operation == "in" && is_scalar(*left) && right->kind == ValueKind::List) {
    const bool found =
        std::any_of(right->items.begin(), right->items.end(), [&](const ValuePtr& item) { return item->text == left->text; });
    return boolean(found, place, left, right);
  }
  const std::optional<double> a = number_of(*left), b = number_of(*right);
  const std::optional<double> result = a && b ? arithmetic(operation, *a, *b) : std::nullopt;
  return result ? scalar_value(ValueKind::Number, show(*result), place, variable) : unknown_value(place, variable);
}

std::optional<bool> truth_of(const Value& value) {
  if (!value.variable.empty()) return std::nullopt;
  switch (value.kind) {
    case ValueKind::Unknown: return std::nullopt;
    case ValueKind::Null: return false;
    case ValueKind::Boolean: return value.text == "true";
    case ValueKind::Number: return number_of(value).value_or(1) != 0;
    case ValueKind::Text: return !value.text.empty();
    case ValueKind::List:
    case ValueKind::Map: return !value.items.empty();
  }
  return std::nullopt;
}

ValuePtr database_of_url(const ValuePtr& url, const Place& place) {
  static constexpr std::pair<std::string_view, std::string_view> engines[] = {
      {"postgres", "django.db.backends.postgresql"}, {"psql", "django.db.backends.postgresql"},
      {"pgsql", "django.db.backends.postgresql"},    {"mysql", "django.db.backends.mysql"},
      {"sqlite", "django.db.backends.sqlite3"},      {"oracle", "django.db.backends.oracle"}};
  for (const auto& [scheme, engine] : engines) {
    if (!url->text.starts_with(scheme)) continue;
    return map_value({"ENGINE"}, {scalar_value(ValueKind::Text, std::string(engine), place, url->variable)}, place);
  }
  return map_value({"ENGINE"}, {unknown_value(place, url->variable)}, place);
}

}  // namespace chokepoint::facts
