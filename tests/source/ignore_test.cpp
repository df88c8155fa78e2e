#include "source/ignore.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "source/walk.hpp"
#include "temporary_tree.hpp"

namespace chokepoint::source {
namespace {

struct Case {
  const char* patterns;
  const char* path;
  bool is_directory;
  int expected;  // 1 left out, 0 kept by a `!`, -1 no pattern matches
};

TEST(IgnorePatterns, Decide) {
  const std::vector<Case> cases = {
      {"*.log", "a/b.log", false, 1},
      {"*.log\n!keep.log", "keep.log", false, 0},
      {"build/", "src/build", true, 1},
      {"build/", "src/build", false, -1},
      {"/build", "src/build", true, -1},
      {"a/*.js", "a/b/c.js", false, -1},
      {"a/**/c.js", "a/c.js", false, 1},
      {"a/**/c.js", "a/x/y/c.js", false, 1},
      {"**/tmp", "x/tmp", true, 1},
      {"tmp/**", "tmp/x/y", false, 1},
      {"tmp/**", "tmp", true, -1},
      {"\\#x", "#x", false, 1},
      {"#x", "#x", false, -1},
      {"\\!x", "!x", false, 1},
      {"x ", "x", false, 1},
      {"x\\ ", "x ", false, 1},
      {"x\r\ny\r\n", "x", false, 1},
      {"[a-c].py", "b.py", false, 1},
      {"[!a-c].py", "b.py", false, -1},
      {"[]]", "]", false, 1},
      {"[[:digit:]]x", "7x", false, 1},
      {"[a-", "a-", false, -1},
      {"a?c", "a/c", false, -1},
      {"/", "a", true, -1},
      {"\xEF\xBB\xBF*.log", "b.log", false, 1},
  };
  for (const Case& c : cases) {
    const auto decision = IgnorePatterns(c.patterns, 0).decide(c.path, c.is_directory);
    EXPECT_EQ(decision ? static_cast<int>(*decision) : -1, c.expected) << c.patterns << " on " << c.path;
  }
}

TEST(IgnorePatterns, ManyStarsDoNotExplode) {
  std::string pattern = "x/";
  for (int i = 0; i < 40; ++i) pattern += "a*/**/";
  EXPECT_FALSE(IgnorePatterns(pattern + "b", 0).decide("x/" + std::string(3000, 'a'), false).has_value());
}

bool has_git() { return std::system("git --version > /dev/null 2>&1") == 0; }

/// The paths git leaves out, by its own word.
std::set<std::string> ask_git(const TemporaryTree& tree, const std::vector<std::string>& paths) {
  std::string list;
  for (const std::string& path : paths) list += path + '\n';
  const TemporaryTree question({{"paths", list}});
  const std::string command = "git -c core.excludesFile=/dev/null -c core.quotePath=false -C " + tree.root() +
                              " check-ignore --no-index --stdin < " + question.path("paths");
  std::set<std::string> ignored;
  FILE* answer = popen(command.c_str(), "r");
  std::array<char, 4096> line{};
  while (std::fgets(line.data(), line.size(), answer)) {
    std::string path = line.data();
    path.pop_back();
    if (path.starts_with('"')) {  // git quotes names with special characters
      std::string plain;
      for (std::size_t i = 1; i + 1 < path.size(); ++i) {
        if (path[i] == '\\') ++i;
        plain += path[i];
      }
      path = plain;
    }
    ignored.insert(path);
  }
  pclose(answer);
  return ignored;
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}
  std::string pick(const std::vector<std::string>& words) { return words[random_() % words.size()]; }
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }

  std::string path() {
    std::string path;
    for (unsigned depth = below(4); depth > 0; --depth) path += pick(names) + "/";
    return path + pick({"a", "b.py", "a.log", "ab", "x y", "#c", "!d", "e ", "a]b", "[q]", "z-1", "B.PY", "-", "build"});
  }

