#include "facts/toml.hpp"

#include <algorithm>
#include <sstream>

// The parser asserts what foreign input can break (a bare key that begins with `é`): that is an error of the file, not the end.
#include <stdexcept>
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 1
#define TOML_ASSERT(condition)                        \
  do {                                                \
    if (!(condition)) throw std::logic_error("toml"); \
  } while (false)
#define TOML_ASSERT_ASSUME(condition) TOML_ASSERT(condition)
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wterminate"
#endif
#include <toml++/toml.h>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

namespace chokepoint::facts {
namespace {

// toml++ itself refuses what is nested deeper than 256 levels, so that this recursion is bounded.
Node convert(const toml::node& value) {
  Node node;
  node.line = value.source().begin.line;
  node.column = value.source().begin.column;
  if (const toml::table* table = value.as_table()) {
    node.kind = Node::Kind::Map;
    std::vector<std::pair<const toml::key*, const toml::node*>> entries;
    for (auto&& [key, item] : *table) entries.emplace_back(&key, &item);
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
      const toml::source_position x = a.first->source().begin, y = b.first->source().begin;
      return x.line != y.line ? x.line < y.line : x.column < y.column;
    });
    for (const auto& [key, item] : entries) {
      node.keys.emplace_back(key->str());
      node.items.push_back(convert(*item));
      node.items.back().line = key->source().begin.line;
      node.items.back().column = key->source().begin.column;
    }
  } else if (const toml::array* array = value.as_array()) {
    node.kind = Node::Kind::List;
    for (const toml::node& item : *array) node.items.push_back(convert(item));
  } else {
    node.kind = Node::Kind::Text;
    if (const auto* text = value.as_string()) {
      node.text = text->get();
    } else {
      std::ostringstream out;
      value.visit([&](const auto& scalar) {
        if constexpr (toml::is_value<decltype(scalar)>) out << scalar.get();
      });
      node.text = value.is_boolean() ? (value.as_boolean()->get() ? "true" : "false") : out.str();
    }
  }
  return node;
}

}  // namespace

tl::expected<Node, Fault> parse_toml_tree(std::string_view text) {
  try {
    return convert(toml::parse(text));
  } catch (const toml::parse_error& error) {
    const toml::source_position place = error.source().begin;
    return tl::make_unexpected(Fault{place.line, place.column, "is no valid TOML: " + std::string(error.description())});
  } catch (const std::exception&) { return tl::make_unexpected(Fault{0, 0, "is no valid TOML"}); }
}

}  // namespace chokepoint::facts
