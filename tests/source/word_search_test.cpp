#include "source/word_search.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <string>

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

// Every word at every distance from either end, among text that resembles the words.
TEST(WordSearch, FindsWordsOfAllLengthsWhereverTheyStand) {
  const WordSearch search{{"if"}, {"fetch"}, {"fetched.body"}, {"res.send("}};
  const char* words[] = {"if", "fetch", "fetched.body", "res.send("};
  const unsigned groups[] = {1u, 2u, 6u, 8u};
  ASSERT_EQ(search.groups_in("fetcres.senfetc hre.body(etc"), 0u);
  for (std::size_t before = 0; before < 8; ++before) {
    for (std::size_t after = 0; after < 8; ++after) {
      for (std::size_t i = 0; i < std::size(words); ++i) {
        const std::string text = std::string("..senfet").substr(8 - before) + words[i] + std::string("ched.res").substr(8 - after);
        EXPECT_EQ(search.groups_in(text) & groups[i], groups[i]) << text;
      }
    }
  }
}

}  // namespace
}  // namespace chokepoint::source
