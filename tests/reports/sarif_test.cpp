// What GitHub asks of a SARIF log beyond the rules of the multitool.
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/report.hpp"
#include "reports/sample.hpp"
#include "reports/sarif/object.hpp"

namespace chokepoint::reports {
namespace {

using nlohmann::json;

json run_of(const findings::Report& report) {
  std::ostringstream out;
  find_format("sarif")->write(report, {}, out);
  return json::parse(out.str())["runs"][0];
}

TEST(Sarif, LeavesSuppressedFindingsOut) {
  const json run = run_of(testing::sample_report());
  EXPECT_EQ(run["results"].size(), 3u);
}

TEST(Sarif, EmitsRegionsOfOneLine) {
  findings::Report report = testing::sample_report();
  report.findings[0].location.end_line += 5;
  report.findings[0].location.end_column = 1;
  const json region = run_of(report)["results"][0]["locations"][0]["physicalLocation"]["region"];
  EXPECT_EQ(region["endLine"], region["startLine"]);
  EXPECT_EQ(region["endColumn"], 28) << "the end of the line in code points";
}

TEST(Sarif, LinksEveryRelatedLocationInTheMessage) {
  for (const char* name : {"sample", "many"}) {
    const json run = run_of(testing::named_report(name));
    for (const json& result : run["results"]) {
      if (!result.contains("relatedLocations")) continue;
      const std::string text = result["message"]["text"];
      EXPECT_LE(result["relatedLocations"].size(), sarif::most_related);
      for (const json& related : result["relatedLocations"]) {
        EXPECT_NE(text.find("](" + std::to_string(related["id"].get<int>()) + ")"), std::string::npos) << text;
      }
    }
  }
}

TEST(Sarif, KeepsTheMostSevereOfTooManyAndSaysSo) {
  const json run = run_of(testing::large_report());
  ASSERT_EQ(run["results"].size(), sarif::most_results);
  EXPECT_EQ(run["results"].back()["level"], "error");
  EXPECT_LT(run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"],
            run["results"][1]["locations"][0]["physicalLocation"]["region"]["startLine"]);
  const json invocation = run["invocations"][0];
  EXPECT_EQ(invocation["toolExecutionNotifications"][0]["message"]["text"],
            "200 findings of lower severity or confidence left out, because code scanning keeps 5,000 results.");
  EXPECT_EQ(invocation["properties"]["complete"], false);
  const json steps = run["results"].back()["codeFlows"][0]["threadFlows"][0]["locations"];
  ASSERT_EQ(steps.size(), sarif::most_steps);
  EXPECT_EQ(steps.back()["location"]["physicalLocation"]["region"]["startLine"], 1500);
}

TEST(Sarif, NeverWritesAPlaceWithoutAFile) {
  findings::Report report = testing::sample_report();
  report.findings[0].location = {};
  report.findings[3].path[0].location = {};
  report.findings[3].related[0].location = {};
  const json run = run_of(report);
  EXPECT_EQ(run["results"].size(), 2u);
  EXPECT_EQ(run.dump().find(R"("uri":"")"), std::string::npos);
  EXPECT_EQ(run["results"].back()["codeFlows"][0]["threadFlows"][0]["locations"].size(), 2u);
  EXPECT_EQ(run["invocations"][0]["toolExecutionNotifications"].back()["message"]["text"],
            "`unbounded-query-result` found: the query has no limit. It is called for every request.");
}

TEST(Sarif, NamesTheCategoryAfterTheScannedPart) {
  findings::Report report = testing::clean_report();
  EXPECT_EQ(run_of(report)["automationDetails"]["id"], "chokepoint/");
  report.root = "services/shop";
  EXPECT_EQ(run_of(report)["automationDetails"]["id"], "chokepoint/services/shop/");
}

TEST(Sarif, MapsRulesToTheGuide) {
  const json run = run_of(testing::clean_report());
  const json rule = run["tool"]["driver"]["rules"][0];
  ASSERT_EQ(rule["relationships"].size(), 2u);
  for (const json& relationship : rule["relationships"]) {
    const json target = relationship["target"];
    const json taxonomy = run["taxonomies"][target["toolComponent"]["index"].get<std::size_t>()];
    EXPECT_EQ(taxonomy["name"], target["toolComponent"]["name"]);
    EXPECT_EQ(taxonomy["taxa"][target["index"].get<std::size_t>()]["id"], target["id"]);
  }
}

TEST(Sarif, EscapesMessages) {
  EXPECT_EQ(sarif::sentence("GET /a/{id}"), "GET /a/{{id}}.");
  EXPECT_EQ(sarif::sentence("done."), "done.");
  EXPECT_EQ(sarif::link_text("GET /a[b]"), "GET /a\\[b\\]");
  EXPECT_EQ(sarif::message_text("a[0] = 1"), "a[0] = 1");
  EXPECT_EQ(sarif::message_text("f[0](1)"), "f\\[0\\](1)");
}

TEST(Sarif, CutsADescriptionToWhatIsAllowed) {
  findings::Report report = testing::clean_report();
  report.rules[0].what.clear();
  for (int i = 0; i < 400; ++i) report.rules[0].what += "wörter ";
  const std::string text = run_of(report)["tool"]["driver"]["rules"][0]["fullDescription"]["text"];
  EXPECT_LE(text.size(), sarif::longest_description);
  EXPECT_TRUE(text.ends_with("wörter…")) << text;
}

}  // namespace
}  // namespace chokepoint::reports
