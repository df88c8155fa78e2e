#include "syntax/tree.hpp"

#include <tree_sitter/api.h>

#include "base/result.hpp"
#include "syntax/arena.hpp"
#include "syntax/flatten.hpp"

namespace chokepoint::syntax {
namespace {

// Recovering from an error copies the list of all that was skipped before it, which is quadratic in broken text. What the runtime
// allocates measures that in steps: about 40 bytes per byte of sound text, tens of thousands where recovery runs wild.
constexpr std::uint64_t kBytesPerParse = 128u << 20;
constexpr std::uint64_t kBytesPerByte = 400;

struct Parse {
  std::string_view text;
  const Arena& arena;
  std::uint64_t limit;
};

// The tree, or null when the budget is spent. Parser and tree are never deleted, because the arena forgets them. Every parse has a
// parser of its own: one that keeps its pools would allocate less.
const TSTree* parse_within_budget(const Grammar& grammar, std::string_view text, const Arena& arena) {
  TSParser* parser = ts_parser_new();
  CHECK(ts_parser_set_language(parser, grammar.language()));
  Parse parse{text, arena, arena.requested() + kBytesPerParse + kBytesPerByte * text.size()};
  const auto read = [](void* payload, std::uint32_t at, TSPoint, std::uint32_t* length) {
    const std::string_view rest = static_cast<const Parse*>(payload)->text.substr(at);
    *length = static_cast<std::uint32_t>(rest.size());
    return rest.data();
  };
  const auto spent = [](TSParseState* state) {
    const Parse& running = *static_cast<const Parse*>(state->payload);
    return running.arena.requested() > running.limit;
  };
  const TSInput input{&parse, read, TSInputEncodingUTF8, nullptr};
  return ts_parser_parse_with_options(parser, nullptr, input, {&parse, spent});
}

}  // namespace

Parser::Parser() : arena_(std::make_unique<Arena>()) {}
Parser::Parser(Parser&&) noexcept = default;
Parser::~Parser() = default;

const Tree& Parser::parse(const Grammar& grammar, std::string_view text, std::string_view written) {
  tree_.text_ = written.empty() ? text : written;
  tree_.nodes_.clear();
  tree_.errors_.clear();
  const Arena::Use use(*arena_);
  const TSTree* tree = parse_within_budget(grammar, text, *arena_);
  tree_.gave_up_ = tree == nullptr;
  if (tree_.gave_up_) {
    tree = parse_within_budget(grammar, {}, *arena_);
    tree_.errors_.push_back({0, static_cast<std::uint32_t>(text.size())});
  }
  CHECK(tree != nullptr);
  tree_.cut_ = flatten(grammar, *tree, tree_.nodes_, tree_.errors_);
  return tree_;
}

}  // namespace chokepoint::syntax