  std::string pattern() {
    std::string pattern = chance(25) ? "!" : "";
    if (chance(25)) pattern += "/";
    const unsigned parts = 1 + below(3);
    for (unsigned i = 0; i < parts; ++i) pattern += (i ? "/" : "") + part();
    if (chance(20)) pattern += "/";
    if (chance(8)) pattern += pick({" ", "  ", "\\ ", "\t", "\r"});
    return chance(4) ? "#" + pattern : pattern;
  }

 private:
  std::string part() {
    if (chance(40)) return pick(names);
    return pick({"*", "**", "***", "*.py", "*.log", "a*", "*b", "?", "a?", "[ab]", "[!a]*", "[^b]", "[a-c]*", "[]]", "a[]]b", "\\#c", "\\!d",
                 "\\a", "x\\ y", "e\\ ", "*.*", "**b", "a**", "a**b", "[[:alpha:]]*", "[[:digit:]]", "*[[:digit:]]", "[a", "\\[q\\]", "[[]q]",
                 "z[-]1", "z[a\\-b]1", "[--0]", "*[.]py", "b.??", "[:alpha:]", "[[:nope:]]", "[b-a]", "a\\", "*\\", "[a-]", "[\\]]"});
  }

  const std::vector<std::string> names = {"a", "b", "ab", "dir", "src", "build", "a.log", "x y"};
  std::mt19937 random_;
};

std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

std::vector<std::string> patterns(Generator& generator, unsigned most) {
  std::vector<std::string> lines(1 + generator.below(most));
  for (std::string& line : lines) line = generator.pattern();
  return lines;
}

/// Writes a random tree with ignore files at several levels; returns its files.
std::vector<std::string> grow(const TemporaryTree& tree, Generator& generator) {
  std::set<std::string> files, directories;
  for (int i = 0; i < 60; ++i) {
    const std::string path = generator.path();
    // A name is either a file or a directory.
    bool clash = directories.count(path) > 0;
    for (std::size_t s = path.find('/'); s != std::string::npos; s = path.find('/', s + 1)) clash |= files.count(path.substr(0, s)) > 0;
    if (clash) continue;
    for (std::size_t s = path.find('/'); s != std::string::npos; s = path.find('/', s + 1)) directories.insert(path.substr(0, s));
    files.insert(path);
    tree.write(path, "x");
  }
  tree.write(".gitignore", join(patterns(generator, 6)));
  for (const std::string& directory : directories) {
    if (generator.chance(30)) tree.write(directory + "/.gitignore", join(patterns(generator, 3)));
  }
  if (generator.chance(50)) tree.write(".git/info/exclude", join(patterns(generator, 2)));
  return {files.begin(), files.end()};
}

std::string ignore_files(const TemporaryTree& tree) {
  std::string text;
  for (const auto& item : std::filesystem::recursive_directory_iterator(tree.root())) {
    const std::string name = item.path().filename().string();
    if (name != ".gitignore" && !(name == "exclude" && item.path().parent_path().filename() == "info")) continue;
    std::ifstream in(item.path());
    text += item.path().lexically_relative(tree.root()).string() + ":\n" + std::string(std::istreambuf_iterator<char>(in), {});
  }
  return text;
}

TEST(Walk, LeavesOutWhatGitIgnores) {
  if (!has_git()) GTEST_SKIP() << "git is not installed";
  int ignored_in_all = 0;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    Generator generator(seed);
    const TemporaryTree tree;
    for (const char* part : {"HEAD", "objects/none", "refs/none"}) tree.write(std::string(".git/") + part, "ref: refs/heads/main\n");
    const std::vector<std::string> files = grow(tree, generator);
    const std::set<std::string> ignored = ask_git(tree, files);
    std::set<std::string> listed;
    for (const Entry& entry : walk({tree.root(), {tree.root()}, {}, 2}).entries) listed.insert(entry.path);
    for (const std::string& file : files) {
      EXPECT_EQ(listed.count(file) == 0, ignored.count(file) > 0) << "`" << file << "` with seed " << seed << "\n" << ignore_files(tree);
    }
    ignored_in_all += static_cast<int>(ignored.size());
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_GT(ignored_in_all, 250) << "the generated patterns hardly match";
}

}  // namespace
}  // namespace chokepoint::source
