#include "source/word_search.hpp"

#include <gtest/gtest.h>

namespace chokepoint::source {
namespace {

TEST(WordSearch, TellsTheGroupsWhoseWordsOccur) {
  const WordSearch search{{"req.body", "$("}, {"window.", "document."}};
  EXPECT_EQ(search.groups_in(""), 0u);
  EXPECT_EQ(search.groups_in("const body = request.body"), 0u);
  EXPECT_EQ(search.groups_in("use(req.body)"), 1u);
  EXPECT_EQ(search.groups_in("$(a); document.title"), 3u);
}

TEST(WordSearch, SeesWordsAtBothEnds) {
  const WordSearch search{{"$("}, {"abcd"}, {"xyz"}};
  EXPECT_EQ(search.groups_in("$("), 1u);
  EXPECT_EQ(search.groups_in("abcd"), 2u);
  EXPECT_EQ(search.groups_in("..abcd$("), 3u);
  EXPECT_EQ(search.groups_in("abc xyz"), 4u);
  EXPECT_EQ(search.groups_in("abc$"), 0u);
}

}  // namespace
}  // namespace chokepoint::source
