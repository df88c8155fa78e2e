// The schemas in rules/schema are what the reader's fields and words give now.
#include "rulebase/schema.hpp"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace chokepoint::rulebase {
namespace {

std::string file(const std::string& name) {
  std::ifstream stream(std::string(RULES_FOLDER) + "/schema/" + name);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

TEST(schema, is_up_to_date) {
  const RuleBase rules = *built_in();
  const std::string hint = "out of date: cmake --build build --target schemas";
  EXPECT_TRUE(file("rule.schema.json") == rule_schema(rules)) << "rules/schema/rule.schema.json is " << hint;
  EXPECT_TRUE(file("model.schema.json") == model_schema(rules)) << "rules/schema/model.schema.json is " << hint;
}

TEST(schema, has_closed_keys_and_words) {
  const auto schema = nlohmann::json::parse(model_schema(*built_in()));
  const auto& call = schema.at("/properties/calls/items"_json_pointer);
  EXPECT_EQ(call.at("additionalProperties"), false);
  EXPECT_EQ(call.at("required"), nlohmann::json::parse(R"(["functions"])"));
  EXPECT_EQ(call.at("/properties/effects/items/$ref"_json_pointer), "#/$defs/effect");
  EXPECT_EQ(schema.at("/$defs/effect/oneOf"_json_pointer).size(), built_in()->vocabulary.effects.size());
  EXPECT_FALSE(schema.at("$defs").contains("pitfall"));
}

}  // namespace
}  // namespace chokepoint::rulebase
