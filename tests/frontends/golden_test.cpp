// Golden tests of the front ends: every document below tests/frontends/<language>/ is a test, every section of it a case.
//
//   # an await keeps its operand
//   ```python
//   async def f(): await g()
//   ```
//   ```ir function f
//   function f2 function `f` async …
//   ```
//
// The ir block is the whole dump (`ir`), the functions of some names (`ir function f g`; the top-level code is `<module>`, lambdas
// are `<lambda>`, class bodies `<class>`), or everything but operations (`ir declarations`). A source block may be followed by
// several. Every source block must pass `ir::verify`. CHOKEPOINT_UPDATE=1 rewrites the ir blocks.
#include <gtest/gtest.h>

#include <map>

#include "frontends/frontend.hpp"
#include "harness/document.hpp"
#include "ir/print.hpp"

namespace chokepoint::tests {
namespace {

namespace fs = std::filesystem;

struct Dialect {
  Language language;
  const char* path;
};

const std::map<std::string_view, Dialect> kDialects = {
    {"go", {Language::Go, "example.go"}},
    {"java", {Language::Java, "Example.java"}},
    {"javascript", {Language::JavaScript, "example.js"}},
    {"python", {Language::Python, "example.py"}},
    {"tsx", {Language::Tsx, "example.tsx"}},
    {"typescript", {Language::TypeScript, "example.ts"}},
};

std::string declarations(const std::string& dump) {
  std::string kept;
  for (std::size_t begin = 0; begin < dump.size();) {
    const std::size_t end = dump.find('\n', begin) + 1;
    const std::string_view line = std::string_view(dump).substr(begin, end - begin);
    if (!line.starts_with("  %") && !line.starts_with("  region ")) kept += line;
    begin = end;
  }
  return kept;
}

std::string_view label(const ir::FileIr& ir, const ir::Function& f) {
  if (f.kind == ir::FunctionKind::Module) return "<module>";
  if (f.kind == ir::FunctionKind::Lambda && !f.name) return "<lambda>";
  return ir.text(f.name);
}

std::string functions(const ir::FileIr& ir, std::string_view names) {
  std::string text;
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(' '));
    names.remove_prefix(std::min(name.size() + 1, names.size()));
    for (std::size_t i = 0; i < ir.functions.size(); ++i) {
      if (label(ir, ir.functions[i]) == name) text += ir::dump(ir, ir::FunctionId::from_index(i));
    }
  }
  return text;
}

std::string actual(const ir::FileIr& ir, std::string_view filter) {
  constexpr std::string_view kFunction = "function ";
  if (filter.empty()) return ir::dump(ir);
  if (filter == "declarations") return declarations(ir::dump(ir));
  if (filter.starts_with(kFunction)) return functions(ir, filter.substr(kFunction.size()));
  return "unknown filter `" + std::string(filter) + "`\n";
}

class GoldenDocument : public testing::TestWithParam<fs::path> {};

TEST_P(GoldenDocument, lowers_as_written) {
  const Document document = read_document(GetParam());
  std::vector<Replacement> replacements;
  syntax::Parser parser;
  std::size_t sources = 0;
  for (const Section& section : document.sections) {
    SCOPED_TRACE(GetParam().string() + ":" + std::to_string(section.line) + " " + section.title);
    ir::FileIr ir;
    bool lowered = false;
    for (const Block& block : section.blocks) {
      if (const auto dialect = kDialects.find(block.language()); dialect != kDialects.end()) {
        const frontends::Frontend* frontend = frontends::frontend_for(dialect->second.language);
        ASSERT_NE(frontend, nullptr);
        ir = frontend->lower(parser, dialect->second.language, dialect->second.path, block.text);
        EXPECT_EQ(ir::verify(ir), std::vector<std::string>{}) << ir::dump(ir);
        lowered = true;
        ++sources;
      } else if (block.language() == "ir") {
        ASSERT_TRUE(lowered) << "an ir block needs a source block before it";
        const std::string dump = actual(ir, block.arguments());
        EXPECT_FALSE(dump.empty()) << "nothing matches `" << block.info << "`";
        if (updating()) replacements.push_back({&block, dump});
        else EXPECT_EQ(block.text, dump) << "line " << block.line << "; CHOKEPOINT_UPDATE=1 rewrites it";
      }
    }
  }
  EXPECT_GT(sources, 0u) << "no source block in this document";
  if (updating() && !HasFailure()) write_file(document.path, rewrite(document, replacements));
}

std::string test_name(const testing::TestParamInfo<fs::path>& info) {
  std::string name = info.param.parent_path().filename().string() + "_" + info.param.stem().string();
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Frontends, GoldenDocument, testing::ValuesIn(files_below(GOLDEN_FOLDER, ".md")), test_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(GoldenDocument);

}  // namespace
}  // namespace chokepoint::tests
