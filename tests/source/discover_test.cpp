#include "source/discover.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "temporary_tree.hpp"

namespace chokepoint::source {
namespace {

using namespace std::string_literals;

Tree scan(const std::vector<std::string>& paths, std::vector<std::string> excludes = {}) {
  Result<Tree> tree = discover({paths, std::move(excludes), 2, 1000});
  EXPECT_TRUE(tree.has_value()) << (tree ? "" : tree.error().message);
  return tree ? std::move(*tree) : Tree{};
}

std::vector<std::string> paths_of(const Tree& tree) {
  std::vector<std::string> paths;
  for (const File& file : tree.files) paths.push_back(file.path);
  return paths;
}

const File& file_of(const Tree& tree, std::string_view path) {
  for (const File& file : tree.files) {
    if (file.path == path) return file;
  }
  static const File none;
  ADD_FAILURE() << path << " is not in the tree";
  return none;
}

using Paths = std::vector<std::string>;

TEST(Discover, ListsSortedWithoutGit) {
  const TemporaryTree tree(
      {{"b/z.py", ""}, {"a.py", ""}, {"b.py", ""}, {".git/config", ""}, {"x/.git", "gitdir: ../y"}, {"node_modules/m/i.js", ""}});
  EXPECT_EQ(paths_of(scan({tree.root()})), (Paths{"a.py", "b.py", "b/z.py"}));
}

TEST(Discover, KnowsWhetherItSeesAWholeRepository) {
  const TemporaryTree tree({{".git/config", ""}, {"a.py", ""}, {"api/b.py", ""}, {"web/c.py", ""}});
  EXPECT_TRUE(scan({tree.root()}).whole);
  EXPECT_FALSE(scan({tree.path("api")}).whole);
  EXPECT_FALSE(scan({tree.path("a.py")}).whole);
  EXPECT_FALSE(scan({tree.path("api"), tree.path("web")}).whole);
  const TemporaryTree plain({{"a.py", ""}});
  EXPECT_FALSE(scan({plain.root()}).whole);
}

TEST(Discover, SameForAnyNumberOfThreads) {
  const TemporaryTree tree;
  for (int i = 0; i < 200; ++i)
    tree.write("d" + std::to_string(i % 17) + "/e" + std::to_string(i % 5) + "/f" + std::to_string(i) + ".py", "x = 1\n");
  const std::string one = dump(*discover({{tree.root()}, {}, 1}));
  EXPECT_EQ(one, dump(*discover({{tree.root()}, {}, 8})));
  EXPECT_NE(one.find("f199.py"), std::string::npos);
}

TEST(Discover, WaysToNameAPath) {
  const TemporaryTree tree({{"src/a.py", ""}, {"src/b.py", ""}, {"lib/c.py", ""}, {"lib/deep/d.py", ""}});
  EXPECT_EQ(paths_of(scan({tree.path("src/")})), (Paths{"a.py", "b.py"}));
  EXPECT_EQ(paths_of(scan({tree.path("src/a.py")})), (Paths{"a.py"}));
  EXPECT_EQ(paths_of(scan({tree.path("src"), tree.path("lib/deep"), tree.path("lib/c.py")})),
            (Paths{"lib/c.py", "lib/deep/d.py", "src/a.py", "src/b.py"}));
  EXPECT_EQ(paths_of(scan({tree.root(), tree.path("src"), tree.path("src/a.py")})).size(), 4u);
  EXPECT_EQ(scan({tree.path("lib/../src/.")}).root, tree.path("src"));
}

TEST(Discover, MissingPathIsAnError) {
  const auto result = discover({{"/does/not/exist"}});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "`/does/not/exist` does not exist");
  EXPECT_FALSE(discover({}));
  EXPECT_EQ(discover({{"/dev/null"}}).error().message, "`/dev/null` is neither a file nor a directory");
}

TEST(Discover, SymbolicLinksAreNotFollowed) {
  const TemporaryTree tree({{"a/b.py", ""}});
  std::filesystem::create_symlink(tree.root(), tree.path("a/loop"));
  std::filesystem::create_symlink("self", tree.path("a/self"));
  std::filesystem::create_symlink("nowhere", tree.path("dangling.py"));
  std::filesystem::create_symlink(tree.path("a/b.py"), tree.path("linked.py"));
  const Tree found = scan({tree.root()});
  EXPECT_EQ(paths_of(found), (Paths{"a/b.py"}));
  EXPECT_TRUE(found.notices.empty());
  EXPECT_EQ(paths_of(scan({tree.path("a/loop")})), (Paths{"a/b.py"})) << "a link named by the user is followed";
}

TEST(Discover, SpecialFilesAreNotOpened) {
  const TemporaryTree tree({{"a.py", ""}});
  ASSERT_EQ(mkfifo(tree.path("pipe.py").c_str(), 0600), 0);
  EXPECT_EQ(paths_of(scan({tree.root()})), (Paths{"a.py"}));
}

TEST(Discover, UnreadableIsANotice) {
  if (geteuid() == 0) GTEST_SKIP() << "root reads everything";
  const TemporaryTree tree({{"a.py", ""}, {"secret/b.py", ""}, {"c.py", ""}});
  chmod(tree.path("secret").c_str(), 0);
  chmod(tree.path("c.py").c_str(), 0);
  const Tree found = scan({tree.root()});
  chmod(tree.path("secret").c_str(), 0700);
  ASSERT_EQ(found.notices.size(), 2u);
  EXPECT_EQ(found.notices[0].path, "c.py");
  EXPECT_EQ(found.notices[1].path, "secret");
  EXPECT_TRUE(found.notices[1].incomplete && found.notices[1].kind == Notice::Kind::Unreadable);
}

TEST(Discover, IgnoreFilesAndExcludes) {
  const TemporaryTree tree({{".gitignore", "*.gen.py\nout/\n"},
                            {".chokepointignore", "legacy/\n!a.gen.py\n"},
                            {"a.gen.py", ""},
                            {"b.gen.py", ""},
                            {"out/c.py", ""},
                            {"legacy/d.py", ""},
                            {"e.py", ""},
                            {"sub/f.py", ""},
                            {"sub/keep/f.py", ""}});
  const Tree found = scan({tree.root()}, {"/sub/f.py"});
  EXPECT_EQ(paths_of(found), (Paths{".chokepointignore", ".gitignore", "a.gen.py", "e.py", "sub/keep/f.py"}));
  EXPECT_EQ(found.ignored_files, 4u);
}

TEST(Discover, IgnoreFilesAboveTheRoot) {
  const TemporaryTree tree({{".git/info/exclude", "local.py\n"},
                            {".gitignore", "/app/tmp/\n*.bak.py\n"},
                            {"app/.gitignore", "x.py\n"},
                            {"app/src/x.py", ""},
                            {"app/src/y.bak.py", ""},
                            {"app/src/local.py", ""},
                            {"app/src/z.py", ""},
                            {"app/tmp/t.py", ""}});
  EXPECT_EQ(paths_of(scan({tree.path("app/src")})), (Paths{"z.py"}));
  EXPECT_EQ(paths_of(scan({tree.path("app/tmp")})), (Paths{"t.py"})) << "a directory named by the user is scanned even if ignored";
}

TEST(Discover, BuiltInIgnoresCanBeUndone) {
  const TemporaryTree tree(
      {{".chokepointignore", "!node_modules/\n"}, {"node_modules/m/i.js", "x()"}, {"env/pyvenv.cfg", ""}, {"env/lib/a.py", ""}});
  const Tree found = scan({tree.root()});
  EXPECT_EQ(paths_of(found), (Paths{".chokepointignore", "node_modules/m/i.js"}));
  EXPECT_EQ(file_of(found, "node_modules/m/i.js").role, Role::Vendored);
}

TEST(Discover, OnlyComponentsBelowTheRootCount) {
  const TemporaryTree tree({{"tests/fixture-app/app.py", ""}});
  EXPECT_EQ(scan({tree.path("tests/fixture-app")}).files.at(0).role, Role::Production);
  EXPECT_EQ(scan({tree.root()}).files.at(0).role, Role::Test);
}

TEST(Discover, RepositoryOfExamples) {
  const TemporaryTree tree({{"examples/a/app.py", ""}, {"examples/test_a.py", ""}});
  const Tree found = scan({tree.root()});
  EXPECT_EQ(file_of(found, "examples/a/app.py").role, Role::Production);
  EXPECT_EQ(file_of(found, "examples/test_a.py").role, Role::Test);
}

TEST(Discover, ForeignAndBinaryContent) {
  const TemporaryTree tree({{"de.ts", "<?xml version=\"1.0\"?>\n<!DOCTYPE TS>\n<TS/>\n"},
                            {"a.js", std::string(200, '\0') + "\x01\x02"},
                            {"b.js", "const a = '" + "\0"s + "';\n"},
                            {"test/c.js", "\0\0\0\0"s},
                            {"big.py", std::string(2000, '#')},
                            {"latin.py", "x = 'caf\xE9'\n"}});
  const Tree found = scan({tree.root()});
  EXPECT_EQ(file_of(found, "de.ts").kind, FileKind::Other);
  EXPECT_EQ(file_of(found, "a.js").kind, FileKind::Other);
  EXPECT_EQ(file_of(found, "latin.py").kind, FileKind::Source);
  ASSERT_EQ(found.notices.size(), 4u);
  auto expect = [&](std::size_t i, Notice::Kind kind, const char* path, bool incomplete) {
    EXPECT_EQ(found.notices[i].kind, kind) << path;
    EXPECT_EQ(found.notices[i].path, path);
    EXPECT_EQ(found.notices[i].incomplete, incomplete) << path;
  };
  expect(0, Notice::Kind::Binary, "a.js", false);
  expect(1, Notice::Kind::Binary, "b.js", true);
  expect(2, Notice::Kind::TooLarge, "big.py", true);
  expect(3, Notice::Kind::Encoding, "latin.py", false);
}

TEST(Discover, InterpreterLines) {
  const TemporaryTree tree({{"run", "#!/usr/bin/env python3\nx = 1\n"},
                            {"bin/www", "#!/usr/bin/env node\nrequire('http').createServer(app).listen(3000)\n"},
                            {"bin/tool", "#!/usr/bin/env node\nconsole.log(1)\n"},
                            {"LICENSE", "some text\n"}});
  const Tree found = scan({tree.root()});
  EXPECT_EQ(file_of(found, "run").language, Language::Python);
  EXPECT_EQ(file_of(found, "run").role, Role::Script);
  EXPECT_EQ(file_of(found, "bin/www").role, Role::Production);
  EXPECT_EQ(file_of(found, "bin/tool").role, Role::Script);
  EXPECT_EQ(file_of(found, "LICENSE").kind, FileKind::Other);
}

TEST(Discover, ProjectsOfAMonorepo) {
  const TemporaryTree tree({{"package.json", "{\"private\": true, \"workspaces\": [\"apps/*\"]}"},
                            {"pnpm-lock.yaml", ""},
                            {"apps/api/package.json", "{\"dependencies\": {\"fastify\": \"5\"}}"},
                            {"apps/api/src/server.ts", "listen()"},
                            {"apps/web/package.json", "{\"dependencies\": {\"react\": \"18\"}}"},
                            {"apps/web/src/app.tsx", "export {}"},
                            {"apps/api/test/fixture/package.json", "{}"},
                            {"shared.ts", "export const a = 1"}});
  const Tree found = scan({tree.root()});
  ASSERT_EQ(found.projects.size(), 3u);
  EXPECT_EQ(found.projects[0].path, "");
  EXPECT_EQ(found.projects[0].manifests, (Paths{"package.json", "pnpm-lock.yaml"}));
  EXPECT_EQ(found.projects[1].path, "apps/api");
  EXPECT_EQ(file_of(found, "apps/api/src/server.ts").project, ProjectId{2});
  EXPECT_EQ(file_of(found, "apps/api/src/server.ts").role, Role::Production);
  EXPECT_EQ(file_of(found, "apps/web/src/app.tsx").role, Role::Client);
  EXPECT_EQ(file_of(found, "shared.ts").project, ProjectId{1});
  EXPECT_EQ(file_of(found, "shared.ts").role, Role::Production);
}

TEST(Discover, ModulesThatOnlyPagesImport) {
  const TemporaryTree tree(
      {{"package.json", R"({"dependencies": {"next": "14", "react": "18"}})"},
       {"src/app/page.tsx", "import { Chart } from './Chart';\nimport { load } from '@/lib/load';\n"},
       {"src/app/Chart.tsx", "'use client'\nimport { color } from '@/lib/color';\nimport x from '../lib/both';\n"},
       {"src/app/api/route.ts", "import both from '@/lib/both'\n"},
       {"src/lib/color/index.ts", "import { mix } from './mix'\n"},
       {"src/lib/color/mix.ts", "export const mix = 1\n"},
       {"src/lib/load.ts", "export const load = () => fetch(url)\n"},
       {"src/lib/both.ts", "export default 1\n"},
       {"src/lib/alone.ts", "export default 1\n"}});
  const Tree found = scan({tree.root()});
  for (const char* path : {"src/app/Chart.tsx", "src/lib/color/index.ts", "src/lib/color/mix.ts"}) {
    EXPECT_EQ(file_of(found, path).role, Role::Client) << path;
  }
  for (const char* path : {"src/app/page.tsx", "src/app/api/route.ts", "src/lib/load.ts", "src/lib/both.ts", "src/lib/alone.ts"}) {
    EXPECT_EQ(file_of(found, path).role, Role::Production) << path;
  }
}

TEST(Discover, BundledPageWithoutLibrary) {
  const TemporaryTree tree({{"ui/package.json", R"({"devDependencies": {"vite": "5"}})"},
                            {"ui/index.html", ""},
                            {"ui/src/main.ts", "start()\n"},
                            {"lib/package.json", R"({"devDependencies": {"vite": "5"}})"},
                            {"lib/src/main.ts", "start()\n"}});
  const Tree found = scan({tree.root()});
  EXPECT_EQ(file_of(found, "ui/src/main.ts").role, Role::Client);
  EXPECT_EQ(file_of(found, "lib/src/main.ts").role, Role::Production);
}

TEST(Discover, PagesThatTheServerImports) {
  const TemporaryTree tree({{"package.json", R"({"dependencies": {"express": "4"}})"},
                            {"server/app.js", "const diff = require('../static/js/diff')\n"},
                            {"static/js/diff.js", "const text = require('./text')\n"},
                            {"static/js/text.js", "module.exports = 1\n"},
                            {"static/js/editor.js", "const diff = require('./diff')\n"}});
  const Tree found = scan({tree.root()});
  EXPECT_EQ(file_of(found, "static/js/diff.js").role_reason, "the server imports it");
  EXPECT_EQ(file_of(found, "static/js/text.js").role, Role::Production);
  EXPECT_EQ(file_of(found, "static/js/editor.js").role, Role::Client);
}

TEST(Discover, NamesThatAreNotUtf8) {
  const TemporaryTree tree({{"caf\xE9.py", "x = 1\n"}});
  const Tree found = scan({tree.root()});
  EXPECT_EQ(found.files.at(0).path, "caf\uFFFD.py");
  EXPECT_TRUE(read_text(found.files.at(0).absolute, 100).has_value());
}

TEST(Dump, Lines) {
  const TemporaryTree tree({{"go.mod", "module a\n"}, {"main.go", "package main\n"}, {"a_test.go", "package main\n"}});
  EXPECT_EQ(dump(scan({tree.root()})),
            "test       go         source     1 a_test.go  (name of a test)\n"
            "production none       manifest   1 go.mod\n"
            "production go         source     1 main.go\n"
            "project 1 .: go.mod\n"
            "ignored 0\n");
}

}  // namespace
}  // namespace chokepoint::source
