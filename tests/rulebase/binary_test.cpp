#include "rulebase/binary.hpp"

#include <algorithm>
#include <ctime>

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
  const std::string bytes = write_binary(*built_in());
  EXPECT_EQ(read_binary("").error().message, "the embedded rule base has a foreign format");
  EXPECT_EQ(read_binary(bytes + "x").error().message, "the embedded rule base is damaged");
  for (std::size_t length = 30; length < bytes.size(); length += 97)
    EXPECT_EQ(read_binary(std::string_view(bytes).substr(0, length)).error().message, "the embedded rule base is damaged");
}

/// 200 rules and 200 libraries of the size of real ones. The promise is 10 ms; the bound is generous for loaded machines.
TEST(binary, a_large_rule_base_is_read_fast) {
  RuleBase base = *built_in();
  const std::size_t own = base.libraries.size();
  base.libraries.reserve(std::max<std::size_t>(own, 200));
  for (std::size_t i = 0; base.libraries.size() < 200; ++i) base.libraries.push_back(base.libraries[i % own]);
  base.libraries.resize(200);
  const auto with_calls =
      std::find_if(base.libraries.begin(), base.libraries.end(), [](const auto& library) { return !library.calls.empty(); });
  const models::Call row = with_calls->calls[0];
  for (models::Library& library : base.libraries)
    while (library.calls.size() < 40) library.calls.push_back(row);
  rules::Rule rule;
  rule.info.what = rule.info.why = rule.info.fix = rule.info.limits = std::string(400, 'x');
  rule.info.examples.resize(3, {"python", std::string(300, 'x'), std::string(300, 'x')});
  while (base.rules.size() < 200) base.rules.push_back(rule);
  const std::string bytes = write_binary(base);
  const std::clock_t start = std::clock();  // of this process only: other programs must not fail the test
  const Result<RuleBase> read = read_binary(bytes);
  const auto spent = (std::clock() - start) * 1'000'000 / CLOCKS_PER_SEC;
  ASSERT_TRUE(read);
  RecordProperty("microseconds", static_cast<int>(spent));
  RecordProperty("bytes", static_cast<int>(bytes.size()));
  EXPECT_LT(spent, 100'000);
}

}  // namespace
}  // namespace chokepoint::rulebase
