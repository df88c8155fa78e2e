#include "reports/text.hpp"

#include <gtest/gtest.h>

namespace chokepoint::reports {
namespace {

using Lines = std::vector<std::string>;

TEST(Text, CountsTerminalColumns) {
  EXPECT_EQ(text_width("abc"), 3u);
  EXPECT_EQ(text_width("äöü"), 3u);
  EXPECT_EQ(text_width("商品"), 4u);
  EXPECT_EQ(text_width("e\xCC\x81"), 1u);  // a combining accent
  EXPECT_EQ(text_width("😀"), 2u);
  EXPECT_EQ(text_width("│…"), 2u);
}

TEST(Text, MakesForeignTextHarmless) {
  EXPECT_EQ(printable("a\tb\nc"), "a b c");
  EXPECT_EQ(printable("\x1b[31m"), "\xEF\xBF\xBD[31m");
  EXPECT_EQ(printable("\xFF"), "\xEF\xBF\xBD");
}

TEST(Text, WrapsAtBlanks) {
  EXPECT_EQ(wrap("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(wrap("app/a-very-long-path.py:12 x", 10), (Lines{"app/a-very-long-path.py:12", "x"}));
  EXPECT_EQ(wrap("", 10), Lines{""});
  EXPECT_EQ(wrap("商品 商品", 5), (Lines{"商品", "商品"}));
}

TEST(Text, TakesTheFirstSentence) {
  EXPECT_EQ(first_sentence("Use a pool, e.g. pgbouncer. It helps."), "Use a pool, e.g. pgbouncer.");
  EXPECT_EQ(first_sentence("Waits 1.5 s. Then fails."), "Waits 1.5 s.");
  EXPECT_EQ(first_sentence("Call `a. b` first. Then c."), "Call `a. b` first.");
  EXPECT_EQ(first_sentence("No end"), "No end");
  EXPECT_EQ(first_sentence("A list\n\n- one\n- two"), "A list");
  EXPECT_EQ(first_sentence("Over\ntwo lines. More."), "Over two lines.");
  EXPECT_EQ(first_sentence(""), "");
}

TEST(Text, ReadsMarkdownAsPlainText) {
  EXPECT_EQ(plain("See the [guide](https://x.example/a) and **this** `x[1](2)`"), "See the guide and this `x[1](2)`");
  EXPECT_EQ(plain("a [b] (c)"), "a [b] (c)");
  EXPECT_EQ(plain("[open"), "[open");
}

TEST(Text, CountsThings) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(counted(1, "file"), "1 file");
  EXPECT_EQ(counted(1200, "file"), "1,200 files");
}

TEST(Text, NamesSomeAndCountsTheRest) {
  EXPECT_EQ(some_of({"a"}, 3, 1), "a");
  EXPECT_EQ(some_of({"a", "b"}, 3, 2), "a and b");
  EXPECT_EQ(some_of({"a", "b", "c", "d"}, 3, 4), "a, b, c and d");
  EXPECT_EQ(some_of({"a", "b", "c", "d"}, 3, 40), "a, b, c and 37 more");
  EXPECT_EQ(some_of({}, 3, 2), "2");
}

}  // namespace
}  // namespace chokepoint::reports
