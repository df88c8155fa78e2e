#include "findings/finish.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "base/nearest.hpp"
#include "findings/fingerprint.hpp"
#include "findings/line_hash.hpp"
#include "source/line_index.hpp"

namespace chokepoint::findings {

namespace {

using source::Notice;

auto place(const Finding& finding) {
  return std::tie(finding.location.path, finding.location.line, finding.location.column, finding.rule);
}

/// Of two findings of a rule at one place the surer one comes first, then the one with the shorter path.
bool precedes(const Finding& a, const Finding& b) {
  if (place(a) != place(b)) return place(a) < place(b);
  if (a.evidence != b.evidence) return a.evidence > b.evidence;
  if (a.confidence != b.confidence) return a.confidence > b.confidence;
  if (a.severity != b.severity) return a.severity > b.severity;
  if (a.path.size() != b.path.size()) return a.path.size() < b.path.size();
  return std::tie(a.message, a.function, a.routes) < std::tie(b.message, b.function, b.routes);
}

/// Both lists are whole if their counts say so; then the union can be counted too.
void merge_routes(Finding& kept, const Finding& other) {
  const bool whole = kept.routes.size() >= kept.route_count && other.routes.size() >= other.route_count;
  std::vector<std::string> routes;
  std::set_union(kept.routes.begin(), kept.routes.end(), other.routes.begin(), other.routes.end(), std::back_inserter(routes));
  const auto shown = static_cast<std::uint32_t>(routes.size());
  kept.route_count = whole ? shown : std::max({kept.route_count, other.route_count, shown});
  kept.routes = std::move(routes);
}

void sort_and_deduplicate(std::vector<Finding>& findings) {
  for (Finding& finding : findings) std::sort(finding.routes.begin(), finding.routes.end());
  std::sort(findings.begin(), findings.end(), precedes);
  std::vector<Finding> kept;
  kept.reserve(findings.size());
  for (Finding& finding : findings) {
    if (!kept.empty() && place(kept.back()) == place(finding)) {
      kept.back().severity = std::max(kept.back().severity, finding.severity);
      merge_routes(kept.back(), finding);
    } else {
      kept.push_back(std::move(finding));
    }
  }
  findings = std::move(kept);
}

template <class Visit>
void for_each_location(Finding& finding, Visit&& visit) {
  visit(finding.location);
  for (Step& step : finding.path) visit(step.location);
  for (Related& related : finding.related) visit(related.location);
}

std::string_view without_byte_order_mark(std::string_view text) { return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text; }

/// The column behind the last character that is no white space.
std::uint32_t end_of(std::string_view line) {
  line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
  return static_cast<std::uint32_t>(std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; })) + 1;
}

/// Adds line hashes, and the source line where a rule did not bring it along. Every file is read once.
void add_lines(std::vector<Finding>& findings, const TextOf& text_of) {
  std::map<std::string, std::vector<Location*>> bare;
  std::map<std::string, std::vector<Finding*>> by_path;
  for (Finding& finding : findings) {
    by_path[finding.location.path].push_back(&finding);
    for_each_location(finding, [&](Location& location) {
      if (location.snippet.empty()) bare[location.path].push_back(&location);
    });
  }
  for (const auto& entry : bare) by_path.try_emplace(entry.first);
  for (const auto& [path, found] : by_path) {
    const std::string text = text_of(path);
    if (const auto locations = bare.find(path); locations != bare.end()) {
      const source::LineIndex index(without_byte_order_mark(text));
      for (Location* location : locations->second) {
        if (location->line <= index.line_count()) location->snippet = index.line(location->line);
        if (location->end_column == 0) location->end_column = std::max(location->column + 1, end_of(location->snippet));
      }
    }
    if (found.empty()) continue;
    const std::vector<LineHash> hashes = line_hashes(text);
    for (Finding* finding : found) {
      if (finding->location.line <= hashes.size()) finding->line_hash = hashes[finding->location.line - 1].text();
    }
  }
}

/// A flaw of a suppression never makes a scan incomplete: it silences less than it meant to.
Notice configuration_notice(const Suppression& suppression, std::string message) {
  return {Notice::Kind::Configuration, suppression.path, suppression.line, suppression.column, std::move(message), false};
}

/// Marks the findings it silences; false if there is none.
bool silence(std::vector<Finding>& findings, const Suppression& suppression, const std::string& rule) {
  const auto before = [](const Finding& finding, const std::pair<const std::string&, std::uint32_t>& key) {
    return std::tie(finding.location.path, finding.location.line) < std::tie(key.first, key.second);
  };
  const std::pair<const std::string&, std::uint32_t> key{suppression.path, suppression.target};
  bool used = false;
  for (auto it = std::lower_bound(findings.begin(), findings.end(), key, before);
       it != findings.end() && it->location.line == suppression.target && it->location.path == suppression.path; ++it) {
    if (it->rule != rule) continue;
    used = true;
    if (!it->suppressed) it->suppression_reason = suppression.reason;
    it->suppressed = true;
  }
  return used;
}

