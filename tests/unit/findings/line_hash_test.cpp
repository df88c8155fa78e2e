#include "findings/line_hash.hpp"

#include <cstdint>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace chokepoint::findings {
namespace {

using Hashes = std::vector<std::string>;
const std::string last = "c129715d7a2bc9a3:1";  // nothing but the end-of-file mark

Hashes texts_of(std::string_view file) {
  Hashes texts;
  for (const LineHash& line : line_hashes(file)) texts.push_back(line.text());
  return texts;
}

std::uint64_t power(unsigned exponent) {
  std::uint64_t result = 1;
  while (exponent-- > 0) result *= 37;
  return result;
}

TEST(LineHash, IsThePolynomialGitHubComputes) {
  EXPECT_EQ(texts_of(""), Hashes{fmt::format("{:x}:1", 65535 * power(99))});
  EXPECT_EQ(texts_of(""), Hashes{last});
  EXPECT_EQ(texts_of("a"), Hashes{fmt::format("{:x}:1", 97 * power(99) + 65535 * power(98))});
}

TEST(LineHash, TakesAllEndsOfLineAsOne) {
  const Hashes expected{"5ceeb771b3aff0bd:1", "ab1f8ed3e7dc41c1:1", last};
  EXPECT_EQ(texts_of("x = 1\ny = 2\n"), expected);
  EXPECT_EQ(texts_of("x = 1\r\ny = 2\r\n"), expected);
  EXPECT_EQ(texts_of("x = 1\ry = 2\r"), expected);
}

TEST(LineHash, CountsAReturnAndALineFeedApartWhenABlankStandsBetween) {
  EXPECT_EQ(texts_of("a\r \nb"), (Hashes{"67c066a59e652f5e:1", "cc4c43d77869440f:1", "8ee5a81e681643c1:1"}));
}

TEST(LineHash, IgnoresBlanksAndTabs) {
  EXPECT_EQ(texts_of("x = 1\n"), (Hashes{"8e00d41f0ebba6bf:1", last}));
  EXPECT_EQ(texts_of("\tx\t=\t1\n"), texts_of("x = 1\n"));
}

TEST(LineHash, GivesEmptyLinesAHash) {
  EXPECT_EQ(texts_of("a\n\n   \n"), (Hashes{"d1b2637975409306:1", "5b5d4caf73a13177:1", "3c5bef55b72b93c9:1", last}));
}

TEST(LineHash, CountsUtf16Units) {
  EXPECT_EQ(texts_of("s = '\xF0\x9F\x98\x80'\n"), (Hashes{"9df057cbed7b445c:1", last}));
  EXPECT_EQ(texts_of("\xEF\xBB\xBFx = 1\n"), (Hashes{"973f80c4b80f40b6:1", last}));
}

TEST(LineHash, ReadsBrokenUtf8AsTheReplacementCharacter) {
  const Hashes expected{"7eb46d93faf3ce1c:1", last};
  EXPECT_EQ(texts_of("s = '\xEF\xBF\xBD'\n"), expected);
  EXPECT_EQ(texts_of("s = '\xE9'\n"), expected);      // Latin-1
  EXPECT_EQ(texts_of("s = '\xE2\x82'\n"), expected);  // cut short: one replacement for what was right so far
  EXPECT_EQ(texts_of("s = '\xF0\x9F\x98'\n"), expected);
  EXPECT_NE(texts_of("s = '\xED\xA0\x80'\n"), expected);  // a surrogate: three replacements
  EXPECT_EQ(texts_of("s = '\xED\xA0\x80'\n"), texts_of("s = '\xFF\xFF\xFF'\n"));
}

TEST(LineHash, LooksAtOneHundredUnitsOnly) {
  std::string line = "v = '";
  for (int i = 0; i < 15; ++i) line += "abcdefghij";
  EXPECT_EQ(texts_of(line + "'\nend\n"), (Hashes{"e70f33c43255de19:1", "fe2be582c6296f40:1", last}));
  EXPECT_EQ(texts_of(line + "\n")[0], texts_of(line + "'; more()\n")[0]);
}

TEST(LineHash, NumbersEqualLines) {
  std::string text;
  for (int i = 0; i < 14; ++i) text += "repeat me\n";
  const Hashes hashes = texts_of(text);
  ASSERT_EQ(hashes.size(), 15u);
  EXPECT_EQ(hashes[0], "ad6af786cc91a0bd:1");
  EXPECT_EQ(hashes[1], "ad6af786cc91a0bd:2");
  EXPECT_EQ(hashes[2], "ad6af786cc91a0bd:3");
  EXPECT_EQ(hashes[3], "ad6af786cc92a04a:1");  // its window reaches the end of the file
  EXPECT_EQ(hashes[6], "882613af836d8bb:1");   // leading zeros are not printed
  EXPECT_EQ(hashes[14], last);
}

}  // namespace
}  // namespace chokepoint::findings
