#include "rules/literal_search.hpp"

#include <gtest/gtest.h>

namespace chokepoint::rules {
namespace {

std::vector<std::uint32_t> found(const std::vector<std::string>& words, std::string_view text) {
  std::vector<std::uint32_t> numbers;
  LiteralSearch(words).each_in(text, [&](std::uint32_t word) { numbers.push_back(word); });
  return numbers;
}

using Numbers = std::vector<std::uint32_t>;

TEST(LiteralSearch, NamesWordsInTheOrderOfTheText) {
  EXPECT_EQ(found({"limit", "rate"}, "rate_limit"), (Numbers{1, 0}));
  EXPECT_EQ(found({"rate"}, "rate rate"), (Numbers{0, 0}));
  EXPECT_EQ(found({"cdn"}, "my-cdn"), Numbers{0});
}

TEST(LiteralSearch, KnowsWordsWithOneBeginningApart) {
  EXPECT_EQ(found({"request", "requests", "req"}, "requests"), (Numbers{0, 1, 2}));
  EXPECT_EQ(found({"request", "requests", "req"}, "requ"), Numbers{2});
}

TEST(LiteralSearch, FindsNothingInShortOrOtherTexts) {
  EXPECT_EQ(found({"rate"}, ""), Numbers{});
  EXPECT_EQ(found({"rate"}, "ra"), Numbers{});
  EXPECT_EQ(found({"rate"}, "rat"), Numbers{});
  EXPECT_EQ(found({}, "anything"), Numbers{});
}

}  // namespace
}  // namespace chokepoint::rules
