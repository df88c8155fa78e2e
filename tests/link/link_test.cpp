// What calls resolve to, asserted in the source: every document below tests/link/ is a set of small projects.
//
//   result = fetch(url)
//   #        ^ calls: app.rates.fetch (resolved)
//
// A comment line with a caret speaks of the call whose callee's name or whole expression covers the column of the caret on the
// nearest code line above. `calls:` lists all functions of the repository it calls, by qualified name, separated by commas and in
// any order, each with its evidence; `library:` the qualified name of a library function; `unknown` says that nothing is known.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <set>

#include <fmt/format.h>

#include "harness/project.hpp"

namespace chokepoint::tests {
namespace {

struct Assertion {
  std::string path;
  std::size_t line = 0;    // of the code it speaks of
  std::size_t column = 0;  // zero-based, in bytes
  std::size_t offset = 0;  // in the file
  std::string text;        // "calls: a (resolved)"
};

std::vector<Assertion> assertions_of(const ProjectFile& file) {
  std::vector<Assertion> assertions;
  std::size_t code_line = 0, code_begin = 0, number = 0;
  for (std::size_t begin = 0; begin < file.text.size();) {
    std::size_t end = file.text.find('\n', begin);
    if (end == std::string::npos) end = file.text.size();
    const std::string line = file.text.substr(begin, end - begin);
    ++number;
    const std::size_t first = line.find_first_not_of(" \t");
    const std::size_t caret = line.find('^');
    const bool comment = first != std::string::npos && (line[first] == '#' || line.compare(first, 2, "//") == 0);
    if (comment && caret != std::string::npos) {
      std::string text = line.substr(caret + 1);
      text.erase(0, text.find_first_not_of(" ^"));
      assertions.push_back({file.path, code_line, caret, code_begin + caret, text});
    } else if (!comment) {
      code_line = number;
      code_begin = begin;
    }
    begin = end + 1;
  }
  return assertions;
}

// The innermost call around the offset.
const link::CallSite* call_at(const link::Program& program, const std::string& path, std::size_t offset) {
  const link::CallSite* best = nullptr;
  std::uint32_t best_length = ~0u;
  for (const link::CallSite& call : program.calls) {
    if (program.file_of(call.caller).path != path) continue;
    const ir::Op& op = program.ir_of(call.caller).op(program.function(call.caller), call.op);
    if (offset < op.span.begin || offset >= op.span.end || op.span.end - op.span.begin >= best_length) continue;
    best = &call;
    best_length = op.span.end - op.span.begin;
  }
  return best;
}

std::set<std::string> words(std::string_view text) {
  std::set<std::string> result;
  while (!text.empty()) {
    const std::size_t comma = text.find(", ");
    result.emplace(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 2);
  }
  return result;
}

std::string describe(const link::Program& program, const link::CallSite& call) {
  std::set<std::string> targets;
  for (const link::Edge& edge : program.edges_of(call)) {
    if (edge.relay == link::Relay::Here) continue;
    targets.insert(fmt::format("{} ({})", program.function_name(edge.target), show(edge.evidence)));
  }
  if (!targets.empty()) return fmt::format("calls: {}", fmt::join(targets, ", "));
  if (call.external) return fmt::format("library: {}", program.names[call.external]);
  return "unknown";
}

bool same(const std::string& wanted, const std::string& found) {
  if (!wanted.starts_with("calls: ") || !found.starts_with("calls: ")) return wanted == found;
  return words(std::string_view(wanted).substr(7)) == words(std::string_view(found).substr(7));
}

struct Case {
  std::string name;
  std::vector<ProjectFile> files;
};

void PrintTo(const Case& given, std::ostream* out) { *out << given.name; }

class Links : public testing::TestWithParam<Case> {};

TEST_P(Links, resolve_as_the_carets_say) {
  const Project project(GetParam().files);
  const Result<driver::Scan> scan = project.scan();
  ASSERT_TRUE(scan.has_value()) << scan.error().message;
  std::size_t count = 0;
  for (const ProjectFile& file : GetParam().files) {
    for (const Assertion& assertion : assertions_of(file)) {
      ++count;
      const link::CallSite* call = call_at(scan->analysis->program, assertion.path, assertion.offset);
      ASSERT_NE(call, nullptr) << assertion.path << ":" << assertion.line << ": no call at column " << assertion.column + 1;
      const std::string found = describe(scan->analysis->program, *call);
      EXPECT_TRUE(same(assertion.text, found))
          << assertion.path << ":" << assertion.line << ": wanted `" << assertion.text << "`, found `" << found << "`";
    }
  }
  EXPECT_GT(count, 0u) << "a document without carets tests nothing";
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const auto& path : files_below(LINK_FOLDER, ".md")) {
    if (path.filename() == "README.md") continue;
    const Document document = read_document(path);
    for (const Section& section : document.sections) {
      if (section.blocks.empty()) continue;
      std::string name = path.stem().string() + "_line" + std::to_string(section.line) + "_" + section.title;
      std::replace_if(
          name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
      cases.push_back({name, files_of(document, section)});
    }
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Documents, Links, testing::ValuesIn(all_cases()),
                         [](const testing::TestParamInfo<Case>& test) { return test.param.name; });

}  // namespace
}  // namespace chokepoint::tests
