// The flat tree is what a walk with tree-sitter's public cursor gives, on whole and on damaged files.
#include "syntax/flatten.hpp"

#include <gtest/gtest.h>
#include <tree_sitter/api.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "go_kinds.hpp"
#include "java_kinds.hpp"
#include "javascript_kinds.hpp"
#include "python_kinds.hpp"

extern "C" {
const TSLanguage* tree_sitter_go();
const TSLanguage* tree_sitter_java();
const TSLanguage* tree_sitter_javascript();
const TSLanguage* tree_sitter_python();
const TSLanguage* tree_sitter_tsx();
const TSLanguage* tree_sitter_typescript();
}

namespace chokepoint::syntax {
namespace {

class CursorWalk {
 public:
  CursorWalk(const Grammar& grammar, TSNode root, std::vector<FlatNode>& nodes, std::vector<Span>& errors)
      : grammar_(grammar), cursor_(ts_tree_cursor_new(root)), nodes_(nodes), errors_(errors) {}
  ~CursorWalk() { ts_tree_cursor_delete(&cursor_); }
  CursorWalk(const CursorWalk&) = delete;
  CursorWalk& operator=(const CursorWalk&) = delete;

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

struct Language {
  const char* folder;
  Grammar grammar;
};

const Language kLanguages[] = {
    {"go", {tree_sitter_go, go::k_go_kinds, go::k_go_fields}},
    {"java", {tree_sitter_java, java::k_java_kinds, java::k_java_fields}},
    {"javascript", {tree_sitter_javascript, javascript::k_javascript_kinds, javascript::k_javascript_fields}},
    {"python", {tree_sitter_python, python::k_python_kinds, python::k_python_fields}},
    {"tsx", {tree_sitter_tsx, javascript::k_tsx_kinds, javascript::k_tsx_fields}},
    {"typescript", {tree_sitter_typescript, javascript::k_typescript_kinds, javascript::k_typescript_fields}},
};

std::vector<std::string> samples(const std::string& folder) {
  std::vector<std::string> texts;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(SAMPLES) + "/" + folder)) {
    std::ifstream file(entry.path());
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

void expect_same(const Grammar& grammar, const std::string& text) {
  const std::unique_ptr<TSParser, void (*)(TSParser*)> parser(ts_parser_new(), ts_parser_delete);
  ASSERT_TRUE(ts_parser_set_language(parser.get(), grammar.language()));
  const std::unique_ptr<TSTree, void (*)(TSTree*)> tree(
      ts_parser_parse_string(parser.get(), nullptr, text.data(), static_cast<std::uint32_t>(text.size())), ts_tree_delete);
  std::vector<FlatNode> expected, nodes;
  std::vector<Span> expected_errors, errors;
  const std::uint32_t expected_cut = CursorWalk(grammar, ts_tree_root_node(tree.get()), expected, expected_errors).run();
  EXPECT_EQ(flatten(grammar, *tree, nodes, errors), expected_cut);
  EXPECT_EQ(errors, expected_errors);
  ASSERT_EQ(nodes.size(), expected.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const FlatNode &a = nodes[i], &b = expected[i];
    ASSERT_EQ(std::tie(a.begin, a.end, a.next, a.kind, a.field, a.flags),
              std::tie(b.begin, b.end, b.next, b.kind, b.field, b.flags))
        << "node " << i << " at byte " << b.begin;
  }
}

TEST(Flatten, gives_what_the_cursor_gives) {
  for (const Language& language : kLanguages) {
    SCOPED_TRACE(language.folder);
    const std::vector<std::string> texts = samples(language.folder);
    ASSERT_FALSE(texts.empty());
    for (const std::string& text : texts) expect_same(language.grammar, text);
  }
}

TEST(Flatten, gives_what_the_cursor_gives_of_damaged_files) {
  for (const Language& language : kLanguages) {
    SCOPED_TRACE(language.folder);
    for (const std::string& text : samples(language.folder)) {
      for (std::size_t part = 1; part < 16; ++part) {
        expect_same(language.grammar, text.substr(0, text.size() * part / 16));
        std::string hole = text;
        hole.erase(text.size() * part / 17, 7);
        expect_same(language.grammar, hole);
      }
    }
  }
}

TEST(Flatten, cuts_as_deep_as_the_cursor) {
  expect_same(kLanguages[3].grammar, "x = " + std::string(3000, '(') + "1" + std::string(3000, ')'));
  expect_same(kLanguages[2].grammar, std::string(3000, '[') + std::string(3000, ']'));
}

}  // namespace
}  // namespace chokepoint::syntax
