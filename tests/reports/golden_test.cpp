// Compares reports byte by byte with the files in golden/. CHOKEPOINT_UPDATE=1 rewrites them.
#include <fstream>
#include <iterator>
#include <sstream>

#include <gtest/gtest.h>

#include "harness/document.hpp"
#include "reports/report.hpp"
#include "reports/sample.hpp"

namespace chokepoint::reports {
namespace {

std::string render(std::string_view format, const std::string& name, const ReportOptions& options = {}) {
  std::ostringstream out;
  find_format(format)->write(testing::named_report(name), options, out);
  return out.str();
}

void expect_golden(const std::string& file, const std::string& text) {
  const std::string path = std::string(GOLDEN_FOLDER "/") + file;
  if (tests::updating()) tests::write_file(path, text);
  std::ifstream in(path, std::ios::binary);
  ASSERT_TRUE(in) << path;
  const std::string expected{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(text, expected) << "CHOKEPOINT_UPDATE=1 rewrites " << path;
}

ReportOptions with(bool ReportOptions::*flag) {
  ReportOptions options;
  options.*flag = true;
  return options;
}

TEST(Golden, Terminal) { expect_golden("sample.txt", render("terminal", "sample", with(&ReportOptions::stats))); }
TEST(Golden, TerminalInColour) { expect_golden("sample.colour.txt", render("terminal", "sample", with(&ReportOptions::colour))); }
TEST(Golden, TerminalOfACleanScan) { expect_golden("clean.txt", render("terminal", "clean")); }
TEST(Golden, TerminalOfAnIncompleteScan) { expect_golden("incomplete.txt", render("terminal", "incomplete")); }
TEST(Golden, Json) { expect_golden("sample.json", render("json", "sample")); }
TEST(Golden, Sarif) { expect_golden("sample.sarif", render("sarif", "sample")); }

TEST(Golden, TerminalFitsANarrowScreen) {
  ReportOptions options;
  options.width = 60;
  expect_golden("sample.narrow.txt", render("terminal", "sample", options));
}

TEST(Terminal, QuietIsTheSummaryOnly) {
  const std::string all = render("terminal", "sample");
  const std::string quiet = render("terminal", "sample", with(&ReportOptions::quiet));
  EXPECT_LT(quiet.size(), all.size());
  EXPECT_TRUE(all.ends_with(quiet));
  EXPECT_EQ(quiet.find("rates.py:12"), std::string::npos);
}

TEST(Terminal, NeverLooksCleanWhenIncomplete) {
  for (const bool quiet : {false, true}) {
    ReportOptions options;
    options.quiet = quiet;
    options.colour = true;
    const std::string text = render("terminal", "incomplete", options);
    EXPECT_NE(text.find("scan incomplete"), std::string::npos);
    EXPECT_EQ(text.find("\x1b[1;32m"), std::string::npos) << "green";
  }
}

TEST(Terminal, SaysWhenNothingWasAnalysed) {
  findings::Report report;
  report.root = ".";
  std::ostringstream out;
  find_format("terminal")->write(report, {}, out);
  EXPECT_NE(out.str().find("nothing was analysed"), std::string::npos);
  EXPECT_EQ(out.str().find("no findings"), std::string::npos);
}

TEST(Terminal, HasNoEscapesWithoutColour) {
  findings::Report report = testing::sample_report();
  report.findings[0].message = "forged \x1b[32m message";
  report.findings[0].location.snippet = "x = '\x1b[2J\xE2\x80\xAE'";
  std::ostringstream out;
  find_format("terminal")->write(report, {}, out);
  EXPECT_EQ(out.str().find('\x1b'), std::string::npos);
  EXPECT_EQ(out.str().find("\xE2\x80\xAE"), std::string::npos) << "a direction override reorders the line";
}

TEST(Formats, AreSortedAndFound) {
  for (std::size_t i = 1; i < formats().size(); ++i) EXPECT_LT(formats()[i - 1]->name(), formats()[i]->name());
  for (const Format* format : formats()) EXPECT_EQ(find_format(format->name()), format);
  EXPECT_EQ(find_format("xml"), nullptr);
}

TEST(Formats, GiveEqualBytesForEqualReports) {
  for (const Format* format : formats()) {
    EXPECT_EQ(render(format->name(), "sample"), render(format->name(), "sample")) << format->name();
    // Times and memory differ from run to run, so that they appear on request only.
    findings::Report other = testing::sample_report();
    other.times = {{"discover", 99}};
    other.peak_memory = 1;
    std::ostringstream out;
    format->write(other, {}, out);
    EXPECT_EQ(out.str(), render(format->name(), "sample")) << format->name();
  }
}

TEST(Formats, SurviveBrokenUtf8) {
  findings::Report report = testing::sample_report();
  report.findings[0].location.path = "a\xFF.py";
  report.findings[0].location.snippet = "\xE9\xE9\xE9";
  report.findings[0].message = "\xC3";
  for (const Format* format : formats()) {
    std::ostringstream out;
    EXPECT_NO_THROW(format->write(report, {}, out)) << format->name();
  }
}

}  // namespace
}  // namespace chokepoint::reports
