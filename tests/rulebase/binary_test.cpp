#include "rulebase/binary.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace chokepoint::rulebase {
namespace {

TEST(binary, the_embedded_rule_base_equals_the_files) {
  const Result<RuleBase> files = read_directory(RULES_FOLDER), embedded = built_in();
  ASSERT_TRUE(files) << files.error().message;
  ASSERT_TRUE(embedded) << embedded.error().message;
  ASSERT_FALSE(embedded->libraries.empty());
  EXPECT_TRUE(write_binary(*files) == write_binary(*embedded));
}

TEST(binary, keeps_every_field) {
  models::Library library;
  library.ecosystem = "npm";
  library.modules = {"a", "b"};
  models::Call call;
  call.functions = {"a.f"};
  call.options.push_back({"timeout", {{models::Place::Kind::Keyword, 3, "k", {"x", "y"}}}, "waits", {"0", ""}});
  call.rows = models::Rows::One;
  call.bounds = true;
  call.runs.push_back({{models::Place::Kind::LastArgument, 0, "", {}}, models::Run::Where::Job});
  call.origin = {"npm/a.yml", 70000};
  library.calls.push_back(call);
  models::TypeModel type;
  type.members = {{"*", "a.T"}, {"rows", "a.Rows"}};
  library.types.push_back(type);
  rules::Rule rule;
  rule.info.severity = findings::Severity::Error;
  rule.match.shape = rules::Shape::Loop;
  rule.match.depth = 3;
  RuleBase base;
  base.rules.push_back(rule);
  base.libraries.push_back(library);

  const Result<RuleBase> back = read_binary(write_binary(base));
  ASSERT_TRUE(back);
  const models::Call& read = back->libraries.at(0).calls.at(0);
  EXPECT_EQ(read.functions, call.functions);
  EXPECT_EQ(read.options.at(0).name, "timeout");
  EXPECT_EQ(read.options.at(0).at.at(0).keyword, "k");
  EXPECT_EQ(read.options.at(0).at.at(0).path, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(read.options.at(0).disabled_by, (std::vector<std::string>{"0", ""}));
  EXPECT_EQ(read.rows, models::Rows::One);
  EXPECT_TRUE(read.bounds);
  EXPECT_FALSE(read.keyed);
  EXPECT_EQ(read.runs.at(0).where, models::Run::Where::Job);
  EXPECT_EQ(read.origin.file, "npm/a.yml");
  EXPECT_EQ(read.origin.line, 70000u);
  EXPECT_EQ(back->libraries[0].types.at(0).members, type.members);
  EXPECT_EQ(back->rules.at(0).match.shape, rules::Shape::Loop);
  EXPECT_EQ(back->rules[0].match.depth, 3u);
  EXPECT_EQ(back->rules[0].info.severity, findings::Severity::Error);
}

TEST(binary, refuses_foreign_and_damaged_bytes) {
  RuleBase base = *built_in();
  base.rules.resize(1);
  base.libraries.resize(2);
  const std::string bytes = write_binary(base);
  ASSERT_TRUE(read_binary(bytes));
  EXPECT_EQ(read_binary("").error().message, "the embedded rule base has a foreign format");
  EXPECT_EQ(read_binary(bytes + "x").error().message, "the embedded rule base is damaged");
  for (std::size_t length = 30; length < bytes.size(); length += 7)
    EXPECT_EQ(read_binary(std::string_view(bytes).substr(0, length)).error().message, "the embedded rule base is damaged");
}

TEST(binary, passes_over_libraries_that_nobody_wants) {
  const Result<RuleBase> rules = built_in_rules();
  ASSERT_TRUE(rules);
  EXPECT_TRUE(rules->libraries.empty());
  const Result<RuleBase> all = built_in();
  const auto of_go = [](std::string_view ecosystem) { return ecosystem == "go"; };
  const Result<std::vector<models::Library>> some = built_in_libraries(of_go);
  ASSERT_TRUE(some);
  const auto& libraries = all->libraries;
  EXPECT_GT(some->size(), 0u);
  EXPECT_LT(some->size(), libraries.size());
  EXPECT_EQ(some->size(), std::count_if(libraries.begin(), libraries.end(), [&](const auto& one) { return of_go(one.ecosystem); }));
  for (const models::Library& library : *some) EXPECT_EQ(library.ecosystem, "go");
}

}  // namespace
}  // namespace chokepoint::rulebase
