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
  std::uint32_t at;          // byte at which the next child's padding begins
  const TSSymbol* aliases;
  const TSFieldMapEntry* fields;
  const TSFieldMapEntry* fields_end;
  std::uint32_t open;   // its place in the array, kSkipped or kInvisible
  TSFieldId inherited;  // of an invisible subtree, handed on to its children
};

// Subtrees are of two kinds, leaves packed into eight bytes and those on the heap, whose members have the same names: what is made of
// one is a template, so that the kind is asked for once.
class Flattener {
 public:
  Flattener(const Grammar& grammar, const TSTree& tree, std::vector<FlatNode>& nodes, std::vector<Span>& errors)
      : grammar_(grammar), language_(*tree.language), nodes_(nodes), errors_(errors) {}

  std::uint32_t run(Subtree root) {
    frames_.push_back({&root, 1, 0, 0, 0, nullptr, nullptr, nullptr, kInvisible, 0});
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
    if (child.data.is_inline) visit(frame, child.data, child.data.padding_bytes, child.data.size_bytes);
    else visit(frame, *child.ptr, child.ptr->padding.bytes, child.ptr->size.bytes);
  }

  // `frames_` may grow here: no frame may be used after it.
  template <class Data>
  void visit(Frame& frame, const Data& data, std::uint32_t padding, std::uint32_t size) {
    const std::uint32_t at = frame.at;
    const Span span{at + padding, at + padding + size};
    frame.at = span.end;
    const bool extra = data.extra;
    const std::uint32_t position = extra ? 0 : frame.structural++;
    const TSSymbol alias = extra || !frame.aliases ? TSSymbol{0} : frame.aliases[position];
    if (alias == 0 && !data.visible) return below(data, at, kInvisible, extra ? TSFieldId{0} : field_at(frame, position));
    const TSSymbol symbol = alias ? alias : TSSymbol{data.symbol};
    if (symbol == ts_builtin_sym_error || data.is_missing) errors_.push_back(span);
    const std::uint16_t kind =
        symbol == ts_builtin_sym_error ? std::uint16_t{kKindError} : grammar_.kinds[language_.public_symbol_map[symbol]];
    std::uint32_t open = kSkipped;
    if (kind != kKindNone || nodes_.empty()) {
      open = static_cast<std::uint32_t>(nodes_.size());
      const bool named = alias ? language_.symbol_metadata[alias].named : data.named;
      const auto flags = static_cast<std::uint8_t>((named ? kNamed : 0) | (data.is_missing ? kMissing : 0));
      const TSFieldId field = extra ? TSFieldId{0} : field_at(frame, position);
      nodes_.push_back({span.begin, span.end, open + 1, kind, grammar_.fields[field], flags});
    }
    below(data, at, open, 0);
  }

  static TSFieldId field_at(const Frame& frame, std::uint32_t position) {
    for (const TSFieldMapEntry* entry = frame.fields; entry != frame.fields_end; ++entry) {
      if (!entry->inherited && entry->child_index == position) return entry->field_id;
    }
    return frame.inherited;
  }

  void below(const SubtreeInlineData&, std::uint32_t, std::uint32_t, TSFieldId) {}

  void below(const SubtreeHeapData& data, std::uint32_t at, std::uint32_t open, TSFieldId inherited) {
    if (data.child_count == 0) return;
    if (open != kInvisible) {
      if (data.visible_child_count == 0) return;
      if (depth_ + 1 >= kMaxDepth) {
        ++cut_;
        return;
      }
      ++depth_;
    }
    const Subtree* children = reinterpret_cast<const Subtree*>(&data) - data.child_count;
    Frame frame{children, data.child_count, 0, 0, at, nullptr, nullptr, nullptr, open, inherited};
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
