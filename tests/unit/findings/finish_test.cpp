#include "findings/finish.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace chokepoint::findings {
namespace {

const std::string source_text =
    "import requests\n\ndef a():\n    return requests.get(x)\n\ndef b():\n    return  requests.get(x)\n";

std::string text_of(const std::string& path) { return path == "a.py" ? source_text : ""; }

Finding finding(std::string rule, std::uint32_t line, std::uint32_t column = 12) {
  Finding result;
  result.rule = std::move(rule);
  result.location.path = "a.py";
  result.location.line = line;
  result.location.column = column;
  result.message = "message";
  result.function = "a";
  return result;
}

RuleInfo rule_info(std::string id) {
  RuleInfo rule;
  rule.id = std::move(id);
  return rule;
}

Report report_with(std::vector<Finding> findings) {
  Report report;
  report.rules = {rule_info("rule-a"), rule_info("rule-b")};
  report.findings = std::move(findings);
  return report;
}

Suppression suppression(std::vector<std::string> rules, std::uint32_t target) {
  Suppression result{"a.py", target, 3};
  result.target = target;
  result.rules = std::move(rules);
  result.reason = "why";
  return result;
}

std::vector<std::string> messages(const Report& report) {
  std::vector<std::string> result;
  for (const auto& notice : report.notices) result.push_back(fmt::format("{}:{} {}", notice.path, notice.line, notice.message));
  return result;
}

TEST(Finish, SortsByPlaceAndRule) {
  Report report = report_with({finding("rule-b", 4), finding("rule-a", 7), finding("rule-a", 4), finding("rule-a", 4, 2)});
  finish(report, {}, {}, text_of);
  std::vector<std::string> order;
  for (const Finding& f : report.findings) order.push_back(fmt::format("{}:{} {}", f.location.line, f.location.column, f.rule));
  EXPECT_EQ(order, (std::vector<std::string>{"4:2 rule-a", "4:12 rule-a", "4:12 rule-b", "7:12 rule-a"}));
}

TEST(Finish, KeepsTheSurestOfDuplicatesAndAllRoutes) {
  Finding sure = finding("rule-a", 4), unsure = sure;
  sure.message = "sure";
  sure.routes = {"GET /b"};
  sure.route_count = 1;
  unsure.confidence = 0.6;
  unsure.severity = Severity::Error;
  unsure.routes = {"GET /b", "GET /a"};
  unsure.route_count = 2;
  Report report = report_with({unsure, sure});
  finish(report, {}, {}, text_of);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].message, "sure");
  EXPECT_EQ(report.findings[0].severity, Severity::Error);
  EXPECT_EQ(report.findings[0].routes, (std::vector<std::string>{"GET /a", "GET /b"}));
  EXPECT_EQ(report.findings[0].route_count, 2u);
}

TEST(Finish, DoesNotDependOnTheOrderOfFindings) {
  std::vector<Finding> findings;
  for (std::uint32_t i = 0; i < 6; ++i) {
    findings.push_back(finding(i % 2 ? "rule-a" : "rule-b", 4 + 3 * (i % 3 == 0)));
    findings.back().message = fmt::format("message {}", i);
  }
  Report first = report_with(findings);
  std::reverse(findings.begin(), findings.end());
  Report second = report_with(findings);
  finish(first, {}, {}, text_of);
  finish(second, {}, {}, text_of);
  ASSERT_EQ(first.findings.size(), second.findings.size());
  for (std::size_t i = 0; i < first.findings.size(); ++i) {
    EXPECT_EQ(first.findings[i].message, second.findings[i].message);
    EXPECT_EQ(first.findings[i].fingerprint, second.findings[i].fingerprint);
  }
}

TEST(Finish, AddsSnippetAndLineHash) {
  Report report = report_with({finding("rule-a", 4)});
  Step step;
  step.location.path = "a.py";
  step.location.line = 3;
  report.findings[0].path.push_back(step);
  finish(report, {}, {}, text_of);
  EXPECT_EQ(report.findings[0].location.snippet, "    return requests.get(x)");
  EXPECT_EQ(report.findings[0].path[0].location.snippet, "def a():");
  EXPECT_TRUE(report.findings[0].line_hash.ends_with(":1")) << report.findings[0].line_hash;
}

TEST(Finish, SurvivesAFileThatIsGone) {
  Report report = report_with({finding("rule-a", 4)});
  report.findings[0].location.path = "gone.py";
  finish(report, {}, {}, text_of);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].location.snippet, "");
  EXPECT_EQ(report.findings[0].line_hash, "");
}

TEST(Finish, FingerprintsAreUniqueAndDoNotDependOnTheLineNumber) {
  Report report = report_with({finding("rule-a", 4), finding("rule-a", 7), finding("rule-b", 4)});
  finish(report, {}, {}, text_of);
  const auto& f = report.findings;
  EXPECT_EQ(f[0].fingerprint.size(), 32u);
  EXPECT_NE(f[0].fingerprint, f[1].fingerprint);
  EXPECT_NE(f[0].fingerprint, f[2].fingerprint);

  Report shifted = report_with({finding("rule-a", 7)});
  finish(shifted, {}, {}, text_of);
  EXPECT_EQ(shifted.findings[0].fingerprint, f[0].fingerprint) << "lines 4 and 7 differ in white space only";
}

