#include "facts/node_builder.hpp"

#include <utility>

namespace chokepoint::facts {
namespace {

std::size_t size_of(const Node& root) {
  std::size_t count = 0;
  std::vector<const Node*> waiting{&root};
  while (!waiting.empty() && count <= kMaxNodes) {
    const Node* node = waiting.back();
    waiting.pop_back();
    ++count;
    for (const Node& item : node->items) waiting.push_back(&item);
  }
  return count;
}

}  // namespace

bool NodeBuilder::place(Node node) {
  if (open_.empty()) {
    root_ = std::move(node);
    return true;
  }
  Node& parent = open_.back();
  if (parent.kind == Node::Kind::Map && parent.keys.size() == parent.items.size()) return true;  // a value without key: dropped
  parent.items.push_back(std::move(node));
  return true;
}

bool NodeBuilder::scalar(Node::Kind kind, std::string text, std::uint32_t line, std::uint32_t column) {
  Node node;
  node.kind = kind;
  node.text = std::move(text);
  node.line = line;
  node.column = column;
  return add(std::move(node));
}

bool NodeBuilder::add(Node node) {
  count_ += node.items.empty() ? 1 : size_of(node);
  if (count_ > kMaxNodes) too_large_ = true;
  return !too_large_ && add_uncounted(std::move(node));
}

bool NodeBuilder::add_uncounted(Node node) {
  if (in_map()) {
    node.line = key_line_;
    node.column = key_column_;
  }
  return place(std::move(node));
}

bool NodeBuilder::open(Node::Kind kind, std::uint32_t line, std::uint32_t column) {
  if (open_.size() >= kMaxNesting || ++count_ > kMaxNodes) too_large_ = true;
  if (too_large_) return false;
  Node node;
  node.kind = kind;
  node.line = in_map() ? key_line_ : line;
  node.column = in_map() ? key_column_ : column;
  open_.push_back(std::move(node));
  return true;
}

bool NodeBuilder::key(std::string name, std::uint32_t line, std::uint32_t column) {
  if (open_.empty()) return false;
  Node& map = open_.back();
  if (map.keys.size() > map.items.size()) map.items.emplace_back();
  map.keys.push_back(std::move(name));
  key_line_ = line;
  key_column_ = column;
  return true;
}

bool NodeBuilder::close() {
  if (open_.empty()) return false;
  Node node = std::move(open_.back());
  open_.pop_back();
  if (node.keys.size() > node.items.size()) node.items.emplace_back();
  return place(std::move(node));
}

}  // namespace chokepoint::facts
