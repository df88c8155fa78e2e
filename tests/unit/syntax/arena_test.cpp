// Blocks of an arena keep their content while they grow, do not overlap, and are used again.
#include "syntax/arena.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <random>
#include <string>

namespace chokepoint::syntax {
namespace {

TEST(Arena, BlocksKeepTheirContent) {
  Arena arena;
  std::mt19937 random(7);
  std::map<char*, std::string> blocks;
  for (int step = 0; step < 20000; ++step) {
    const std::size_t size = 1 + random() % (step % 50 == 0 ? 300000 : 400);
    const auto some = blocks.empty() ? blocks.end() : std::next(blocks.begin(), random() % blocks.size());
    if (some == blocks.end() || (random() % 2 == 0 && blocks.size() < 300)) {
      char* block = static_cast<char*>(arena.allocate(size));
      ASSERT_EQ(reinterpret_cast<std::uintptr_t>(block) % 16, 0u);
      std::string content(size, static_cast<char>(step));
      std::memcpy(block, content.data(), size);
      ASSERT_TRUE(blocks.emplace(block, std::move(content)).second);
      continue;
    }
    std::string content = some->second;
    ASSERT_EQ(std::memcmp(some->first, content.data(), content.size()), 0);
    char* block = some->first;
    blocks.erase(some);
    if (random() % 2 == 0) {
      arena.release(block);
      continue;
    }
    block = static_cast<char*>(arena.resize(block, size));
    content.resize(std::min(size, content.size()));
    ASSERT_EQ(std::memcmp(block, content.data(), content.size()), 0);
    ASSERT_TRUE(blocks.emplace(block, std::move(content)).second);
  }
}

TEST(Arena, WhatIsReleasedIsUsedAgain) {
  Arena arena;
  void* first = arena.allocate(100);
  arena.release(first);
  EXPECT_EQ(arena.allocate(97), first);
}

TEST(Arena, StepsAreWhatWasAskedForUntilItIsEmptied) {
  Arena arena;
  {
    const Arena::Use use(arena);
    arena.release(arena.allocate(100));
    arena.resize(arena.allocate(50), 70);
    EXPECT_EQ(arena.requested(), 220u);
  }
  EXPECT_EQ(arena.requested(), 0u);
}

}  // namespace
}  // namespace chokepoint::syntax