TEST(Finish, SuppressesTheNamedRuleOnTheNamedLine) {
  Report report = report_with({finding("rule-a", 4), finding("rule-b", 4), finding("rule-a", 7)});
  finish(report, {suppression({"rule-a"}, 4)}, {}, text_of);
  EXPECT_TRUE(report.findings[0].suppressed);
  EXPECT_EQ(report.findings[0].suppression_reason, "why");
  EXPECT_FALSE(report.findings[1].suppressed);
  EXPECT_FALSE(report.findings[2].suppressed);
  EXPECT_TRUE(report.notices.empty());
}

TEST(Finish, SaysWhichSuppressionsAreUnknownOrUnused) {
  Report report = report_with({finding("rule-a", 4)});
  FinishOptions options;
  options.known_rules = {"rule-a", "rule-b", "rule-skipped"};
  finish(report, {suppression({"rule_a", "rule-skipped", "zzz"}, 4), suppression({"rule-b"}, 7)}, options, text_of);
  EXPECT_FALSE(report.findings[0].suppressed);
  EXPECT_EQ(messages(report), (std::vector<std::string>{
                                  "a.py:4 unknown rule `rule_a` in a suppression; did you mean `rule-a`?",
                                  "a.py:4 unknown rule `zzz` in a suppression",
                                  "a.py:7 suppression of `rule-b` silences nothing and can be removed",
                              }));
  EXPECT_TRUE(report.complete);
}

TEST(Finish, HidesAndCountsWhatIsUncertain) {
  Finding guessed = finding("rule-a", 4), faint = finding("rule-b", 4);
  guessed.evidence = Evidence::Guessed;
  faint.confidence = 0.49;
  Report report = report_with({guessed, faint, finding("rule-a", 7)});
  finish(report, {}, {}, text_of);
  EXPECT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.hidden, 2u);

  Report all = report_with({guessed, faint, finding("rule-a", 7)});
  FinishOptions options;
  options.all = true;
  finish(all, {}, options, text_of);
  EXPECT_EQ(all.findings.size(), 3u);
  EXPECT_EQ(all.hidden, 0u);
  EXPECT_EQ(all.findings[2].fingerprint, report.findings[0].fingerprint) << "hiding does not renumber";
}

TEST(Finish, ASuppressionOfAHiddenFindingIsUsed) {
  Finding guessed = finding("rule-a", 4);
  guessed.evidence = Evidence::Guessed;
  Report report = report_with({guessed});
  finish(report, {suppression({"rule-a"}, 4)}, {}, text_of);
  EXPECT_TRUE(report.notices.empty());
  EXPECT_EQ(report.hidden, 0u);
}

TEST(Finish, DropsWhatIsBelowTheSeverity) {
  Finding note = finding("rule-a", 4);
  note.severity = Severity::Note;
  Report report = report_with({note, finding("rule-b", 4)});
  FinishOptions options;
  options.least_severity = Severity::Warning;
  finish(report, {}, options, text_of);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].rule, "rule-b");
}

Report report_with_precedence(std::vector<Finding> findings) {
  Report report = report_with(std::move(findings));
  report.rules[1].gives_way_to = {"rule-a"};
  return report;
}

TEST(Finish, ARuleThatGivesWayIsToldByTheFindingThatStays) {
  Finding kept = finding("rule-a", 4), other = finding("rule-b", 4);
  kept.routes = {"GET /a"};
  other.routes = {"GET /b"};
  kept.route_count = other.route_count = 1;
  other.severity = Severity::Error;
  other.message = "writes as well";
  other.path.push_back({finding("", 7).location, "writes", Evidence::Resolved});
  Report report = report_with_precedence({kept, other, finding("rule-b", 7), finding("rule-a", 7, 2)});
  finish(report, {}, {}, text_of);
  ASSERT_EQ(report.findings.size(), 3u);
  const Finding& first = report.findings[0];
  EXPECT_EQ(first.rule, "rule-a");
  EXPECT_EQ(first.severity, Severity::Error);
  EXPECT_EQ(first.routes, (std::vector<std::string>{"GET /a", "GET /b"}));
  ASSERT_EQ(first.related.size(), 1u);
  EXPECT_EQ(first.related[0].location.line, 7u);
  EXPECT_EQ(first.related[0].text, "writes as well");
  EXPECT_EQ(report.findings[2].rule, "rule-b");  // at another column than `rule-a`
}

TEST(Finish, NothingGivesWayToAFindingThatIsNotShown) {
  Report silenced = report_with_precedence({finding("rule-a", 4), finding("rule-b", 4)});
  finish(silenced, {suppression({"rule-a"}, 4)}, {}, text_of);
  EXPECT_EQ(silenced.findings.size(), 2u);
  Finding unsure = finding("rule-a", 4);
  unsure.confidence = 0.3;
  Report hidden = report_with_precedence({unsure, finding("rule-b", 4)});
  finish(hidden, {}, {}, text_of);
  ASSERT_EQ(hidden.findings.size(), 1u);
  EXPECT_EQ(hidden.findings[0].rule, "rule-b");
}

TEST(Finish, IsIncompleteWhenANoticeSaysSo) {
  Report report = report_with({});
  report.notices.push_back({source::Notice::Kind::SyntaxErrors, "b.py", 3, 1, "cannot be parsed", true});
  report.notices.push_back({source::Notice::Kind::Symlink, "a", 0, 0, "not followed", false});
  report.notices.push_back({source::Notice::Kind::Symlink, "a", 0, 0, "not followed", false});
  finish(report, {}, {}, text_of);
  EXPECT_FALSE(report.complete);
  ASSERT_EQ(report.notices.size(), 2u);
  EXPECT_EQ(report.notices[0].path, "a");
}

}  // namespace
}  // namespace chokepoint::findings
