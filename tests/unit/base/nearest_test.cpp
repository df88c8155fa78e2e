#include "base/nearest.hpp"

#include <gtest/gtest.h>

namespace chokepoint {
namespace {

TEST(Nearest, FindsSlipsOfTheKeyboard) {
  EXPECT_EQ(nearest("sarfi", {"json", "sarif", "terminal"}), "sarif");
  EXPECT_EQ(nearest("waring", {"error", "note", "warning"}), "warning");
  EXPECT_EQ(nearest("Event_Loop_Blocking_IO", {"event-loop-blocking-io"}), "event-loop-blocking-io");
}

TEST(Nearest, SaysNothingWhenNothingIsClose) {
  EXPECT_EQ(nearest("xml", {"json", "sarif"}), "");
  EXPECT_EQ(nearest("a", {"b"}), "");
  EXPECT_EQ(nearest("", {"json"}), "");
  EXPECT_EQ(nearest(std::string(100000, 'x'), {"json"}), "");
}

TEST(Nearest, TakesTheBeginningOfAWord) {
  EXPECT_EQ(nearest("n-plus-one", {"n-plus-one-lazy", "n-plus-one-explicit"}), "n-plus-one-explicit");
  EXPECT_EQ(nearest("js", {"json"}), "");
}

TEST(Nearest, DoesNotDependOnTheOrder) {
  EXPECT_EQ(nearest("bat", {"cat", "bar"}), "bar");
  EXPECT_EQ(nearest("bat", {"bar", "cat"}), "bar");
}

TEST(Nearest, CountsASwapOnce) {
  EXPECT_EQ(edit_distance("abcd", "abdc"), 1u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(DidYouMean, IsTheTailOfASentence) {
  EXPECT_EQ(did_you_mean("jsn", {"json"}), "; did you mean `json`?");
  EXPECT_EQ(did_you_mean("html", {"json"}), "");
}

}  // namespace
}  // namespace chokepoint
