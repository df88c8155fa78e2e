#include "rulebase/yaml.hpp"

#include <gtest/gtest.h>

namespace chokepoint::rulebase {
namespace {

std::string message(std::string_view text) {
  const Result<Node> node = parse_yaml("a.yml", text);
  return node ? "" : node.error().message;
}

TEST(yaml, keeps_positions_in_characters) {
  const Result<Node> node = parse_yaml("a.yml", "one: 1\n\"größe\": [x, \"y\"]\n");
  ASSERT_TRUE(node);
  ASSERT_EQ(node->items.size(), 2u);
  EXPECT_EQ(node->items[1].kind, Node::Kind::List);
  EXPECT_EQ(node->items[1].line, 2u);
  EXPECT_EQ(node->items[1].column, 10u);
  EXPECT_FALSE(node->items[1].items[0].quoted);
  EXPECT_TRUE(node->items[1].items[1].quoted);
  EXPECT_EQ(find(*node, "one")->text, "1");
  EXPECT_EQ(find(*node, "two"), nullptr);
}

TEST(yaml, keeps_how_null_was_written) {
  const Result<Node> node = parse_yaml("a.yml", "[null, ~, x]");
  ASSERT_TRUE(node);
  EXPECT_EQ(node->items[0].kind, Node::Kind::Null);
  EXPECT_EQ(node->items[0].text, "null");
  EXPECT_EQ(node->items[1].text, "~");
}

TEST(yaml, empty_text_is_nothing) {
  const Result<Node> node = parse_yaml("a.yml", "");
  ASSERT_TRUE(node);
  EXPECT_EQ(node->kind, Node::Kind::Null);
}

TEST(yaml, quotes_may_hold_quotes) {
  const Result<Node> node = parse_yaml("a.yml", "[ 'it''s', \"a\\\"b\", \"two\n  lines\" ]");
  ASSERT_TRUE(node) << node.error().message;
  EXPECT_EQ(node->items[0].text, "it's");
  EXPECT_EQ(node->items[1].text, "a\"b");
  EXPECT_EQ(node->items[2].text, "two lines");
}

TEST(yaml, skips_a_byte_order_mark) {
  EXPECT_EQ(message("\xEF\xBB\xBF"
                    "a: 1\n"),
            "");
}

TEST(yaml, refuses_what_is_not_needed) {
  EXPECT_EQ(message("a: 1\nb: 2\na: 3\n"), "a.yml:3:1: key `a` is given twice; first in line 1");
  EXPECT_EQ(message("a: &x 1\n"), "a.yml:1:4: anchors (`&name`) are not supported");
  EXPECT_EQ(message("a: !!python/object x\n"), "a.yml:1:4: tags (`tag:yaml.org,2002:python/object`) are not supported");
  EXPECT_EQ(message("a: 1\n---\nb: 2\n"), "a.yml:2:1: a second document starts here; one file holds one document");
  EXPECT_EQ(message("? [a, b]\n: c\n"), "a.yml:1:3: a key must be a word");
  EXPECT_EQ(message("? \n: c\n"), "a.yml:2:1: a key must be a word");
}

TEST(yaml, says_where_the_syntax_breaks) {
  EXPECT_EQ(message("a: [1, 2\nb: 3\n"), "a.yml:2:2: not valid YAML: end of sequence flow not found");
  EXPECT_EQ(message("a: 1\n b: 2\n"), "a.yml:2:3: not valid YAML: illegal map value");
  EXPECT_EQ(message("a: \"x\n"), "a.yml:1:4: not valid YAML: the quote is not closed");
  EXPECT_EQ(message("a: *nobody\n"), "a.yml:1:4: not valid YAML: the referenced anchor is not defined");
}

TEST(yaml, refuses_bytes_that_are_not_text) {
  EXPECT_EQ(message("a: 1\nü: \xFF\n"), "a.yml:2:4: byte 0xFF is not UTF-8 text");
  EXPECT_EQ(message(std::string_view("a: \0\n", 5)), "a.yml:1:4: byte 0x00 is not UTF-8 text");
  EXPECT_EQ(message("\xFF\xFE"
                    "a"),
            "a.yml:1:1: byte 0xFF is not UTF-8 text");
}

TEST(yaml, a_chain_of_anchors_cannot_multiply) {
  std::string bomb = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string last = std::to_string(i - 1), next = std::to_string(i);
    bomb += "a" + next + ": &a" + next + " [*a" + last + ", *a" + last + "]\n";
  }
  EXPECT_EQ(message(bomb), "a.yml:1:5: anchors (`&name`) are not supported");
}

TEST(yaml, has_limits_of_depth_and_size) {
  EXPECT_EQ(message(std::string(33, '[') + std::string(33, ']')), "a.yml:1:33: nested deeper than 32 levels");
  EXPECT_NE(message(std::string(50000, '[')), "");
  EXPECT_EQ(message(std::string(max_yaml_bytes + 1, 'a')), "a.yml:1:1: larger than 262144 bytes");
  EXPECT_EQ(message("a: " + std::string(max_yaml_bytes - 3, 'b')), "");
}

TEST(yaml, a_missing_file_is_named) {
  const Result<std::string> text = read_text_file("no/such/file.yml");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().message, "no/such/file.yml: cannot be opened: No such file or directory");
}

}  // namespace
}  // namespace chokepoint::rulebase
