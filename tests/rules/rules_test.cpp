// Rules on small projects: the examples that stand in the rules themselves, and every document below tests/rules/<rule-id>/.
//
//   ## a helper in another file
//   `app/rates.py`:
//   ```python
//   def fetch(url):
//       return requests.get(url)  #! event-loop-blocking-io
//   ```
//
// `#!` or `//!` at the end of a line names the rules that must report there, separated by commas. `missing: rule` marks a finding
// that should be there and is not, `spurious: rule` one that is there and should not; both fail once the gap is closed. A line
// without a mark must be clean. A document tests the rule its folder is named after; other rules' findings do not count.
#include <gtest/gtest.h>
#include <algorithm>

#include <map>
#include <ostream>
#include <set>

#include "harness/project.hpp"
#include "rulebase/rulebase.hpp"

namespace chokepoint::tests {
namespace {

using Place = std::pair<std::string, std::size_t>;  // path, line

struct Expectations {
  std::set<Place> wanted, missing, spurious;
};

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

void read_marks(std::string_view line, const Place& place, std::string_view rule, Expectations& expectations) {
  std::size_t at = line.rfind("#! ");
  if (at == std::string_view::npos) at = line.rfind("//! ");
  if (at == std::string_view::npos || line.starts_with("#!/")) return;
  std::string_view marks = line.substr(line.find("! ", at) + 2);
  while (!marks.empty()) {
    const std::size_t comma = marks.find(',');
    std::string_view mark = trim(marks.substr(0, comma));
    marks = comma == std::string_view::npos ? std::string_view{} : marks.substr(comma + 1);
    std::set<Place>* target = &expectations.wanted;
    if (mark.starts_with("missing: ")) {
      target = &expectations.missing;
      mark.remove_prefix(9);
    } else if (mark.starts_with("spurious: ")) {
      target = &expectations.spurious;
      mark.remove_prefix(10);
    }
    if (mark == rule) target->insert(place);
  }
}

Expectations expectations_of(const std::vector<ProjectFile>& files, std::string_view rule) {
  Expectations expectations;
  for (const ProjectFile& file : files) {
    std::size_t number = 0;
    for (std::size_t begin = 0; begin < file.text.size();) {
      std::size_t end = file.text.find('\n', begin);
      if (end == std::string::npos) end = file.text.size();
      read_marks(std::string_view(file.text).substr(begin, end - begin), {file.path, ++number}, rule, expectations);
      begin = end + 1;
    }
  }
  return expectations;
}

std::string show(const Place& place) { return place.first + ":" + std::to_string(place.second); }

bool is_code(const std::string& extension) {
  static const std::set<std::string> kCode = {".py", ".js", ".ts", ".tsx", ".go", ".java"};
  return kCode.contains(extension);
}

// Where a comment may not stand behind everything, marks are for this test alone.
std::vector<ProjectFile> without_marks(std::vector<ProjectFile> files) {
  for (ProjectFile& file : files) {
    const std::filesystem::path path(file.path);
    if (is_code(path.extension().string())) continue;
    std::string text;
    for (std::size_t begin = 0; begin < file.text.size();) {
      const std::size_t end = std::min(file.text.find('\n', begin), file.text.size());
      std::string line = file.text.substr(begin, end - begin);
      if (const std::size_t mark = line.rfind("#! "); mark != std::string::npos && mark > 0)
        line.resize(line.find_last_not_of(' ', mark - 1) + 1);
      text += line + "\n";
      begin = end + 1;
    }
    file.text = text;
  }
  return files;
}

// What is shown with --all only.
bool is_doubtful(const std::string& rule) {
  static const Result<rulebase::RuleBase> rules = rulebase::built_in();
  return rules && std::any_of(rules->rules.begin(), rules->rules.end(),
                              [&](const rules::Rule& one) { return one.info.id == rule && one.info.precision == "P4"; });
}

// Scans the files and compares what one rule reports with the marks.
void check(const std::vector<ProjectFile>& files, const std::string& rule) {
  ASSERT_FALSE(files.empty()) << "no files";
  const Expectations expected = expectations_of(files, rule);
  driver::Settings settings;
  settings.only = {rule};
  settings.all = is_doubtful(rule);
  const Project project(without_marks(files));
  const Result<driver::Scan> scan = project.scan(settings);
  ASSERT_TRUE(scan.has_value()) << scan.error().message;
  std::set<Place> found;
  for (const findings::Finding& finding : scan->report.findings) {
    if (finding.rule == rule && !finding.suppressed) found.insert({finding.location.path, finding.location.line});
  }
  for (const Place& place : expected.wanted)
    EXPECT_TRUE(found.contains(place)) << "not reported: " << rule << " at " << show(place);
  for (const Place& place : expected.missing)
    EXPECT_FALSE(found.contains(place)) << "no longer missing at " << show(place) << ": drop the mark";
  for (const Place& place : expected.spurious)
    EXPECT_TRUE(found.contains(place)) << "no longer spurious at " << show(place) << ": drop the mark";
  for (const Place& place : found) {
    EXPECT_TRUE(expected.wanted.contains(place) || expected.spurious.contains(place))
        << "unexpected: " << rule << " at " << show(place);
  }
}

struct Case {
  std::string name, rule;
  std::vector<ProjectFile> files;
};

void PrintTo(const Case& given, std::ostream* out) { *out << given.name; }

std::string identifier(std::string text) {
  for (char& c : text) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return text;
}

std::string file_for(std::string_view language) {
  static const std::map<std::string_view, std::string> names = {
      {"python", "app.py"}, {"javascript", "app.js"}, {"typescript", "app.ts"}, {"go", "app.go"}, {"java", "App.java"}};
  return names.at(language);
}

// Examples that need more than one file are small documents themselves: they begin with the name of a file.
std::vector<ProjectFile> files_of_example(const std::string& language, const std::string& text) {
  if (language != "project" && !text.starts_with('`')) return {{file_for(language), text, 0}};
  const Document document = parse_document("example.md", text);
  return files_of(document, document.sections.front());
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  const Result<rulebase::RuleBase> rules = rulebase::built_in();
  if (!rules) throw std::runtime_error(rules.error().message);
  for (const rules::Rule& rule : rules->rules) {
    std::map<std::string, int> numbers;
    for (const auto& example : rule.info.examples) {
      const std::string number = std::to_string(++numbers[example.language]);
      cases.push_back(
          {rule.info.id + "_" + example.language + "_bad" + number, rule.info.id, files_of_example(example.language, example.bad)});
      cases.push_back({rule.info.id + "_" + example.language + "_good" + number, rule.info.id,
                       files_of_example(example.language, example.good)});
    }
  }
  for (const auto& path : files_below(RULES_FOLDER, ".md")) {
    if (path.filename() == "README.md") continue;
    const Document document = read_document(path);
    const std::string rule = path.parent_path().filename().string();
    for (const Section& section : document.sections) {
      if (section.blocks.empty()) continue;
      const std::string name = rule + "_" + path.stem().string() + "_line" + std::to_string(section.line) + "_" + section.title;
      cases.push_back({name, rule, files_of(document, section)});
    }
  }
  return cases;
}

class Rules : public testing::TestWithParam<Case> {};

TEST_P(Rules, report_what_the_marks_say) { check(GetParam().files, GetParam().rule); }

INSTANTIATE_TEST_SUITE_P(Documents, Rules, testing::ValuesIn(all_cases()),
                         [](const testing::TestParamInfo<Case>& test) { return identifier(test.param.name); });

}  // namespace
}  // namespace chokepoint::tests
