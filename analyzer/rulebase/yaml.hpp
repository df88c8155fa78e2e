// The one adapter around yaml-cpp: text to a plain tree with positions. Only the part of YAML that data files need is let in:
// no anchors, aliases or tags (so nothing can multiply), no duplicate keys, one document, bounded size and depth.
//
//   parse_yaml("a.yml", "id: x\nid: y\n")   →   a.yml:2:1: key `id` is given twice; first in line 1
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chokepoint::rulebase {

constexpr std::size_t max_yaml_bytes = 1 << 18;  // yaml-cpp takes quadratic time for endless brackets
constexpr std::size_t max_yaml_depth = 32;

struct Node {
  enum class Kind : std::uint8_t { Null, Text, List, Map };
  Kind kind = Kind::Null;
  bool quoted = false;       // text in quotes or a block: never a number or a truth value
  std::uint32_t line = 1;    // one-based
  std::uint32_t column = 1;  // one-based, in code points
  std::string text;          // of Text; of Null as written: "", "~", "null"
  std::vector<Node> keys;    // of Map: Text nodes, parallel to `items`
  std::vector<Node> items;   // of List; values of Map
};

/// What a message calls it: "nothing", "text", "a list", "a map".
std::string_view show(Node::Kind kind);

/// The value of a map's key, or nullptr.
const Node* find(const Node& map, std::string_view key);

/// "file:line:column: message".
Error error_at(std::string_view file, const Node& node, std::string_view message);

/// Never throws. `file` is only named in messages.
Result<Node> parse_yaml(std::string_view file, std::string_view text);

/// The whole file as text, refused above the size limit.
Result<std::string> read_text_file(const std::string& path);

}  // namespace chokepoint::rulebase
