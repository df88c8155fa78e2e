#include "harness/document.hpp"

#include <gtest/gtest.h>

namespace chokepoint::tests {
namespace {

constexpr std::string_view kText =
    "# one\n"
    "some words\n"
    "```go\n"
    "# not a heading\n"
    "```\n"
    "```ir function f\n"
    "old\n"
    "```\n"
    "## two\n"
    "```python\n"
    "x\n";

TEST(Document, SplitsIntoSectionsAndBlocks) {
  const Document document = parse_document("a.md", kText);
  ASSERT_EQ(document.sections.size(), 2u);
  EXPECT_EQ(document.sections[0].title, "one");
  EXPECT_EQ(document.sections[1].title, "two");
  EXPECT_EQ(document.sections[1].line, 9u);
  ASSERT_EQ(document.sections[0].blocks.size(), 2u);
  const Block& block = document.sections[0].blocks[1];
  EXPECT_EQ(block.language(), "ir");
  EXPECT_EQ(block.arguments(), "function f");
  EXPECT_EQ(block.text, "old\n");
  EXPECT_EQ(document.sections[0].blocks[0].text, "# not a heading\n");
}

TEST(Document, KeepsABlockThatIsNeverClosed) {
  const Document document = parse_document("a.md", kText);
  EXPECT_EQ(document.sections[1].blocks[0].text, "x\n");
}

TEST(Document, RewritesOnlyTheGivenBlocks) {
  const Document document = parse_document("a.md", kText);
  const std::string text = rewrite(document, {{&document.sections[0].blocks[1], "new\nlines\n"}});
  std::string expected(kText);
  expected.replace(expected.find("old\n"), 4, "new\nlines\n");
  EXPECT_EQ(text, expected);
}

TEST(Document, RewritesAnEmptyBlock) {
  const Document document = parse_document("a.md", "```ir\n```\nend\n");
  EXPECT_EQ(rewrite(document, {{&document.sections[0].blocks[0], "new\n"}}), "```ir\nnew\n```\nend\n");
}

}  // namespace
}  // namespace chokepoint::tests
