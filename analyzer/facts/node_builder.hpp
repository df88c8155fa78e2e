// Puts a Node together from the events of a parser; counts nesting and nodes, so that no input makes it too large.
#pragma once
#include <cstddef>
#include <vector>

#include "facts/node.hpp"

namespace chokepoint::facts {

constexpr std::size_t kMaxNodes = 2'000'000;

class NodeBuilder {
 public:
  /// Each returns false when the tree gets too deep or too large: stop then.
  bool scalar(Node::Kind kind, std::string text, std::uint32_t line, std::uint32_t column);
  bool open(Node::Kind kind, std::uint32_t line, std::uint32_t column);
  bool key(std::string name, std::uint32_t line, std::uint32_t column);
  bool close();
  /// A whole tree, counted with all below it.
  bool add(Node node);
  /// A tree whose nodes are counted by the caller.
  bool add_uncounted(Node node);

  bool too_large() const { return too_large_; }
  bool in_map() const { return !open_.empty() && open_.back().kind == Node::Kind::Map; }
  bool expects_key() const { return in_map() && open_.back().keys.size() == open_.back().items.size(); }
  std::size_t depth() const { return open_.size(); }
  /// The finished root; Null when nothing was added.
  Node take() { return std::move(root_); }

 private:
  bool place(Node node);
  std::vector<Node> open_;
  Node root_;
  std::size_t count_ = 0;
  bool too_large_ = false;
  std::uint32_t key_line_ = 0, key_column_ = 0;
};

}  // namespace chokepoint::facts
