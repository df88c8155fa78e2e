// Budgets of the JavaScript front end: deep nesting and long lists are cut and counted, never a crash.
#include <gtest/gtest.h>

#include <string>

#include "frontends/frontend.hpp"
#include "ir/builder.hpp"
#include "ir/print.hpp"

namespace chokepoint::tests {
namespace {

ir::FileIr lower(const std::string& text, Language language = Language::JavaScript) {
  syntax::Parser parser;
  return frontends::frontend_for(language)->lower(parser, language, "example", text);
}

std::string repeat(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

std::size_t count_ops(const ir::FileIr& ir, ir::OpKind kind) {
  std::size_t n = 0;
  for (const ir::Op& op : ir.ops) n += op.kind == kind;
  return n;
}

TEST(JavaScriptLimits, cuts_deep_nesting) {
  for (const std::string& text :
       {repeat("if (a) { ", 600) + "b();" + repeat(" }", 600), "f" + repeat("(f", 3000) + repeat(")", 3000) + ";",
        "x" + repeat(".y()", 2000) + ";", "x = " + repeat("() => ", 700) + "1;", repeat("[", 2000) + repeat("]", 2000),
        "x = " + repeat("`${", 700) + "a" + repeat("}`", 700), "x = " + repeat("a ? b : ", 700) + "c;",
        "let " + repeat("{ a: ", 700) + "b" + repeat("}", 700) + " = c;"}) {
    const ir::FileIr ir = lower(text);
    EXPECT_EQ(ir::verify(ir), std::vector<std::string>{});
    EXPECT_GT(ir.truncated, 0u) << text.substr(0, 40);
  }
}

TEST(JavaScriptLimits, cuts_deep_types_and_elements) {
  for (const auto& [language, text] : {std::pair(Language::TypeScript, "let a: A" + repeat("<A", 800) + repeat(">", 800) + ";"),
                                       std::pair(Language::Tsx, "x = " + repeat("<A>", 800) + repeat("</A>", 800) + ";")}) {
    const ir::FileIr ir = lower(text, language);
    EXPECT_EQ(ir::verify(ir), std::vector<std::string>{});
    EXPECT_GT(ir.truncated, 0u) << text.substr(0, 40);
  }
}

TEST(JavaScriptLimits, walks_long_sums_unions_and_else_if_chains) {
  const ir::FileIr sum = lower("x = a()" + repeat(" + a()", 900) + ";");
  EXPECT_EQ(sum.truncated, 0u);
  EXPECT_EQ(count_ops(sum, ir::OpKind::Call), 901u);
  const ir::FileIr chain = lower(repeat("if (a) b(); else ", 400) + "c();");
  EXPECT_EQ(chain.truncated, 0u);
  EXPECT_EQ(count_ops(chain, ir::OpKind::Call), 401u);
  const ir::FileIr types = lower("type A = 'a'" + repeat(" | 'a'", 900) + ";", Language::TypeScript);
  EXPECT_EQ(types.truncated, 0u);
  EXPECT_EQ(types.type_arguments.size(), 901u);
}

TEST(JavaScriptLimits, cuts_long_lists_but_keeps_their_calls) {
  for (const std::string& text : {"x = [" + repeat("1, ", 300) + "make(), [2, { a: () => made() }], 3];",
                                  "x = {" + repeat("a: 1, ", 300) + "b: make(), c: [2, { a: () => made() }], d: 3};"}) {
    const ir::FileIr ir = lower(text);
    EXPECT_EQ(ir.truncated, 1u);
    EXPECT_EQ(count_ops(ir, ir::OpKind::Call), 2u);
    EXPECT_EQ(count_ops(ir, ir::OpKind::Literal), ir::FileBuilder::kMaxOperands + 1);
    EXPECT_TRUE(ir.ops[ir.function(ir::FunctionId(1)).ops.first + ir.function(ir::FunctionId(1)).ops.count - 2].has(ir::kOptional));
  }
}

TEST(JavaScriptLimits, shortens_long_strings_between_characters) {
  const ir::FileIr ir = lower("x = '" + repeat("\u00e9\u20ac", 10000) + "';");
  EXPECT_EQ(ir.truncated, 1u);
  const std::string_view text = ir.text(ir.ops[0].text);
  EXPECT_LE(text.size(), 16u * 1024);
  EXPECT_TRUE(text.ends_with("\xc3\xa9") || text.ends_with("\xe2\x82\xac"));
}

}  // namespace
}  // namespace chokepoint::tests
