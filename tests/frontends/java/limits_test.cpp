// Budgets of the Java front end: deep nesting and long lists are cut and counted, never a crash.
#include <gtest/gtest.h>

#include <string>

#include "frontends/frontend.hpp"
#include "ir/builder.hpp"
#include "ir/print.hpp"

namespace chokepoint::tests {
namespace {

ir::FileIr lower_body(const std::string& statements) {
  syntax::Parser parser;
  const std::string text = "class C { void f() { " + statements + " } }";
  return frontends::frontend_for(Language::Java)->lower(parser, Language::Java, "C.java", text);
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

TEST(JavaLimits, cuts_deep_nesting) {
  for (const std::string& body :
       {repeat("if (a) { ", 600) + "b();" + repeat(" }", 600), "f" + repeat("(f", 3000) + repeat(")", 3000) + ";",
        repeat("class A { void f() { ", 500) + repeat("} }", 500), "x = " + repeat("-", 2000) + "1;",
        "x" + repeat(".y()", 2000) + ";", "A" + repeat("<A", 800) + repeat(">", 800) + " x;",
        "x = " + repeat("() -> ", 700) + "1;"}) {
    const ir::FileIr ir = lower_body(body);
    EXPECT_EQ(ir::verify(ir), std::vector<std::string>{});
    EXPECT_GT(ir.truncated, 0u) << body.substr(0, 40);
  }
}

TEST(JavaLimits, folds_long_sums_and_else_if_chains) {
  const ir::FileIr sum = lower_body("x = a" + repeat(" + a", 900) + ";");
  EXPECT_EQ(sum.truncated, 0u);
  EXPECT_EQ(count_ops(sum, ir::OpKind::Compute), 900u);
  const ir::FileIr chain = lower_body(repeat("if (a) b(); else ", 900) + "c();");
  EXPECT_EQ(chain.truncated, 0u);
  EXPECT_EQ(count_ops(chain, ir::OpKind::Call), 901u);
}

TEST(JavaLimits, cuts_long_lists_but_keeps_their_calls) {
  const ir::FileIr ir = lower_body("Object[] a = {" + repeat("1, ", 300) + "make(), 2};");
  EXPECT_EQ(ir.truncated, 1u);
  EXPECT_EQ(count_ops(ir, ir::OpKind::Call), 1u);
  EXPECT_EQ(count_ops(ir, ir::OpKind::Literal), ir::FileBuilder::kMaxOperands);
  for (const ir::Op& op : ir.ops) {
    if (op.kind != ir::OpKind::Aggregate) continue;
    EXPECT_TRUE(op.has(ir::kOptional));
    EXPECT_EQ(op.operand_count, ir::FileBuilder::kMaxOperands);
  }
}

TEST(JavaLimits, survives_files_cut_at_any_byte) {
  const std::string text =
      "package a.b; import static c.D.*; @A(x = {@B, 1}) public class C<T> extends D.E<T> implements F { @G int x[] = {1}, y;\n"
      "enum H { @I J(1) { void k() {} }; } record R(int... a) { R { b(); } } @interface L { int m() default 1; }\n"
      "<N> void o(@P final Q<? super N> p) throws S { for (var t : u) switch (v) { case W(var w) when w -> yield -1; default: "
      "break; }\n"
      "try (Y z = new Y<>() { { a = b ? c : d; } }; e) { synchronized (f) { x[i]++; } } catch (G | H g) {} finally {}\n"
      "String s = \"a\\u00e9\" + \"\"\"\n  b\\n  \"\"\" + A::new + (int) 0x1; label: do { continue label; } while (i instanceof J "
      "j && !k); } }";
  syntax::Parser parser;
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const ir::FileIr ir = frontends::frontend_for(Language::Java)->lower(parser, Language::Java, "C.java", text.substr(0, length));
    ASSERT_EQ(ir::verify(ir), std::vector<std::string>{}) << text.substr(0, length);
  }
}

}  // namespace
}  // namespace chokepoint::tests
