#include "source/walk.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "temporary_tree.hpp"

namespace chokepoint::source {
namespace {

std::vector<std::string> paths(const Walk& found) {
  std::vector<std::string> paths;
  for (const Entry& entry : found.entries) paths.push_back(entry.path);
  return paths;
}

Walk again(const TemporaryTree& tree, const Walk& before) { return walk({tree.root(), {tree.root()}, {}, 2, before.listings}); }

// A directory of yesterday, so that a change within the same tick of the clock shows.
Walk walk_aged(const TemporaryTree& tree) {
  const auto yesterday = std::filesystem::file_time_type::clock::now() - std::chrono::hours(24);
  std::filesystem::last_write_time(tree.root(), yesterday);
  for (const auto& item : std::filesystem::recursive_directory_iterator(tree.root())) {
    if (item.is_directory()) std::filesystem::last_write_time(item.path(), yesterday);
  }
  return walk({tree.root(), {tree.root()}, {}, 2});
}

class Relisting : public testing::Test {
 protected:
  const TemporaryTree tree_{
      {{".gitignore", "*.log\n"}, {"a/b/one.py", ""}, {"a/b/two.log", ""}, {"a/three.py", ""}, {"c/four.py", ""}}};
  const Walk first_ = walk_aged(tree_);
};

TEST_F(Relisting, NothingHasChanged) {
  const Walk second = again(tree_, first_);
  EXPECT_EQ(paths(second), (std::vector<std::string>{".gitignore", "a/b/one.py", "a/three.py", "c/four.py"}));
  EXPECT_EQ(second.ignored, first_.ignored);
  EXPECT_EQ(second.listings, first_.listings);
}

// What the earlier walk saw is believed as long as the stamps are the same: that is what saves the reading.
TEST_F(Relisting, BelievesWhatIsKnown) {
  std::vector<Listing> known = first_.listings;
  for (Listing& one : known) {
    if (one.path == "c") one.files.clear();
  }
  EXPECT_EQ(paths(walk({tree_.root(), {tree_.root()}, {}, 1, known})),
            (std::vector<std::string>{".gitignore", "a/b/one.py", "a/three.py"}));
}

TEST_F(Relisting, FilesAndDirectoriesComeAndGo) {
  std::filesystem::remove_all(tree_.path("c"));
  std::filesystem::remove(tree_.path("a/three.py"));
  std::filesystem::create_directories(tree_.path("a/d"));
  std::ofstream(tree_.path("a/d/five.py")) << "x = 1\n";
  const Walk second = again(tree_, first_);
  EXPECT_EQ(paths(second), (std::vector<std::string>{".gitignore", "a/b/one.py", "a/d/five.py"}));
  EXPECT_TRUE(second.notices.empty());
}

TEST_F(Relisting, ChangedContentHasNewSize) {
  std::ofstream(tree_.path("a/b/one.py")) << "x = 1\n";
  for (const Entry& entry : again(tree_, first_).entries) EXPECT_EQ(entry.size != 0, entry.path == "a/b/one.py");
}

// .gitignore is not empty, but of no interest to a scan.
TEST_F(Relisting, OnlyWhatMayBeReadHasAStamp) {
  for (const Entry& entry : first_.entries) EXPECT_EQ(entry.stamp == Stamp{}, entry.path == ".gitignore") << entry.path;
}

// The directories are the same, but not what is left out of them.
TEST_F(Relisting, IgnoreFilesChange) {
  std::ofstream(tree_.path(".gitignore")) << "b/\n";
  const Walk second = again(tree_, first_);
  EXPECT_EQ(paths(second), (std::vector<std::string>{".gitignore", "a/three.py", "c/four.py"}));
  std::ofstream(tree_.path(".gitignore")) << "\n";
  EXPECT_EQ(paths(again(tree_, second)),
            (std::vector<std::string>{".gitignore", "a/b/one.py", "a/b/two.log", "a/three.py", "c/four.py"}));
}

TEST_F(Relisting, OtherExcludes) {
  EXPECT_EQ(paths(walk({tree_.root(), {tree_.root()}, {"a"}, 2, first_.listings})),
            (std::vector<std::string>{".gitignore", "c/four.py"}));
}

TEST_F(Relisting, BecomesAVirtualEnvironment) {
  std::ofstream(tree_.path("a/pyvenv.cfg")) << "home = /usr/bin\n";
  const Walk second = again(tree_, first_);
  EXPECT_EQ(paths(second), (std::vector<std::string>{".gitignore", "c/four.py"}));
  EXPECT_EQ(second.ignored, 1u);
  EXPECT_EQ(paths(again(tree_, second)), paths(second));
}

}  // namespace
}  // namespace chokepoint::source
