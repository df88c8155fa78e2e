#include "reports/terminal/finding.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/path.hpp"
#include "reports/terminal/frame.hpp"
#include "reports/terminal/style.hpp"
#include "reports/text.hpp"

namespace chokepoint::reports::terminal {

namespace {

using findings::Finding;
using findings::GuideEntry;
using findings::Report;
using findings::RuleInfo;
using findings::Step;

constexpr unsigned label_width = 7;  // "routes" and a blank
constexpr unsigned indent = 2 + label_width;
constexpr std::size_t most_steps = 12;
constexpr unsigned widest_place = 48;

/// A labelled paragraph, wrapped under its own beginning.
std::string paragraph(std::string_view painted_label, std::string_view text, unsigned width) {
  const std::vector<std::string> lines = wrap(text, std::max(30u, width - std::min(width, indent)));
  std::string result = "  " + std::string(painted_label);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) result += std::string(indent, ' ');
    result += lines[i] + "\n";
  }
  return result;
}

const RuleInfo* rule_of(const Report& report, const std::string& id) {
  const auto it = std::lower_bound(report.rules.begin(), report.rules.end(), id,
                                   [](const RuleInfo& rule, const std::string& wanted) { return rule.id < wanted; });
  return it != report.rules.end() && it->id == id ? &*it : nullptr;
}

const GuideEntry* entry_of(const std::vector<GuideEntry>& entries, const std::string& id) {
  const auto it = std::find_if(entries.begin(), entries.end(), [&](const GuideEntry& entry) { return entry.id == id; });
  return it == entries.end() ? nullptr : &*it;
}

std::string heading(const Finding& finding, const RuleInfo* rule, const Style& style) {
  const std::string severity(findings::show(finding.severity));
  const std::string title = rule && !rule->title.empty() ? printable(rule->title) : finding.rule;
  std::string text = style.severity(finding.severity, severity) + "  " + style.bold(title);
  if (title != finding.rule) text += "  " + style.dim("[" + finding.rule + "]");
  return text + "\n";
}

/// "app/main.py:8"
std::string place_of(const findings::Location& location) {
  return location.path.empty() ? "-" : fmt::format("{}:{}", printable(location.path), location.line);
}

/// Which steps are left out of a long path: its two ends tell most.
struct Gap {
  std::size_t begin = 0, end = 0;
};

Gap gap_of(std::size_t steps) {
  if (steps <= most_steps) return {steps, steps};
  return {most_steps / 2, steps - most_steps / 2};
}

std::string path_of(const Finding& finding, unsigned width, const Style& style) {
  const Gap gap = gap_of(finding.path.size());
  unsigned place_width = 0;
  for (std::size_t i = 0; i < finding.path.size(); ++i) {
    if (i < gap.begin || i >= gap.end) place_width = std::max(place_width, text_width(place_of(finding.path[i].location)));
  }
  place_width = std::min(place_width, widest_place);
  const unsigned digits = finding.path.size() > 9 ? 2 : 1;
  std::string text;
  for (std::size_t i = 0; i < finding.path.size(); ++i) {
    if (i == gap.begin && gap.begin < gap.end) {
      text += std::string(indent, ' ') + style.dim(fmt::format("   … {} …", counted(gap.end - gap.begin, "step"))) + "\n";
    }
    if (i >= gap.begin && i < gap.end) continue;
    const Step& step = finding.path[i];
    const std::string place = place_of(step.location);
    const std::string label = i == 0 ? fmt::format("{:<{}}", "path", label_width) : std::string(label_width, ' ');
    text += "  " + style.dim(label) + fmt::format("{:>{}} ", i + 1, digits) + place;
    std::string what = printable(step.text);
    if (step.evidence == Evidence::Guessed) what += " (guessed)";
    const unsigned column = indent + digits + 1 + place_width + 2;
    const std::vector<std::string> lines = wrap(what, std::max(30u, width - std::min(width, column)));
    text.append(place_width > text_width(place) ? place_width - text_width(place) : 0, ' ');
    text += "  " + lines.front() + "\n";
    for (std::size_t line = 1; line < lines.size(); ++line) text += std::string(column, ' ') + lines[line] + "\n";
  }
  return text;
}

std::string routes_of(const Finding& finding) {
  const std::uint64_t count = std::max<std::uint64_t>(finding.route_count, finding.routes.size());
  if (count == 0) return {};
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min<std::size_t>(finding.routes.size(), 4); ++i) shown.push_back(printable(finding.routes[i]));
  return fmt::format("reached from {}: {}", counted(count, "route"), some_of(shown, 3, count));
}

std::string fix_of(const RuleInfo& rule, const Report& report) {
  std::string fix = first_sentence(rule.fix);
  if (fix.ends_with(':')) fix.back() = '.';  // what it announces is not shown
  const GuideEntry* mitigation = entry_of(report.mitigations, rule.mitigation);
  if (!mitigation) return fix;
  const std::string name = printable(mitigation->title.empty() ? mitigation->id : mitigation->title);
  const std::string where = rule.anchor.empty() ? "" : fmt::format(" ({})", rule.anchor);
  return fix.empty() ? name + where : fmt::format("{}{}: {}", name, where, fix);
}

std::string proof_of(const Finding& finding) {
  std::string text = fmt::format("{}, confidence {:.2f}", show(finding.evidence), finding.confidence);
  for (std::size_t i = 0; i < finding.because.size(); ++i) text += (i == 0 ? ": " : "; ") + printable(finding.because[i]);
  return text;
}

}  // namespace

std::string render_finding(const Finding& finding, const Report& report, const ReportOptions& options) {
  const Style style{options.colour};
  const RuleInfo* rule = rule_of(report, finding.rule);
  const findings::Location& at = finding.location;
  std::string text = heading(finding, rule, style);
  if (!at.path.empty()) text += fmt::format("  {}:{}:{}\n", printable(path_from_user(report, at.path)), at.line, at.column);
  if (const std::string frame = code_frame(at, finding.severity, options.width, style); !frame.empty()) text += "\n" + frame + "\n";
  for (const std::string& line : wrap(printable(finding.message), std::max(30u, options.width - std::min(options.width, 2u)))) {
    text += "  " + line + "\n";
  }
  text += path_of(finding, options.width, style);
  const auto add = [&](std::string_view label, const std::string& body) {
    if (!body.empty()) text += paragraph(style.dim(fmt::format("{:<{}}", label, label_width)), body, options.width);
  };
  for (const findings::Related& related : finding.related) {
    add("see", place_of(related.location) + " " + printable(related.text));
  }
  add("routes", routes_of(finding));
  if (rule) {
    add("why", first_sentence(rule->why));
    add("fix", fix_of(*rule, report));
  }
  add("proof", proof_of(finding));
  return text;
}

}  // namespace chokepoint::reports::terminal
