#include "reports/terminal/frame.hpp"

#include <gtest/gtest.h>

namespace chokepoint::reports::terminal {
namespace {

std::string frame(std::string snippet, std::uint32_t column, std::uint32_t end_column, unsigned width = 60,
                  std::uint32_t lines = 1) {
  findings::Location location;
  location.line = 12;
  location.end_line = 11 + lines;
  location.column = column;
  location.end_column = end_column;
  location.snippet = std::move(snippet);
  return code_frame(location, findings::Severity::Error, width, {});
}

TEST(Frame, MarksTheSpan) { EXPECT_EQ(frame("x = get(url)", 5, 8), "    12 │ x = get(url)\n       │     ^^^\n"); }

TEST(Frame, ExpandsTabs) {
  EXPECT_EQ(frame("\tget(url)", 2, 5), "    12 │     get(url)\n       │     ^^^\n");
  EXPECT_EQ(frame("a\tget(url)", 3, 6), "    12 │ a   get(url)\n       │     ^^^\n");
}

TEST(Frame, KnowsWideCharacters) {
  EXPECT_EQ(frame("\"商品\" + get()", 8, 11), "    12 │ \"商品\" + get()\n       │          ^^^\n");
  EXPECT_EQ(frame("f(\"商\")", 4, 5), "    12 │ f(\"商\")\n       │    ^^\n");
}

TEST(Frame, MarksToTheEndOfTheLineWhenTheSpanGoesOn) { EXPECT_EQ(frame("get(", 1, 3, 60, 4), "    12 │ get(\n       │ ^^^^\n"); }

TEST(Frame, MarksAtLeastOneColumn) {
  EXPECT_EQ(frame("get()", 6, 6), "    12 │ get()\n       │      ^\n");
  EXPECT_EQ(frame("get()", 99, 3), "    12 │ get()\n       │      ^\n");
}

TEST(Frame, CutsALongLineAroundTheSpan) {
  const std::string line = std::string(100, 'a') + "get()" + std::string(100, 'b');
  EXPECT_EQ(frame(line, 101, 106, 40),
            "    12 │ …aaaaaaget()bbbbbbbbbbbbbbbbbb…\n"
            "       │        ^^^^^\n");
  EXPECT_EQ(frame("get()" + line, 1, 6, 40),
            "    12 │ get()aaaaaaaaaaaaaaaaaaaaaaaaa…\n"
            "       │ ^^^^^\n");
  EXPECT_EQ(frame(line + "get()", 206, 211, 40),
            "    12 │ …bbbbbbbbbbbbbbbbbbbbbbbbbget()\n"
            "       │                           ^^^^^\n");
}

TEST(Frame, CutsALongSpan) {
  EXPECT_EQ(frame(std::string(100, 'a'), 1, 101, 40),
            "    12 │ " + std::string(30, 'a') + "…\n       │ " + std::string(31, '^') + "\n");
}

TEST(Frame, IsEmptyWithoutASourceLine) { EXPECT_EQ(frame("", 1, 1), ""); }

TEST(Frame, SurvivesANarrowTerminal) { EXPECT_NE(frame(std::string(100, 'a'), 50, 60, 1), ""); }

}  // namespace
}  // namespace chokepoint::reports::terminal
