#include "syntax/tree.hpp"

#include <cstdlib>
#include <memory>

#include <tree_sitter/api.h>

#include "base/result.hpp"
#include "syntax/flatten.hpp"

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

}  // namespace

const Tree& Parser::parse(const Grammar& grammar, std::string_view text, std::string_view written) {
  tree_.text_ = written.empty() ? text : written;
  tree_.nodes_.clear();
  tree_.errors_.clear();
  OwnedTree tree = parse_within_budget(grammar, text);
  tree_.gave_up_ = tree == nullptr;
  if (tree_.gave_up_) {
    tree = parse_within_budget(grammar, {});
    tree_.errors_.push_back({0, static_cast<std::uint32_t>(text.size())});
  }
  CHECK(tree != nullptr);
  tree_.cut_ = flatten(grammar, *tree, tree_.nodes_, tree_.errors_);
  return tree_;
}

}  // namespace chokepoint::syntax
