#include "source/directory_kind.hpp"

#include <initializer_list>
#include <unordered_map>

namespace chokepoint::source {
namespace {

using Words = std::initializer_list<std::string_view>;

class Table {
 public:
  Table() {
    add(kVendored, {"Godeps", "_vendor", "_vendored", "bower_components", "jspm_packages", "node_modules", "site-packages",
                    "third-party", "third_party", "thirdparty", "vendor", "vendored"});
    add(kGenerated, {"__generated__", "dist", "generated", "generated-sources", "generated_sources"});
    add(kTests,
        {"__fixtures__", "__mocks__", "__snapshots__", "__test__",       "__tests__", "androidTest", "cypress",         "e2e",
         "fakes",        "fixture",   "fixtures",      "functionalTest", "intTest",   "integTest",   "integrationTest", "jmh",
         "load-testing", "loadtest",  "loadtests",     "locust",         "mock",      "mocks",       "playwright",      "spec",
         "specs",        "test",      "testFixtures",  "testcases",      "testdata",  "testhelper",  "testhelpers",     "testing",
         "testkit",      "tests",     "testsuite",     "testutil",       "testutils"});
    add(kScripts, {"bench", "benchmark", "benchmarks", "bin", "hack", "script", "scripts", "seed", "seeder", "seeders", "seeds"});
    add(kTopScripts, {"build-tools", "buildSrc", "buildtools", "ci", "contrib", "dev", "devops", "extra", "extras", "packaging",
                      "tool", "tooling", "tools"});
    add(kExamples, {"_example", "_examples", "demo", "demos", "example", "examples", "playground", "playgrounds", "sample",
                    "samples", "tutorial", "tutorials"});
    add(kTopExamples, {"doc", "docs", "documentation"});
    add(kPages, {"WEB-INF", "assets", "public", "static", "webapp", "www", "wwwroot"});
    add(kDomainParent, {"api", "controllers", "domain", "domains", "endpoints", "features", "handlers", "models", "modules",
                        "resolvers", "routers", "routes", "schemas", "services", "views"});
    add(kJavaDomain, {"cn", "com", "de", "edu", "fr", "io", "me", "net", "org", "ru", "uk"});
  }

  std::uint16_t of(std::string_view name) const {
    const auto found = kinds_.find(name);
    return found == kinds_.end() ? std::uint16_t{0} : found->second;
  }

 private:
  void add(DirectoryKind kind, Words names) {
    for (const std::string_view name : names) kinds_[name] |= kind;
  }

  std::unordered_map<std::string_view, std::uint16_t> kinds_;  // never iterated
};

}  // namespace

std::uint16_t kinds_of_directory(std::string_view name) {
  static const Table table;
  return table.of(name);
}

}  // namespace chokepoint::source
