// One tree for what JSON, YAML and TOML files hold, with positions, so that a reader of a manifest need not know its syntax.
//
//   {"engines": {"node": "20"}}   →   text_at(root, {"engines", "node"}) == "20", its line and column those of the key
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace chokepoint::facts {

constexpr std::size_t kMaxNesting = 200;  // of maps and lists, because destroying a tree recurses

struct Node {
  enum class Kind : std::uint8_t { Null, Text, List, Map };
  Kind kind = Kind::Null;
  std::uint32_t line = 0;         // one-based; of the key for a value of a map
  std::uint32_t column = 0;       // one-based
  std::string text;               // numbers and truth values too, as written
  std::vector<std::string> keys;  // of Map, parallel to `items`
  std::vector<Node> items;        // of List; values of Map

  explicit operator bool() const { return kind != Kind::Null; }
};

/// The value of a map's key; a Null node if there is none.
const Node& at(const Node& map, std::string_view key);
const Node& at(const Node& map, std::initializer_list<std::string_view> keys);

/// The text there, "" if it is none.
std::string_view text_at(const Node& map, std::string_view key);
std::string_view text_at(const Node& map, std::initializer_list<std::string_view> keys);

/// A syntax error: one sentence without the path.
struct Fault {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string message;
};

}  // namespace chokepoint::facts
