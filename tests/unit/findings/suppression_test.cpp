#include "findings/suppression.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace chokepoint::findings {
namespace {

/// "2:5 -> 3 a,b (why)", with "! problem" if there is one.
std::string show(const Suppression& suppression) {
  std::string rules;
  for (const std::string& rule : suppression.rules) rules += (rules.empty() ? "" : ",") + rule;
  std::string text = fmt::format("{}:{} -> {} {}", suppression.line, suppression.column, suppression.target, rules);
  if (!suppression.reason.empty()) text += " (" + suppression.reason + ")";
  if (!suppression.problem.empty()) text += " ! " + suppression.problem;
  return text;
}

std::vector<std::string> scan(std::string_view text) {
  std::vector<std::string> shown;
  for (const Suppression& suppression : scan_suppressions("a.py", text)) shown.push_back(show(suppression));
  return shown;
}

using Shown = std::vector<std::string>;

TEST(Suppression, BehindCodeSpeaksOfItsLine) {
  EXPECT_EQ(scan("x = get()  # chokepoint:ignore rule-a -- start-up only\n"), Shown{"1:14 -> 1 rule-a (start-up only)"});
  EXPECT_EQ(scan("x = get(); // chokepoint:ignore rule-a\r\ny"), Shown{"1:15 -> 1 rule-a"});
  EXPECT_EQ(scan("get(/* chokepoint:ignore rule-a -- why */ x)"), Shown{"1:8 -> 1 rule-a (why)"});
}

TEST(Suppression, OnItsOwnLineSpeaksOfTheNextLineThatIsNoComment) {
  EXPECT_EQ(scan("# chokepoint:ignore rule-a\nx = get()\n"), Shown{"1:3 -> 2 rule-a"});
  EXPECT_EQ(scan("\n  // chokepoint:ignore rule-a -- why\n  // and more of why\n  get()\n"), Shown{"2:6 -> 4 rule-a (why)"});
  EXPECT_EQ(scan("/*\n * chokepoint:ignore rule-a -- why\n */\nget()\n"), Shown{"2:4 -> 4 rule-a (why)"});
  EXPECT_EQ(scan("<!-- chokepoint:ignore rule-a -- why -->\n<a/>\n"), Shown{"1:6 -> 2 rule-a (why)"});
  EXPECT_EQ(scan("{/* chokepoint:ignore rule-a */}\n<A/>\n"), Shown{"1:5 -> 2 rule-a"});
  EXPECT_EQ(scan("/* chokepoint:ignore rule-a */ get()\n"), Shown{"1:4 -> 1 rule-a"});
  EXPECT_EQ(scan("-- chokepoint:ignore rule-a\nselect 1"), Shown{"1:4 -> 2 rule-a"});
  EXPECT_EQ(scan("# chokepoint:ignore rule-a\n# chokepoint:ignore rule-b\nget()"), (Shown{"1:3 -> 3 rule-a", "2:3 -> 3 rule-b"}));
}

TEST(Suppression, ABlankLineEndsItsReach) { EXPECT_EQ(scan("# chokepoint:ignore rule-a\n\nget()"), Shown{"1:3 -> 2 rule-a"}); }

TEST(Suppression, NamesSeveralRules) {
  EXPECT_EQ(scan("# chokepoint:ignore rule-a, rule-b ,rule-c -- why, exactly"),
            Shown{"1:3 -> 2 rule-a,rule-b,rule-c (why, exactly)"});
  EXPECT_EQ(scan("# chokepoint:ignore rule-a,--why"), Shown{"1:3 -> 2 rule-a (why)"});
  EXPECT_EQ(scan("# chokepoint:ignore rule-a--why"), Shown{"1:3 -> 2 rule-a (why)"});
}

TEST(Suppression, AStrayBlankChangesNothing) {
  EXPECT_EQ(scan("#chokepoint:ignore rule-a"), Shown{"1:2 -> 2 rule-a"});
  EXPECT_EQ(scan("#  chokepoint : ignore   rule-a"), Shown{"1:4 -> 2 rule-a"});
}

TEST(Suppression, WithoutARuleSilencesNothing) {
  const std::string problem = " ! suppression names no rule and silences nothing; write `chokepoint:ignore rule-id -- reason`";
  EXPECT_EQ(scan("# chokepoint:ignore"), Shown{"1:3 -> 2 " + problem});
  EXPECT_EQ(scan("# chokepoint:ignore -- legacy"), Shown{"1:3 -> 2 " + problem});
  EXPECT_EQ(scan("# chokepoint:ignore *"), Shown{"1:3 -> 2 " + problem});
}

TEST(Suppression, SaysWhatItDoesNotUnderstand) {
  EXPECT_EQ(scan("# chokepoint:ignore rule-a rule-b"),
            Shown{"1:3 -> 2 rule-a ! expected `,` or `-- reason` after `rule-a` in a suppression"});
  EXPECT_EQ(scan("# chokepoint:ignroe rule-a"),
            Shown{"1:3 -> 2  ! unknown comment `chokepoint:ignroe`; did you mean `chokepoint:ignore`?"});
}

TEST(Suppression, IsAComment) {
  EXPECT_EQ(scan("text = 'chokepoint:ignore rule-a'"), Shown{});
  EXPECT_EQ(scan("# write chokepoint:ignore rule-a"), Shown{});
  EXPECT_EQ(scan("# chokepoint: the place that limits all others"), Shown{});
  EXPECT_EQ(scan("# chokepoint:ignored"),
            (Shown{"1:3 -> 2  ! unknown comment `chokepoint:ignored`; did you mean `chokepoint:ignore`?"}));
  EXPECT_EQ(scan("import chokepoint"), Shown{});
}

TEST(Suppression, CountsColumnsInCharacters) {
  EXPECT_EQ(scan("s = '\xC3\xA9\xF0\x9F\x98\x80'  # chokepoint:ignore rule-a"), Shown{"1:13 -> 1 rule-a"});
  EXPECT_EQ(scan("\xEF\xBB\xBF# chokepoint:ignore rule-a\nget()"), Shown{"1:3 -> 2 rule-a"});
}

TEST(Suppression, WalksAHostileFileOnce) {
  std::string lines, one_line;
  for (int i = 0; i < 40000; ++i) {
    lines += "# chokepoint:ignore a\n";
    one_line += "/*chokepoint:ignore a*/";
  }
  EXPECT_EQ(scan_suppressions("a.py", lines).size(), 40000u);
  EXPECT_EQ(scan_suppressions("a.js", one_line).size(), 40000u);
}

}  // namespace
}  // namespace chokepoint::findings
