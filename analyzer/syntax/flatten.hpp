// tree-sitter's tree → the flat pre-order array of a Tree.
//
// Reads the runtime's own subtrees instead of its cursor: a third of the time. Their layout is private to the runtime, whose version
// grammars/package-lock.json pins; this file alone knows it, and a test compares it with the public cursor.
#pragma once
#include "syntax/tree.hpp"

struct TSTree;

namespace chokepoint::syntax {

/// The first enumerators of every generated Kind.
enum : std::uint16_t { kKindNone = 0, kKindError = 1 };

/// Appends the nodes in pre-order, and the places that did not parse. Returns how many nodes had children below kMaxDepth, which are
/// left out.
std::uint32_t flatten(const Grammar& grammar, const TSTree& tree, std::vector<FlatNode>& nodes, std::vector<Span>& errors);

}  // namespace chokepoint::syntax
