// Budgets of the Python front end: deep nesting and long lists are cut and counted, never a crash, and never a lost call in data.
#include <gtest/gtest.h>

#include <string>

#include "frontends/frontend.hpp"
#include "ir/builder.hpp"
#include "ir/print.hpp"

namespace chokepoint::tests {
namespace {

ir::FileIr lower(const std::string& text) {
  syntax::Parser parser;
  return frontends::frontend_for(Language::Python)->lower(parser, Language::Python, "a.py", text);
}

std::string repeat(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

std::string nested_blocks(std::string_view head, std::size_t levels) {
  std::string text;
  for (std::size_t i = 0; i < levels; ++i) text += std::string(i, ' ') + std::string(head) + "\n";
  return text + std::string(levels, ' ') + "pass\n";
}

std::size_t count_ops(const ir::FileIr& ir, ir::OpKind kind) {
  std::size_t n = 0;
  for (const ir::Op& op : ir.ops) n += op.kind == kind;
  return n;
}

TEST(PythonLimits, cuts_deep_nesting) {
  for (const std::string& text :
       {repeat("(", 2000) + "f()" + repeat(")", 2000), "x = " + repeat("not ", 2000) + "y", "a" + repeat(".b()", 2000),
        "x = " + repeat("lambda: ", 800) + "y", "x: " + repeat("list[", 800) + "int" + repeat("]", 800) + " = 1",
        "x = " + repeat("a if b else ", 800) + "c", "match a:\n case " + repeat("[", 800) + "b" + repeat("]", 800) + ": pass\n",
        repeat("(", 800) + "a," + repeat(")", 800) + " = b", nested_blocks("class A:", 500), nested_blocks("if a():", 500)}) {
    const ir::FileIr ir = lower(text);
    EXPECT_EQ(ir::verify(ir), std::vector<std::string>{});
    EXPECT_GT(ir.truncated, 0u) << text.substr(0, 40);
  }
}

TEST(PythonLimits, folds_long_sums_conditions_and_elif_chains) {
  const ir::FileIr sum = lower("x = f()" + repeat(" + f()", 900));
  EXPECT_EQ(sum.truncated, 0u);
  EXPECT_EQ(count_ops(sum, ir::OpKind::Call), 901u);
  const ir::FileIr condition = lower("x = f()" + repeat(" or f()", 900));
  EXPECT_EQ(condition.truncated, 0u);
  EXPECT_EQ(count_ops(condition, ir::OpKind::Call), 901u);
  const ir::FileIr chain = lower("if a: pass\n" + repeat("elif b: c()\n", 2000));
  EXPECT_EQ(chain.truncated, 0u);
  EXPECT_EQ(count_ops(chain, ir::OpKind::Call), 2000u);
}

TEST(PythonLimits, cuts_long_data_but_keeps_its_calls) {
  const ir::FileIr plain = lower("x = [" + repeat("1, ", 1000) + "make(a), {2: [3]}, f(b)]");
  EXPECT_EQ(plain.truncated, 0u);
  EXPECT_EQ(count_ops(plain, ir::OpKind::Call), 2u);
  EXPECT_EQ(count_ops(plain, ir::OpKind::Literal), ir::FileBuilder::kMaxOperands);
  const ir::FileIr map = lower("x = {" + repeat("'a': b, ", 300) + "key(): value()}");
  EXPECT_EQ(map.truncated, 1u) << "names that are left out are no plain data";
  EXPECT_EQ(count_ops(map, ir::OpKind::Call), 2u);
}

TEST(PythonLimits, survives_files_cut_at_any_byte) {
  const std::string text =
      "from ..a import (b as c, *)\n@d(e=1)\nclass F[T](G, metaclass=H):\n  i: 'J[K | None]' = l()\n  @property\n"
      "  async def m(self, n: Annotated[O, P()] = Q(), /, *r, s=1, **t) -> u.V:\n    global w; w += 1\n"
      "    async with x as (y, *z), a: b, c[d:e, f] = yield g\n    for h in i if j else k: del l\n    else: n = [o async for p in "
      "q if r]\n"
      "    try: raise s from t\n    except* U as v: assert w, x\n    finally: return f'a{y!r:>{z}}b{{' rb'\\x41' "
      "\"\"\"\\N{DASH}\"\"\"\n"
      "match a:\n  case B(c, d=-1 as e) | {'f': g, **h} if (i := j): type K = L\n  case [m, *_]: lambda n, *o: await p\n";
  syntax::Parser parser;
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const ir::FileIr ir =
        frontends::frontend_for(Language::Python)->lower(parser, Language::Python, "a.py", text.substr(0, length));
    ASSERT_EQ(ir::verify(ir), std::vector<std::string>{}) << text.substr(0, length);
  }
}

}  // namespace
}  // namespace chokepoint::tests
