#include "facts/node.hpp"

namespace chokepoint::facts {
namespace {
const Node nothing;
}

const Node& at(const Node& map, std::string_view key) {
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    if (map.keys[i] == key) return map.items[i];
  }
  return nothing;
}

const Node& at(const Node& map, std::initializer_list<std::string_view> keys) {
  const Node* node = &map;
  for (std::string_view key : keys) node = &at(*node, key);
  return *node;
}

std::string_view text_at(const Node& map, std::string_view key) {
  const Node& node = at(map, key);
  return node.kind == Node::Kind::Text ? std::string_view(node.text) : std::string_view();
}

std::string_view text_at(const Node& map, std::initializer_list<std::string_view> keys) {
  const Node& node = at(map, keys);
  return node.kind == Node::Kind::Text ? std::string_view(node.text) : std::string_view();
}

}  // namespace chokepoint::facts
