#include "syntax/tree.hpp"

#include <cstdlib>
#include <memory>

#include <tree_sitter/api.h>

#include "base/result.hpp"

namespace chokepoint::syntax {
namespace {

struct Deleter {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
using OwnedTree = std::unique_ptr<TSTree, Deleter>;

// Recovering from an error copies the list of all that was skipped before it, which is quadratic in broken text. What the runtime
// allocates measures that in steps: about 40 bytes per byte of sound text, tens of thousands where recovery runs wild.
constexpr std::uint64_t kBytesPerParse = 128u << 20;
constexpr std::uint64_t kBytesPerByte = 400;

thread_local std::uint64_t allocated = 0;  // by the parser of this thread since the parse began

void* counted_malloc(std::size_t size) {
  allocated += size;
  return std::malloc(size);
}
void* counted_calloc(std::size_t count, std::size_t size) {
  allocated += count * size;
  return std::calloc(count, size);
}
void* counted_realloc(void* block, std::size_t size) {
  allocated += size;
  return std::realloc(block, size);
}

// The tree, or null when the budget is spent. Every parse has a parser of its own: one that keeps its pools would allocate less.
OwnedTree parse_within_budget(const Grammar& grammar, std::string_view text) {
  [[maybe_unused]] static const bool once = (ts_set_allocator(counted_malloc, counted_calloc, counted_realloc, std::free), true);
  const std::unique_ptr<TSParser, Deleter> parser(ts_parser_new());
  CHECK(ts_parser_set_language(parser.get(), grammar.language()));
  allocated = 0;
  const auto read = [](void* payload, std::uint32_t at, TSPoint, std::uint32_t* length) {
    const std::string_view rest = static_cast<const std::string_view*>(payload)->substr(at);
    *length = static_cast<std::uint32_t>(rest.size());
    return rest.data();
  };
  const auto spent = [](TSParseState* state) {
    return allocated > kBytesPerParse + kBytesPerByte * static_cast<const std::string_view*>(state->payload)->size();
  };
  const TSInput input{&text, read, TSInputEncodingUTF8, nullptr};
  return OwnedTree(ts_parser_parse_with_options(parser.get(), nullptr, input, {&text, spent}));
}

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

const Tree& Parser::parse(const Grammar& grammar, std::string_view text) {
  tree_.text_ = text;
  tree_.nodes_.clear();
  tree_.errors_.clear();
  OwnedTree tree = parse_within_budget(grammar, text);
  tree_.gave_up_ = tree == nullptr;
  if (tree_.gave_up_) {
    tree = parse_within_budget(grammar, {});
    tree_.errors_.push_back({0, static_cast<std::uint32_t>(text.size())});
  }
  CHECK(tree != nullptr);
  tree_.cut_ = Flattener(grammar, ts_tree_root_node(tree.get()), tree_.nodes_, tree_.errors_).run();
  return tree_;
}

}  // namespace chokepoint::syntax
