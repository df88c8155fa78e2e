// Source text → a flat syntax tree, one cursor walk. This folder alone includes the tree-sitter API.
//
// The tree-sitter tree is copied into a pre-order array and dropped at once: children are neighbours, so a front end iterates
// without cursors, and the buffers are reused from file to file. Punctuation is left out; operators and keywords stay.
//
//   syntax::Parser parser;                                     // one per thread
//   const syntax::Tree& tree = parser.parse(grammar, text);    // valid until the next parse
//   for (syntax::Node child : tree.root().children()) …
#pragma once
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/span.hpp"

struct TSLanguage;

namespace chokepoint::syntax {

/// A compiled grammar with the tables of its generated `<front end>_kinds.hpp`.
struct Grammar {
  const TSLanguage* (*language)();
  const std::uint16_t* kinds;
  const std::uint8_t* fields;
};

struct FlatNode {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t next = 0;  // index of the first node after this subtree
  std::uint16_t kind = 0;  // Kind of the front end
  std::uint8_t field = 0;  // Field of the front end
  std::uint8_t flags = 0;  // kNamed, kMissing
};
static_assert(sizeof(FlatNode) == 16);

class Tree;

/// A node; cheap to copy, valid as long as its tree. A default-constructed node is "no node" and false.
class Node {
 public:
  Node() = default;
  Node(const Tree* tree, std::uint32_t index) : tree_(tree), index_(index) {}

  explicit operator bool() const { return tree_ != nullptr; }
  friend bool operator==(Node, Node) = default;
  std::uint32_t index() const { return index_; }

  template <class Kind>
  Kind kind_as() const {
    return static_cast<Kind>(kind());
  }
  inline std::uint16_t kind() const;
  inline std::uint8_t field() const;
  inline bool is_named() const;
  inline bool is_missing() const;
  inline Span span() const;
  inline std::string_view text() const;

  inline Node first_child() const;  // no node if there is none
  /// First child in this field, no node if absent.
  inline Node child(std::uint8_t field) const;

  class Children;
  inline Children children() const;

 private:
  const Tree* tree_ = nullptr;
  std::uint32_t index_ = 0;
};

class Node::Children {
 public:
  struct Iterator {
    const Tree* tree;
    std::uint32_t index;
    Node operator*() const { return Node(tree, index); }
    inline Iterator& operator++();
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.index == b.index; }
  };
  Children(const Tree* tree, std::uint32_t first, std::uint32_t last) : tree_(tree), first_(first), last_(last) {}
  Iterator begin() const { return {tree_, first_}; }
  Iterator end() const { return {tree_, last_}; }

 private:
  const Tree* tree_;
  std::uint32_t first_;
  std::uint32_t last_;
};

class Tree {
 public:
  Node root() const { return Node(this, 0); }
  std::string_view text() const { return text_; }
  const std::vector<FlatNode>& nodes() const { return nodes_; }
  /// Places that did not parse, in source order.
  const std::vector<Span>& errors() const { return errors_; }
  /// Levels of nesting below this depth are flattened away; how often that happened.
  std::uint32_t cut() const { return cut_; }
  /// So much of the text does not parse that recovering from it was given up; the tree is that of an empty text.
  bool gave_up() const { return gave_up_; }

 private:
  friend class Parser;
  std::string_view text_;
  std::vector<FlatNode> nodes_;
  std::vector<Span> errors_;
  std::uint32_t cut_ = 0;
  bool gave_up_ = false;
};

constexpr std::uint8_t kNamed = 1;
constexpr std::uint8_t kMissing = 2;
constexpr std::uint32_t kMaxDepth = 1000;  // deeper nodes are dropped, so that front ends may recurse

class Arena;

class Parser {
 public:
  Parser();
  Parser(Parser&&) noexcept;
  ~Parser();

  /// `written` is what nodes show, where `text` was changed to suit the grammar; as long as `text`.
  const Tree& parse(const Grammar& grammar, std::string_view text, std::string_view written = {});

 private:
  std::unique_ptr<Arena> arena_;
  Tree tree_;
};

inline std::uint16_t Node::kind() const { return tree_->nodes()[index_].kind; }
inline std::uint8_t Node::field() const { return tree_->nodes()[index_].field; }
inline bool Node::is_named() const { return tree_->nodes()[index_].flags & kNamed; }
inline bool Node::is_missing() const { return tree_->nodes()[index_].flags & kMissing; }
inline Span Node::span() const { return {tree_->nodes()[index_].begin, tree_->nodes()[index_].end}; }
inline std::string_view Node::text() const {
  const Span s = span();
  return tree_->text().substr(s.begin, s.end - s.begin);
}
inline Node::Children Node::children() const {
  return tree_ ? Children(tree_, index_ + 1, tree_->nodes()[index_].next) : Children(nullptr, 0, 0);
}
inline Node::Children::Iterator& Node::Children::Iterator::operator++() {
  index = tree->nodes()[index].next;
  return *this;
}
inline Node Node::first_child() const {
  if (!tree_ || tree_->nodes()[index_].next == index_ + 1) return {};
  return Node(tree_, index_ + 1);
}
inline Node Node::child(std::uint8_t field) const {
  for (Node child : children()) {
    if (child.field() == field) return child;
  }
  return {};
}

}  // namespace chokepoint::syntax
