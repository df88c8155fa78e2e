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
      {"keep.log\n!*.log", "keep.log", false, 0},
      {"!keep.log\n*.log\nkeep.log\n!*.txt", "keep.log", false, 1},
      {"build\n!build/", "src/build", true, 0},
      {"build\n!build/", "src/build", false, 1},
      {"!build\nbuild/\n", "src/build", true, 1},
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
    return pick({"*",          "**",      "***",   "*.py",   "*.log",     "a*",    "*b",           "?",           "a?",
                 "[ab]",       "[!a]*",   "[^b]",  "[a-c]*", "[]]",       "a[]]b", "\\#c",         "\\!d",        "\\a",
                 "x\\ y",      "e\\ ",    "*.*",   "**b",    "a**",       "a**b",  "[[:alpha:]]*", "[[:digit:]]", "*[[:digit:]]",
                 "[a",         "\\[q\\]", "[[]q]", "z[-]1",  "z[a\\-b]1", "[--0]", "*[.]py",       "b.??",        "[:alpha:]",
                 "[[:nope:]]", "[b-a]",   "a\\",   "*\\",    "[a-]",      "[\\]]"});
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

/// Writes a random tree below `top` with ignore files at several levels; returns its files.
std::vector<std::string> grow(const TemporaryTree& tree, const std::string& top, Generator& generator) {
  std::set<std::string> files, directories;
  for (int i = 0; i < 40; ++i) {
    const std::string path = top + "/" + generator.path();
    std::vector<std::string> above;
    for (std::size_t s = path.find('/'); s != std::string::npos; s = path.find('/', s + 1)) above.push_back(path.substr(0, s));
    // A name is either a file or a directory.
    const bool is_taken = std::any_of(above.begin(), above.end(), [&](const std::string& name) { return files.count(name) > 0; });
    if (is_taken || directories.count(path) > 0) continue;
    directories.insert(above.begin(), above.end());
    files.insert(path);
    tree.write(path, "x");
  }
  for (const std::string& directory : directories) {
    if (directory == top || generator.chance(30))
      tree.write(directory + "/.gitignore", join(patterns(generator, directory == top ? 6 : 3)));
  }
  return {files.begin(), files.end()};
}

std::string ignore_files(const TemporaryTree& tree, const std::string& top) {
  std::string text;
  for (const auto& item : std::filesystem::recursive_directory_iterator(tree.path(top))) {
    if (item.path().filename() != ".gitignore") continue;
    std::ifstream in(item.path());
    text += item.path().lexically_relative(tree.root()).string() + ":\n" + std::string(std::istreambuf_iterator<char>(in), {});
  }
  return text;
}

TEST(Walk, LeavesOutWhatGitIgnores) {
  if (!has_git()) GTEST_SKIP() << "git is not installed";
  const TemporaryTree tree({{".git/HEAD", "ref: refs/heads/main\n"},
                            {".git/objects/none", ""},
                            {".git/refs/none", ""},
                            {".git/info/exclude", "a[!b]\n!b.??\n/tree7/src/\n"},
                            {".gitignore", "*-1\n/tree1?/*/ab\n"}});
  std::vector<std::string> files;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    Generator generator(seed);
    for (std::string& file : grow(tree, "tree" + std::to_string(seed), generator)) files.push_back(std::move(file));
  }
  const std::set<std::string> ignored = ask_git(tree, files);
  std::set<std::string> listed;
  for (const Entry& entry : walk({tree.root(), {tree.root()}, {}, 2}).entries) listed.insert(entry.path);
  int wrong = 0;
  for (const std::string& file : files) {
    const bool agrees = (listed.count(file) == 0) == (ignored.count(file) > 0);
    EXPECT_TRUE(agrees) << "`" << file << "` is " << (agrees ? "" : "not ") << "as git has it\n"
                        << ignore_files(tree, file.substr(0, file.find('/')));
    if (!agrees && ++wrong == 3) break;
  }
  EXPECT_GT(ignored.size(), 200u) << "the generated patterns hardly match";
}

}  // namespace
}  // namespace chokepoint::source
