#include "base/globs.hpp"

#include <gtest/gtest.h>

namespace chokepoint {
namespace {

bool matches(const std::string& pattern, std::string_view text) { return Globs({pattern}).matches(text); }

TEST(Globs, StarStopsAtSlashes) {
  EXPECT_TRUE(matches("app/*/route.ts", "app/users/route.ts"));
  EXPECT_FALSE(matches("app/*/route.ts", "app/users/list/route.ts"));
  EXPECT_TRUE(matches("*.lock", ".lock"));
  EXPECT_FALSE(matches("*.lock", "web/yarn.lock"));
}

TEST(Globs, TwoStarsAndSlashAreWholeDirectories) {
  EXPECT_TRUE(matches("**/live", "live"));
  EXPECT_TRUE(matches("**/live", "/api/live"));
  EXPECT_FALSE(matches("**/live", "/olive"));
  EXPECT_TRUE(matches("app/**/route.ts", "app/route.ts"));
  EXPECT_TRUE(matches("app/**/route.ts", "app/a/b/route.ts"));
}

TEST(Globs, TwoStarsElsewhereAreAnything) {
  EXPECT_TRUE(matches("**compose*.y*ml", "deploy/docker-compose.prod.yml"));
  EXPECT_TRUE(matches("**health**", "/internal/healthz/deep"));
  EXPECT_FALSE(matches("npm:@*/*health*", "npm:health"));
}

TEST(Globs, WhatOneWildcardTakesAnotherMayHaveToLeave) {
  EXPECT_TRUE(matches("**a*b", "a/ab"));
  EXPECT_TRUE(matches("**a**/b", "a/ab"));
  EXPECT_TRUE(matches("*a*a*/c", "aaba/c"));
  EXPECT_TRUE(matches("**/a*/b**c", "a/x/ab/b/a/c"));
  EXPECT_FALSE(matches("**/a*/b**c", "a/x/ab/c/a/c"));
}

TEST(Globs, ManyWildcardsDoNotTakeLong) {
  std::string pattern, stars;
  for (int i = 0; i < 40; ++i) {
    pattern += "*a";
    stars += "**a";
  }
  const std::string text(4000, 'a');
  EXPECT_FALSE(matches(pattern + "b/c", text + "/c"));
  EXPECT_FALSE(matches(stars + "/c", text + "c"));
}

TEST(Globs, OtherSignsAreThemselves) {
  EXPECT_TRUE(matches("a+(b).c", "a+(b).c"));
  EXPECT_FALSE(matches("a.c", "abc"));
  EXPECT_TRUE(matches("**", "caf\xE9/\n"));  // bytes, whatever the encoding
}

TEST(Globs, ManyPatternsAreOneOfThem) {
  const Globs globs({"Dockerfile*", "**/*.tf"});
  EXPECT_TRUE(globs.matches("Dockerfile.web"));
  EXPECT_TRUE(globs.matches("infra/main.tf"));
  EXPECT_FALSE(globs.matches("web/Dockerfile"));
  EXPECT_FALSE(Globs(std::vector<std::string>{}).matches(""));
}

}  // namespace
}  // namespace chokepoint
