// What a module-level expression of Python or JavaScript is worth, as far as that shows without running it.
//
//   {"CONN_MAX_AGE": env.int("AGE", default=60)}   →   map of CONN_MAX_AGE: number 60 unless `AGE` is set
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/project_facts.hpp"

namespace chokepoint::facts {

struct Value;
/// Never null.
using ValuePtr = std::shared_ptr<const Value>;

struct Value {
  ValueKind kind = ValueKind::Unknown;
  std::string text;               // of text, numbers ("60") and truth values ("true", "false")
  std::string variable;           // the environment variable it may come from
  std::vector<std::string> keys;  // of Map, parallel to `items`
  std::vector<ValuePtr> items;    // of List; values of Map
  Place place;
  std::size_t weight = 1;  // values in it, itself included
};

constexpr std::size_t kMaxWeight = 5'000;

ValuePtr unknown_value(Place place, std::string variable = "");
ValuePtr scalar_value(ValueKind kind, std::string text, Place place, std::string variable = "");
/// Unknown when they weigh too much together.
ValuePtr list_value(std::vector<ValuePtr> items, Place place);
ValuePtr map_value(std::vector<std::string> keys, std::vector<ValuePtr> items, Place place);

/// The same value at another place or from another variable.
ValuePtr with_variable(const ValuePtr& value, std::string variable);

/// Null when there is no such key.
const ValuePtr* find(const Value& map, std::string_view key);

/// A copy of `map` in which `path` is `value`; maps on the way are made.
ValuePtr replaced(const ValuePtr& map, const std::vector<std::string>& path, const ValuePtr& value);

/// Entries of `map` with those of `over` put on top.
ValuePtr merged(const ValuePtr& map, const ValuePtr& over);

ValuePtr computed(std::string_view operation, const ValuePtr& left, const ValuePtr& right, const Place& place);

/// None where it depends on what is unknown or on the environment.
std::optional<bool> truth_of(const Value& value);

/// `postgres://…` as the entry of DATABASES that django-environ and dj-database-url make of it.
ValuePtr database_of_url(const ValuePtr& url, const Place& place);

}  // namespace chokepoint::facts
