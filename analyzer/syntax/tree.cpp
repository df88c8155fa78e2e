#include "syntax/tree.hpp"

#include <tree_sitter/api.h>

#include "base/result.hpp"

namespace chokepoint::syntax {
namespace {

struct TreeDeleter {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};

enum : std::uint16_t { kKindNone = 0, kKindError = 1 };  // the first enumerators of every generated Kind

// Copies the tree in pre-order; iterative, because nesting is the user's input.
class Flattener {
 public:
  Flattener(const Grammar& grammar, TSNode root, std::vector<FlatNode>& nodes, std::vector<Span>& errors)
      : grammar_(grammar), cursor_(ts_tree_cursor_new(root)), nodes_(nodes), errors_(errors) {}
  ~Flattener() { ts_tree_cursor_delete(&cursor_); }
  Flattener(const Flattener&) = delete;
  Flattener& operator=(const Flattener&) = delete;

  std::uint32_t run() {
    enter();
    for (;;) {
      if (open_.size() < kMaxDepth && descend_ && ts_tree_cursor_goto_first_child(&cursor_)) {
        enter();
        continue;
      }
      if (open_.size() >= kMaxDepth && descend_) ++cut_;
      leave();
      while (!ts_tree_cursor_goto_next_sibling(&cursor_)) {
        if (!ts_tree_cursor_goto_parent(&cursor_)) return cut_;
        leave();
      }
      enter();
    }
  }

 private:
  static constexpr std::uint32_t kSkipped = ~0u;

  void enter() {
    const TSNode node = ts_tree_cursor_current_node(&cursor_);
    const TSSymbol symbol = ts_node_symbol(node);
    const bool error = symbol == static_cast<TSSymbol>(-1);
    const std::uint8_t field = grammar_.fields[ts_tree_cursor_current_field_id(&cursor_)];
    const std::uint16_t kind = error ? std::uint16_t{kKindError} : grammar_.kinds[symbol];
    const Span span{ts_node_start_byte(node), ts_node_end_byte(node)};
    const bool missing = ts_node_is_missing(node);
    if (error || missing) errors_.push_back(span);
    descend_ = ts_node_child_count(node) != 0;
    if (kind == kKindNone && !open_.empty()) {
      open_.push_back(kSkipped);
      return;
    }
    open_.push_back(static_cast<std::uint32_t>(nodes_.size()));
    FlatNode flat;
    flat.begin = span.begin;
    flat.end = span.end;
    flat.kind = kind;
    flat.field = field;
    flat.flags = static_cast<std::uint8_t>((ts_node_is_named(node) ? kNamed : 0) | (missing ? kMissing : 0));
    nodes_.push_back(flat);
  }

  void leave() {
    if (open_.back() != kSkipped) nodes_[open_.back()].next = static_cast<std::uint32_t>(nodes_.size());
    open_.pop_back();
  }

  const Grammar& grammar_;
  TSTreeCursor cursor_;
  std::vector<FlatNode>& nodes_;
  std::vector<Span>& errors_;
  std::vector<std::uint32_t> open_;
  std::uint32_t cut_ = 0;
  bool descend_ = false;
};

}  // namespace

void Parser::Free::operator()(TSParser* parser) const { ts_parser_delete(parser); }

Parser::Parser() : parser_(ts_parser_new()) {}
Parser::~Parser() = default;
Parser::Parser(Parser&&) noexcept = default;
Parser& Parser::operator=(Parser&&) noexcept = default;

const Tree& Parser::parse(const Grammar& grammar, std::string_view text) {
  tree_.text_ = text;
  tree_.nodes_.clear();
  tree_.errors_.clear();
  tree_.cut_ = 0;
  CHECK(ts_parser_set_language(parser_.get(), grammar.language()));
  const std::unique_ptr<TSTree, TreeDeleter> tree(
      ts_parser_parse_string(parser_.get(), nullptr, text.data(), static_cast<std::uint32_t>(text.size())));
  CHECK(tree != nullptr);
  tree_.cut_ = Flattener(grammar, ts_tree_root_node(tree.get()), tree_.nodes_, tree_.errors_).run();
  return tree_;
}

}  // namespace chokepoint::syntax
