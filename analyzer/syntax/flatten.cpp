#include "syntax/flatten.hpp"

extern "C" {
#include "language.h"
#include "subtree.h"
#include "tree.h"
}

namespace chokepoint::syntax {
namespace {

constexpr std::uint32_t kSkipped = ~0u;        // a node that is left out, with what is below it kept
constexpr std::uint32_t kInvisible = ~0u - 1;  // a rule of the grammar that makes no node

/// A subtree whose children are being visited.
struct Frame {
  const Subtree* children;
  std::uint32_t count;
  std::uint32_t index;       // of the next child
  std::uint32_t structural;  // … not counting comments and other extras, which aliases and fields skip
  std::uint32_t begin;       // byte at which the next child's padding ends
  const TSSymbol* aliases;
  const TSFieldMapEntry* fields;
  const TSFieldMapEntry* fields_end;
  std::uint32_t open;   // its place in the array, kSkipped or kInvisible
  TSFieldId inherited;  // of an invisible subtree, handed on to its children
};

class Flattener {
 public:
  Flattener(const Grammar& grammar, const TSTree& tree, std::vector<FlatNode>& nodes, std::vector<Span>& errors)
      : grammar_(grammar), language_(*tree.language), nodes_(nodes), errors_(errors) {}

  std::uint32_t run(Subtree root) {
    add(root, ts_subtree_padding(root).bytes, 0, 0, true);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.index < frame.count) next_child(frame);
      else leave();
    }
    return cut_;
  }

 private:
  void next_child(Frame& frame) {
    const Subtree child = frame.children[frame.index++];
    const std::uint32_t begin = frame.begin;
    if (frame.index < frame.count)
      frame.begin += ts_subtree_size(child).bytes + ts_subtree_padding(frame.children[frame.index]).bytes;
    if (ts_subtree_extra(child)) return add(child, begin, 0, 0, ts_subtree_visible(child));
    const std::uint32_t position = frame.structural++;
    const TSSymbol alias = frame.aliases ? frame.aliases[position] : TSSymbol{0};
    add(child, begin, alias, field_at(frame, position), alias != 0 || ts_subtree_visible(child));
  }

  static TSFieldId field_at(const Frame& frame, std::uint32_t position) {
    for (const TSFieldMapEntry* entry = frame.fields; entry != frame.fields_end; ++entry) {
      if (!entry->inherited && entry->child_index == position) return entry->field_id;
    }
    return frame.inherited;
  }

  // `frames_` may grow here: no frame may be used after it.
  void add(Subtree subtree, std::uint32_t begin, TSSymbol alias, TSFieldId field, bool visible) {
    const std::uint32_t count = ts_subtree_child_count(subtree);
    if (!visible) {
      if (count > 0) enter(subtree, begin, kInvisible, field);
      return;
    }
    const std::uint32_t open = add_node(subtree, begin, alias, field);
    if (count == 0 || subtree.ptr->visible_child_count == 0) {
      if (open != kSkipped) nodes_[open].next = open + 1;
      return;
    }
    if (depth_ + 1 >= kMaxDepth) {
      ++cut_;
      if (open != kSkipped) nodes_[open].next = open + 1;
      return;
    }
    ++depth_;
    enter(subtree, begin, open, 0);
  }

  std::uint32_t add_node(Subtree subtree, std::uint32_t begin, TSSymbol alias, TSFieldId field) {
    const TSSymbol symbol = alias ? alias : ts_subtree_symbol(subtree);
    const bool error = symbol == ts_builtin_sym_error;
    const bool missing = ts_subtree_missing(subtree);
    const std::uint32_t end = begin + ts_subtree_size(subtree).bytes;
    if (error || missing) errors_.push_back({begin, end});
    const std::uint16_t kind = error ? std::uint16_t{kKindError} : grammar_.kinds[language_.public_symbol_map[symbol]];
    if (kind == kKindNone && depth_ > 0) return kSkipped;
    const bool named = alias ? language_.symbol_metadata[alias].named : ts_subtree_named(subtree);
    const auto flags = static_cast<std::uint8_t>((named ? kNamed : 0) | (missing ? kMissing : 0));
    nodes_.push_back({begin, end, 0, kind, grammar_.fields[field], flags});
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }

  void enter(Subtree subtree, std::uint32_t begin, std::uint32_t open, TSFieldId inherited) {
    const SubtreeHeapData& data = *subtree.ptr;
    Frame frame{ts_subtree_children(subtree), data.child_count, 0, 0, begin, nullptr, nullptr, nullptr, open, inherited};
    frame.aliases = ts_language_alias_sequence(&language_, data.production_id);
    ts_language_field_map(&language_, data.production_id, &frame.fields, &frame.fields_end);
    frames_.push_back(frame);
  }

  void leave() {
    const std::uint32_t open = frames_.back().open;
    if (open != kInvisible) --depth_;
    if (open < kInvisible) nodes_[open].next = static_cast<std::uint32_t>(nodes_.size());
    frames_.pop_back();
  }

  const Grammar& grammar_;
  const TSLanguage& language_;
  std::vector<FlatNode>& nodes_;
  std::vector<Span>& errors_;
  std::vector<Frame> frames_;
  std::uint32_t depth_ = 0;  // of open visible nodes
  std::uint32_t cut_ = 0;
};

}  // namespace

std::uint32_t flatten(const Grammar& grammar, const TSTree& tree, std::vector<FlatNode>& nodes, std::vector<Span>& errors) {
  return Flattener(grammar, tree, nodes, errors).run(tree.root);
}

}  // namespace chokepoint::syntax
