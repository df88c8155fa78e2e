#include "reports/sarif/sarif.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/notice.hpp"
#include "reports/path.hpp"
#include "reports/sarif/object.hpp"
#include "reports/sarif/result.hpp"
#include "reports/sarif/tool.hpp"
#include "reports/text.hpp"

namespace chokepoint::reports::sarif {

namespace {

using findings::Finding;
using findings::Report;
using source::Notice;

/// What is shown, in the order of the report: suppressed findings are left out, because GitHub would show them as open.
std::vector<const Finding*> shown_findings(const Report& report) {
  std::vector<const Finding*> shown;
  for (const Finding& finding : report.findings) {
    if (!finding.suppressed && has_file(finding.location)) shown.push_back(&finding);
  }
  return shown;
}

/// Of too many findings the most severe and surest stay, still in the order of the report.
void keep_most_severe(std::vector<const Finding*>& shown) {
  if (shown.size() <= most_results) return;
  std::stable_sort(shown.begin(), shown.end(), [](const Finding* a, const Finding* b) {
    return a->severity != b->severity ? a->severity > b->severity : a->confidence > b->confidence;
  });
  shown.resize(most_results);
  // All of them are elements of one vector, so that their addresses are their order.
  std::sort(shown.begin(), shown.end(), std::less<>());
}

Json notification(const Notice& notice, const Report& report) {
  Json result{{"descriptor", {{"id", describe(notice.kind).id}, {"index", static_cast<std::size_t>(notice.kind)}}},
              {"level", notice.incomplete ? "warning" : "note"},
              {"message", message(sentence(notice.message))}};
  if (notice.path.empty()) return result;
  Json place{{"artifactLocation", artifact_location(report, notice.path)}};
  if (notice.line > 0) place["region"] = {{"startLine", notice.line}, {"startColumn", std::max(notice.column, 1u)}};
  result["locations"] = {{{"physicalLocation", std::move(place)}}};
  return result;
}

Json invocation(const Report& report, std::size_t dropped) {
  Json notifications = Json::array();
  if (dropped > 0) {
    const Notice notice{Notice::Kind::Truncated,
                        "",
                        0,
                        0,
                        fmt::format("{} of lower severity or confidence left out, because code scanning keeps {} results",
                                    counted(dropped, "finding"), grouped(most_results)),
                        true};
    notifications.push_back(notification(notice, report));
  }
  for (const Notice& notice : report.notices) notifications.push_back(notification(notice, report));
  for (const Finding& finding : report.findings) {
    if (finding.suppressed || has_file(finding.location)) continue;
    const Notice notice{Notice::Kind::Configuration, "", 0, 0, fmt::format("`{}` found: {}", finding.rule, finding.message), false};
    notifications.push_back(notification(notice, report));
  }
  // The program did its work; what it could not look at is said by the notifications and by `complete`.
  return {{"executionSuccessful", true},
          {"toolExecutionNotifications", std::move(notifications)},
          {"properties", {{"complete", report.complete && dropped == 0}, {"hiddenFindings", report.hidden}}}};
}

Json run(const Report& report) {
  std::vector<const Finding*> shown = shown_findings(report);
  const std::size_t all = shown.size();
  keep_most_severe(shown);
  Json results = Json::array();
  for (const Finding* finding : shown) results.push_back(result(*finding, report));
  // The category on GitHub is what stands before the last slash: one per scanned part of a repository.
  const std::string part = path_in_repository(report, "");
  return {{"tool", tool(report)},
          {"automationDetails", {{"id", "chokepoint/" + part}}},
          {"invocations", {invocation(report, all - shown.size())}},
          {"originalUriBaseIds", {{root_id, {{"description", message("The root of the scanned repository.")}}}}},
          {"columnKind", "unicodeCodePoints"},
          {"taxonomies", taxonomies(report)},
          {"results", std::move(results)}};
}

class SarifFormat final : public Format {
 public:
  std::string_view name() const override { return "sarif"; }
  std::string_view description() const override { return "SARIF 2.1.0, for code scanning on GitHub and other platforms"; }
  void write(const Report& report, const ReportOptions&, std::ostream& out) const override {
    const Json log{{"$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"},
                   {"version", "2.1.0"},
                   {"runs", {run(report)}}};
    out << log.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
  }
};

}  // namespace

const Format& format() {
  static const SarifFormat instance;
  return instance;
}

}  // namespace chokepoint::reports::sarif
