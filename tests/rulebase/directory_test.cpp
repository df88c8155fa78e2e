// `--rules DIR`: what it may add, and what it may not.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "rulebase/rulebase.hpp"

namespace chokepoint::rulebase {
namespace {

namespace fs = std::filesystem;

class directory : public testing::Test {
 protected:
  void SetUp() override {
    root_ =
        fs::path(testing::TempDir()) / ("chokepoint-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(root_);
    fs::create_directories(root_);
    base_ = *built_in();
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  /// The message without the folder's name.
  std::string add() {
    const Result<void> added = add_directory(base_, root_.string());
    std::string text = added ? "" : added.error().message;
    for (std::size_t at; (at = text.find(root_.string())) != std::string::npos;) text.replace(at, root_.string().size(), "DIR");
    return text;
  }

  fs::path root_;
  RuleBase base_;
};

const std::string house_model =
    "schema: 1\nlibrary: { ecosystem: pypi, name: house }\nprovenance: { source: \"https://example.org\" }\n"
    "calls:\n  - functions: [house.wait]\n    effects: [sleeps]\n";

TEST_F(directory, adds_a_library) {
  write("models/pypi/house.yml", house_model);
  const std::size_t before = base_.libraries.size();
  EXPECT_EQ(add(), "");
  ASSERT_EQ(base_.libraries.size(), before + 1);
  for (std::size_t i = 1; i < base_.libraries.size(); ++i)
    EXPECT_LT(base_.libraries[i - 1].ecosystem + "/" + base_.libraries[i - 1].name,
              base_.libraries[i].ecosystem + "/" + base_.libraries[i].name);
}

TEST_F(directory, adds_a_word_and_uses_it) {
  write("vocabulary.yml", "schema: 1\neffects:\n  burns-money: Calls a service that is paid by the call.\n");
  std::string model = house_model;
  write("models/pypi/house.yml", model.replace(model.find("sleeps"), 6, "burns-money"));
  EXPECT_EQ(add(), "");
}

TEST_F(directory, cannot_redefine_a_word) {
  write("vocabulary.yml", "schema: 1\neffects:\n  sleeps: Something else.\n");
  write("models/pypi/house.yml", house_model);
  EXPECT_EQ(add(), "DIR/vocabulary.yml:1:1: word `sleeps` exists already");
}

TEST_F(directory, cannot_redefine_a_library) {
  std::string model = house_model;
  write("models/pypi/requests.yml", model.replace(model.find("name: house"), 11, "name: requests"));
  const std::size_t before = base_.libraries.size();
  EXPECT_EQ(add(), "DIR/models/pypi/requests.yml:1:1: library `requests` of `pypi` is modelled already, in pypi/requests.yml");
  EXPECT_EQ(base_.libraries.size(), before);
}

TEST_F(directory, lists_the_errors_of_all_files) {
  write("models/pypi/a.yml", "a: 1\na: 2\n");
  write("models/pypi/b.yml", "[]\n");
  write("models/pypi/deeper/c.yaml", "x");
  write("models/pypi/notes.txt", "not read");
  EXPECT_EQ(add(),
            "DIR/models/pypi/a.yml:2:1: key `a` is given twice; first in line 1\n"
            "DIR/models/pypi/b.yml:1:1: `the file` must be a map, found a list\n"
            "DIR/models/pypi/deeper/c.yaml:1:1: `the file` must be a map, found text");
}

const std::string house_rule = R"(schema: 1
id: house-rule
title: A rule of the house
severity: note
precision: P2
guide: { anchor: S1a, mitigation: optimise-queries }
languages: [python]
gives_way_to: [n-plus-one-explicit]
match:
  reach: { from: [request], effects: [sleeps] }
report: { at: sink, message: sleeps }
docs: { what: a, why: b, fix: c, limits: d }
references: ["https://example.org"]
examples:
  - { language: python, bad: "wait()  #! house-rule", good: "pass" }
)";

TEST_F(directory, a_rule_gives_way_to_one_that_stays) {
  write("catalog/house/house-rule.yml", house_rule);
  EXPECT_EQ(add(), "");
}

TEST_F(directory, a_rule_cannot_give_way_to_nothing_or_further) {
  std::string rule = house_rule;
  write("catalog/house/house-rule.yml", rule.replace(rule.find("n-plus-one-explicit"), 19, "n-plus-one-explicitly"));
  EXPECT_EQ(add(),
            "DIR/catalog/house/house-rule.yml:1:1: `gives_way_to` names no rule `n-plus-one-explicitly`; did you mean "
            "`n-plus-one-explicit`?");
  rule = house_rule;
  write("catalog/house/house-rule.yml", rule.replace(rule.find("n-plus-one-explicit"), 19, "row-by-row-write"));
  EXPECT_EQ(add(), "DIR/catalog/house/house-rule.yml:1:1: `house-rule` gives way to `row-by-row-write`, which gives way itself");
}

TEST_F(directory, must_be_one_and_hold_something) {
  EXPECT_EQ(add(), "DIR: has neither a folder `catalog` nor a folder `models`");
  root_ /= "nowhere";
  EXPECT_EQ(add(), "DIR: not a folder");
}

}  // namespace
}  // namespace chokepoint::rulebase
