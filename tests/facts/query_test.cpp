#include "facts/query.hpp"

#include <gtest/gtest.h>

namespace chokepoint::facts {
namespace {

/// The root, `services/api` in it, and `services/api/jobs` in that.
RepositoryFacts three_projects() {
  RepositoryFacts facts;
  facts.projects.resize(3);
  facts.projects[1].directory = "services/api";
  facts.projects[2].directory = "services/api/jobs";
  facts.enclosing = {0, 0, 1};
  return facts;
}

const source::ProjectId kRoot(1), kApi(2), kJobs(3);

TEST(Query, KeysMatchPatterns) {
  EXPECT_TRUE(key_matches("server.port", "server.port"));
  EXPECT_FALSE(key_matches("server.ports", "server.port"));
  EXPECT_TRUE(key_matches("DATABASES.default.ENGINE", "DATABASES.*.ENGINE"));
  EXPECT_FALSE(key_matches("DATABASES.default.TEST.ENGINE", "DATABASES.*.ENGINE"));
  EXPECT_TRUE(key_matches("spring.datasource.hikari.maximum-pool-size", "spring.datasource.hikari.*"));
  EXPECT_TRUE(key_matches("spring.datasource.hikari.a.b", "spring.datasource.hikari.*"));
  EXPECT_FALSE(key_matches("spring.datasource.hikari", "spring.datasource.hikari.*"));
  EXPECT_TRUE(key_matches("MIDDLEWARE[12]", "MIDDLEWARE[*]"));
  EXPECT_TRUE(key_matches("container.ports[0].containerPort", "container.ports[*].containerPort"));
  EXPECT_TRUE(key_matches("anything", "*"));
  EXPECT_TRUE(key_matches("any.thing", "*"));
}

TEST(Query, TheNearestProjectDecides) {
  RepositoryFacts facts = three_projects();
  facts.projects[0].conclusions.push_back({"replicated", "root", {}, Basis::Observed});
  EXPECT_TRUE(holds(facts, kJobs, "replicated"));
  facts.projects[1].conclusions.push_back({"single", "api", {}, Basis::Observed});
  EXPECT_FALSE(holds(facts, kApi, "replicated"));
  EXPECT_TRUE(holds(facts, kJobs, "single"));
  EXPECT_TRUE(holds(facts, kRoot, "replicated"));
  EXPECT_EQ(conclusion(facts, kApi, "single")->reason, "api");
}

TEST(Query, VersionsAreLockedOrExact) {
  RepositoryFacts facts = three_projects();
  facts.projects[0].dependencies.push_back({"npm", "koa", "2.15.0", "", false, {}, {}});
  facts.projects[0].dependencies.push_back({"npm", "pg", "^8.0.0", "", false, {}, {}});
  facts.projects[1].locked = {{"go", "github.com/redis/go-redis/v9", "v9.5.1", "", {}}, {"npm", "pg", "8.11.3", "", {}}};
  EXPECT_EQ(version_of(facts, kJobs, "npm", "koa"), "2.15.0");
  EXPECT_EQ(version_of(facts, kRoot, "npm", "pg"), "");
  EXPECT_EQ(version_of(facts, kJobs, "npm", "pg"), "8.11.3");
  EXPECT_EQ(version_of(facts, kApi, "go", "github.com/redis/go-redis"), "v9.5.1");
}

TEST(Query, SettingsThatDoNotReachProductionAreLeftOut) {
  RepositoryFacts facts = three_projects();
  facts.projects[0].settings = {{.source = "django", .key = "DEBUG", .value = "true", .production = false},
                                {.source = "django", .key = "DEBUG", .value = "yes", .overridden = true},
                                {.source = "django", .key = "DEBUG", .value = "false"},
                                {.source = "spring", .key = "DEBUG"}};
  ASSERT_EQ(find_settings(facts, kJobs, "django", "DEBUG").size(), 1u);
  EXPECT_EQ(find_settings(facts, kJobs, "django", "DEBUG")[0]->value, "false");
  EXPECT_EQ(find_settings(facts, kJobs, "django", "DEBUG", true).size(), 3u);
  EXPECT_EQ(find_settings(facts, kJobs, "", "DEBUG").size(), 2u);
}

TEST(Query, ShippedRuntimesComeFirst) {
  RepositoryFacts facts = three_projects();
  facts.projects[1].runtimes.push_back({"node", ">=18", false, {}});
  facts.projects[0].runtimes.push_back({"node", "22", true, {}});
  EXPECT_EQ(find_runtime(facts, kJobs, "node")->version, "22");
  EXPECT_EQ(find_runtime(facts, kJobs, "java"), nullptr);
}

TEST(Query, ThePlainDockerfileIsTheService) {
  RepositoryFacts facts = three_projects();
  facts.projects[1].runtimes.push_back({"go", "1.26", true, {"api/Dockerfile", 1, 1}});
  facts.projects[1].runtimes.push_back({"go", "1.25", true, {"api/tool.Dockerfile", 1, 1}});
  EXPECT_EQ(find_runtime(facts, kJobs, "go")->version, "1.26");
}

}  // namespace
}  // namespace chokepoint::facts
