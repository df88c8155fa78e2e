#include "reports/json/json.hpp"

#include <nlohmann/json.hpp>

#include "reports/notice.hpp"

namespace chokepoint::reports::json {

namespace {

using findings::Report;
using Json = nlohmann::ordered_json;

Json location(const findings::Location& at) {
  return {{"path", at.path},
          {"line", at.line},
          {"column", at.column},
          {"end_line", at.end_line},
          {"end_column", at.end_column},
          {"offset", at.offset},
          {"snippet", at.snippet}};
}

template <class Items, class Convert>
Json list(const Items& items, Convert&& convert) {
  Json result = Json::array();
  for (const auto& item : items) result.push_back(convert(item));
  return result;
}

Json step(const findings::Step& step) {
  return {{"location", location(step.location)}, {"text", step.text}, {"evidence", show(step.evidence)}};
}

Json related(const findings::Related& related) { return {{"location", location(related.location)}, {"text", related.text}}; }

Json finding(const findings::Finding& finding) {
  Json result{{"rule", finding.rule},
              {"severity", show(finding.severity)},
              {"evidence", show(finding.evidence)},
              {"confidence", finding.confidence},
              {"message", finding.message},
              {"function", finding.function},
              {"location", location(finding.location)},
              {"path", list(finding.path, step)},
              {"routes", finding.routes},
              {"route_count", finding.route_count},
              {"related", list(finding.related, related)},
              {"because", finding.because},
              {"fingerprint", finding.fingerprint},
              {"line_hash", finding.line_hash}};
  result["suppression"] = finding.suppressed ? Json{{"reason", finding.suppression_reason}} : Json();
  return result;
}

Json example(const findings::RuleInfo::Example& example) {
  return {{"language", example.language}, {"bad", example.bad}, {"good", example.good}};
}

Json rule(const findings::RuleInfo& rule) {
  return {{"id", rule.id},
          {"title", rule.title},
          {"severity", show(rule.severity)},
          {"precision", rule.precision},
          {"guide", {{"pitfall", rule.anchor}, {"mitigation", rule.mitigation}}},
          {"languages", rule.languages},
          {"what", rule.what},
          {"why", rule.why},
          {"fix", rule.fix},
          {"limits", rule.limits},
          {"references", rule.references},
          {"examples", list(rule.examples, example)}};
}

Json guide_entry(const findings::GuideEntry& entry) {
  return {{"id", entry.id}, {"section", entry.section}, {"title", entry.title}, {"text", entry.text}};
}

Json notice(const source::Notice& notice) {
  return {{"kind", describe(notice.kind).id}, {"path", notice.path},       {"line", notice.line},
          {"column", notice.column},          {"message", notice.message}, {"incomplete", notice.incomplete}};
}

Json summary(const Report& report) {
  std::uint64_t errors = 0, warnings = 0, notes = 0, suppressed = 0;
  for (const findings::Finding& finding : report.findings) {
    if (finding.suppressed) ++suppressed;
    else if (finding.severity == findings::Severity::Error) ++errors;
    else if (finding.severity == findings::Severity::Warning) ++warnings;
    else ++notes;
  }
  return {{"errors", errors}, {"warnings", warnings}, {"notes", notes}, {"suppressed", suppressed}, {"hidden", report.hidden}};
}

Json scanned(const Report& report) {
  const findings::CallCounts& calls = report.calls;
  return {{"languages", list(report.languages,
                             [](const findings::LanguageCount& count) -> Json {
                               return {{"language", count.language}, {"files", count.files}, {"lines", count.lines}};
                             })},
          {"functions", report.functions},
          {"entry_points", report.entry_points},
          {"calls",
           {{"resolved", calls.resolved},
            {"typed", calls.typed},
            {"guessed", calls.guessed},
            {"external", calls.external},
            {"unknown", calls.unknown}}}};
}

Json skipped(const Report& report) {
  return {{"roles", list(report.skipped,
                         [](const findings::RoleCount& count) -> Json {
                           return {{"role", count.role}, {"files", count.files}};
                         })},
          {"ignored_paths", report.ignored_files}};
}

Json statistics(const Report& report) {
  return {{"passes", list(report.times,
                          [](const findings::PassTime& time) -> Json {
                            return {{"pass", time.pass}, {"seconds", time.seconds}};
                          })},
          {"rules", list(report.rule_times,
                         [](const findings::RuleTime& time) -> Json {
                           return {{"rule", time.rule}, {"seconds", time.seconds}};
                         })},
          {"peak_memory", report.peak_memory}};
}

Json document(const Report& report, const ReportOptions& options) {
  Json result{
      {"format", "chokepoint-report"},
      {"format_version", format_version},
      {"tool", {{"name", "chokepoint"}, {"version", report.version}}},
      {"root", report.root},
      {"as_of", report.as_of},
      {"complete", report.complete},
      {"summary", summary(report)},
      {"scanned", scanned(report)},
      {"skipped", skipped(report)},
      {"findings", list(report.findings, finding)},
      {"notices", list(report.notices, notice)},
      {"rules", list(report.rules, rule)},
      {"guide", {{"pitfalls", list(report.pitfalls, guide_entry)}, {"mitigations", list(report.mitigations, guide_entry)}}}};
  // Times differ from run to run; without them equal input gives equal bytes.
  if (options.stats) result["statistics"] = statistics(report);
  return result;
}

class JsonFormat final : public Format {
 public:
  std::string_view name() const override { return "json"; }
  std::string_view description() const override { return "everything, for programs; see reports/json/schema.json"; }
  void write(const Report& report, const ReportOptions& options, std::ostream& out) const override {
    // Paths need not be UTF-8; what is not becomes U+FFFD instead of an exception.
    out << document(report, options).dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  }
};

}  // namespace

const Format& format() {
  static const JsonFormat instance;
  return instance;
}

}  // namespace chokepoint::reports::json