void apply_suppressions(Report& report, const std::vector<Suppression>& suppressions, const std::vector<std::string>& known_rules) {
  std::set<std::string_view> ran;
  for (const RuleInfo& rule : report.rules) ran.insert(rule.id);
  std::set<std::string_view> known(known_rules.begin(), known_rules.end());
  known.insert(ran.begin(), ran.end());
  for (const Suppression& suppression : suppressions) {
    if (!suppression.problem.empty()) report.notices.push_back(configuration_notice(suppression, suppression.problem));
    for (const std::string& rule : suppression.rules) {
      if (!known.contains(rule)) {
        report.notices.push_back(configuration_notice(
            suppression, fmt::format("unknown rule `{}` in a suppression{}", rule, did_you_mean(rule, known))));
      } else if (!silence(report.findings, suppression, rule) && ran.contains(rule)) {
        report.notices.push_back(
            configuration_notice(suppression, fmt::format("suppression of `{}` silences nothing and can be removed", rule)));
      }
    }
  }
}

/// A name is not evidence: such findings are shown on request only, and counted.

void drop_unwanted(Report& report, const FinishOptions& options) {
  std::erase_if(report.findings, [&](const Finding& finding) {
    if (finding.severity < options.least_severity) return true;
    if (options.all || !is_uncertain(finding)) return false;
    if (!finding.suppressed) ++report.hidden;
    return true;
  });
}

auto spot(const Finding& finding) { return std::tie(finding.location.path, finding.location.line, finding.location.column); }

/// What a finding that gives way has told becomes a related place of the one that stays.
void absorb(Finding& kept, const Finding& other) {
  kept.severity = std::max(kept.severity, other.severity);
  merge_routes(kept, other);
  kept.related.push_back({other.path.empty() ? other.location : other.path.back().location, other.message});
}

/// Only what is shown takes the place of another finding: one that is silenced or hidden leaves the place to the other.
void give_way(Report& report) {
  std::map<std::string_view, const std::vector<std::string>*> before;
  for (const RuleInfo& rule : report.rules) {
    if (!rule.gives_way_to.empty()) before.emplace(rule.id, &rule.gives_way_to);
  }
  std::vector<bool> absorbed(report.findings.size(), false);
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    const Finding& finding = report.findings[i];
    const auto rules = before.find(finding.rule);
    if (rules == before.end() || finding.suppressed) continue;
    const auto [first, last] = std::equal_range(report.findings.begin(), report.findings.end(), finding,
                                                [](const Finding& a, const Finding& b) { return spot(a) < spot(b); });
    const auto kept = std::find_if(first, last, [&](const Finding& other) {
      return !other.suppressed && std::find(rules->second->begin(), rules->second->end(), other.rule) != rules->second->end();
    });
    if (kept == last) continue;
    absorb(*kept, finding);
    absorbed[i] = true;
  }
  std::size_t i = 0;
  std::erase_if(report.findings, [&](const Finding&) { return absorbed[i++]; });
}

void sort_notices(std::vector<Notice>& notices) {
  const auto key = [](const Notice& notice) {
    return std::tie(notice.path, notice.line, notice.column, notice.kind, notice.message);
  };
  std::sort(notices.begin(), notices.end(), [&](const Notice& a, const Notice& b) { return key(a) < key(b); });
  const auto same = [&](const Notice& a, const Notice& b) { return key(a) == key(b) && a.incomplete == b.incomplete; };
  notices.erase(std::unique(notices.begin(), notices.end(), same), notices.end());
}

}  // namespace

bool is_uncertain(const Finding& finding) { return finding.evidence == Evidence::Guessed || finding.confidence < shown_confidence; }

void finish(Report& report, const std::vector<Suppression>& suppressions, const FinishOptions& options, const TextOf& text_of) {
  sort_and_deduplicate(report.findings);
  add_lines(report.findings, text_of);
  add_fingerprints(report.findings);
  apply_suppressions(report, suppressions, options.known_rules);
  drop_unwanted(report, options);
  give_way(report);
  sort_notices(report.notices);
  report.complete = report.complete && std::none_of(report.notices.begin(), report.notices.end(),
                                                    [](const Notice& notice) { return notice.incomplete; });
}

}  // namespace chokepoint::findings
