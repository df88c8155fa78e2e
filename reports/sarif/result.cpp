#include "reports/sarif/result.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reports/text.hpp"

namespace chokepoint::reports::sarif {

namespace {

using findings::Finding;
using findings::Report;
using findings::Step;

constexpr std::size_t shown_routes = 3;

/// A place the message links to by its position: the first is `(1)`.
struct Links {
  Json locations = Json::array();

  std::string add(const Report& report, const findings::Location& location, const std::string& text) {
    if (!has_file(location)) return message_text(text);
    const std::size_t id = locations.size() + 1;
    locations.push_back(
        {{"id", id}, {"physicalLocation", physical_location(report, location)}, {"message", message(sentence(text))}});
    return fmt::format("[{}]({})", link_text(text), id);
  }
};

std::string routes_sentence(const Finding& finding) {
  const std::uint64_t count = std::max<std::uint64_t>(finding.route_count, finding.routes.size());
  if (count == 0) return {};
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(finding.routes.size(), shown_routes + 1); ++i)
    shown.push_back(message_text(finding.routes[i]));
  return fmt::format(" Reached from {}: {}.", counted(count, "route"), some_of(shown, shown_routes, count));
}

/// The first sentence stands alone; what follows links the beginning of the path and the related places.
std::string text_of(const Finding& finding, const Report& report, Links& links) {
  std::string text = sentence(finding.message) + routes_sentence(finding);
  if (finding.path.size() > 1) {
    const Step& start = finding.path.front();
    text += " The path starts where " + links.add(report, start.location, start.text) + ".";
  }
  std::string see;
  for (const findings::Related& related : finding.related) {
    if (links.locations.size() == most_related) break;
    see += (see.empty() ? "" : ", ") + links.add(report, related.location, related.text);
  }
  return see.empty() ? text : text + " See: " + see + ".";
}

Json flow_location(const Step& step, const Report& report) {
  return {{"location", {{"physicalLocation", physical_location(report, step.location)}, {"message", message(sentence(step.text))}}},
          {"importance", "essential"},
          {"properties", {{"evidence", show(step.evidence)}}}};
}

/// A path longer than a viewer takes keeps its two ends.
Json code_flows(const Finding& finding, const Report& report) {
  Json locations = Json::array();
  const std::size_t steps = finding.path.size();
  for (std::size_t i = 0; i < steps; ++i) {
    const bool middle = steps > most_steps && i >= most_steps / 2 && i < steps - most_steps / 2;
    if (!middle && has_file(finding.path[i].location)) locations.push_back(flow_location(finding.path[i], report));
  }
  if (locations.empty()) return {};
  return {{{"threadFlows", {{{"locations", std::move(locations)}}}}}};
}

Json location_of(const Finding& finding, const Report& report) {
  Json result{{"physicalLocation", physical_location(report, finding.location)}};
  if (!finding.function.empty()) {
    result["logicalLocations"] = {{{"fullyQualifiedName", finding.function}, {"kind", "function"}}};
  }
  return result;
}

Json properties_of(const Finding& finding) {
  Json properties{{"confidence", finding.confidence}, {"evidence", show(finding.evidence)}};
  if (!finding.routes.empty()) properties["routes"] = finding.routes;
  if (finding.route_count > 0) properties["routeCount"] = finding.route_count;
  if (!finding.because.empty()) properties["because"] = finding.because;
  return properties;
}

}  // namespace

Json result(const Finding& finding, const Report& report) {
  Links links;
  const std::string text = text_of(finding, report, links);
  Json result{{"ruleId", finding.rule}};
  const auto rule = std::lower_bound(report.rules.begin(), report.rules.end(), finding.rule,
                                     [](const findings::RuleInfo& info, const std::string& id) { return info.id < id; });
  if (rule != report.rules.end() && rule->id == finding.rule) result["ruleIndex"] = rule - report.rules.begin();
  result["level"] = level_of(finding.severity);
  result["message"] = message(text);
  result["locations"] = {location_of(finding, report)};
  result["partialFingerprints"] = Json::object();
  if (!finding.line_hash.empty()) result["partialFingerprints"]["primaryLocationLineHash"] = finding.line_hash;
  result["partialFingerprints"]["chokepointFingerprint/v1"] = finding.fingerprint;
  if (!links.locations.empty()) result["relatedLocations"] = std::move(links.locations);
  if (Json flows = code_flows(finding, report); !flows.is_null()) result["codeFlows"] = std::move(flows);
  result["rank"] = std::round(finding.confidence * 1000) / 10;
  result["properties"] = properties_of(finding);
  return result;
}

}  // namespace chokepoint::reports::sarif
