#include "reports/terminal/summary.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "reports/notice.hpp"
#include "reports/path.hpp"
#include "reports/terminal/style.hpp"
#include "reports/text.hpp"

namespace chokepoint::reports::terminal {

namespace {

using findings::Finding;
using findings::Report;
using findings::Severity;
using source::Notice;

constexpr std::array severities{Severity::Error, Severity::Warning, Severity::Note};
constexpr std::size_t most_notices = 3;
constexpr unsigned label_width = 9;

/// Errors, warnings, notes.
using Counts = std::array<std::uint64_t, 3>;

std::size_t slot(Severity severity) { return static_cast<std::size_t>(Severity::Error) - static_cast<std::size_t>(severity); }

std::uint64_t total(const Counts& counts) { return counts[0] + counts[1] + counts[2]; }

struct Tally {
  Counts all{};
  std::map<std::string, Counts> by_rule;
  std::set<std::string_view> files;
  std::uint64_t suppressed = 0;
};

Tally tally_of(const Report& report) {
  Tally tally;
  for (const Finding& finding : report.findings) {
    if (finding.suppressed) {
      ++tally.suppressed;
      continue;
    }
    ++tally.all[slot(finding.severity)];
    ++tally.by_rule[finding.rule][slot(finding.severity)];
    tally.files.insert(finding.location.path);
  }
  return tally;
}

std::uint64_t analysed_files(const Report& report) {
  std::uint64_t files = 0;
  for (const findings::LanguageCount& language : report.languages) files += language.files;
  return files;
}

std::string label_column(std::string_view label, const Style& style) {
  return "  " + style.dim(fmt::format("{:<{}} ", label, label_width));
}

/// Label in the first column, wrapped text in the second, `inset` further in.
std::string row(std::string_view label, const std::string& text, unsigned width, const Style& style, unsigned inset = 0) {
  const unsigned column = 2 + label_width + 1 + inset;
  const std::vector<std::string> lines = wrap(text, std::max(30u, width - std::min(width, column)));
  std::string result = label_column(label, style) + std::string(inset, ' ');
  for (std::size_t i = 0; i < lines.size(); ++i) result += (i > 0 ? std::string(column, ' ') : "") + lines[i] + "\n";
  return result;
}

std::string rule_line(std::string_view title, unsigned width, const Style& style) {
  std::string line = "── ";
  line += title;
  line += ' ';
  std::string rest;
  for (unsigned used = text_width(line); used < std::min(width, 100u); ++used) rest += "─";
  return style.dim("── ") + style.bold(title) + " " + style.dim(rest) + "\n";
}

/// What was looked at, so that "no findings" can be weighed.
std::string no_findings(const Report& report, unsigned width, const Style& style) {
  const std::uint64_t files = analysed_files(report);
  std::string verdict = "no findings";
  std::string scope = fmt::format("{} on {} with {}", counted(report.rules.size(), "rule"), counted(files, "file"),
                                  counted(report.entry_points, "entry point"));
  if (files == 0) {
    verdict = "nothing was analysed";
    scope = "no source file in a supported language was found";
  } else if (!report.complete) {
    verdict += " in what could be analysed";
  }
  if (files > 0 && report.entry_points == 0) {
    scope += "; without an entry point, rules about requests and event loops have nothing to start from";
  }
  const bool good = files > 0 && report.complete && report.entry_points > 0;
  std::string text;
  for (const std::string& line : wrap(verdict + ": " + scope, std::max(40u, width - std::min(width, 2u)))) {
    text += text.empty() ? "" : "  ";
    text += text.empty() && line.starts_with(verdict)
                ? (good ? style.good(verdict) : style.alarm(verdict)) + line.substr(verdict.size())
                : line;
    text += "\n";
  }
  return text;
}

std::string counts_line(const Report& report, const Tally& tally, unsigned width, const Style& style) {
  std::string text;
  if (total(tally.all) == 0) {
    text = no_findings(report, width, style);
  } else {
    text = style.bold(counted(total(tally.all), "finding")) + " in " + counted(tally.files.size(), "file") + ": ";
    bool first = true;
    for (const Severity severity : severities) {
      const std::uint64_t count = tally.all[slot(severity)];
      if (count == 0) continue;
      text += first ? "" : ", ";
      text += style.severity(severity, counted(count, findings::show(severity)));
      first = false;
    }
    text += "\n";
  }
  return "  " + text;
}

const findings::RuleInfo* rule_of(const Report& report, const std::string& id) {
  const auto it = std::find_if(report.rules.begin(), report.rules.end(), [&](const auto& rule) { return rule.id == id; });
  return it == report.rules.end() ? nullptr : &*it;
}

std::string number(std::uint64_t count, Severity severity, const Style& style) {
  const std::string text = fmt::format("{:>9}", count == 0 ? "·" : grouped(count));
  return count == 0 ? style.dim(text) : style.severity(severity, text);
}

/// The worst pitfalls first.
std::string pitfall_table(const Report& report, const Tally& tally, const Style& style) {
  if (tally.by_rule.empty()) return "\n";
  std::vector<std::pair<std::string, Counts>> rows(tally.by_rule.begin(), tally.by_rule.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  unsigned widest = 7;
  for (const auto& [rule, counts] : rows) widest = std::max(widest, text_width(rule));
  std::string text =
      "\n  " + style.dim(fmt::format("{:<{}}  {:<6}{:>9}{:>9}{:>9}", "pitfall", widest, "guide", "errors", "warnings", "notes")) +
      "\n";
  for (const auto& [rule, counts] : rows) {
    const findings::RuleInfo* info = rule_of(report, rule);
    text += fmt::format("  {:<{}}  {:<6}", rule, widest, info ? info->anchor : "");
    for (const Severity severity : severities) text += number(counts[slot(severity)], severity, style);
    text += "\n";
  }
  return text + "\n";
}

std::string scanned(const Report& report) {
  std::string text = report.root;
  if (!report.as_of.empty()) text += " as of " + report.as_of;
  text += ": ";
  if (report.languages.empty()) return text + "no source files";
  for (std::size_t i = 0; i < report.languages.size(); ++i) {
    const findings::LanguageCount& language = report.languages[i];
    text += fmt::format("{}{} {} ({})", i > 0 ? ", " : "", language.language, counted(language.files, "file"),
                        counted(language.lines, "line"));
  }
  return text + fmt::format("; {}, {}, {}", counted(report.functions, "function"), counted(report.entry_points, "entry point"),
                            counted(report.rules.size(), "rule"));
}

std::string skipped(const Report& report) {
  std::string text;
  for (const findings::RoleCount& role : report.skipped) {
    if (role.files > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", role.role, counted(role.files, "file"));
  }
  if (!text.empty()) text += " (code that does not serve requests)";
  if (report.ignored_files > 0) {
    text += fmt::format("{}{} by ignore files and --exclude", text.empty() ? "" : "; ", counted(report.ignored_files, "path"));
  }
  return text;
}

std::string place_of(const Notice& notice, const Report& report) {
  std::string place = printable(path_from_user(report, notice.path));
  if (notice.line > 0) place += fmt::format(":{}", notice.line);
  if (notice.line > 0 && notice.column > 0) place += fmt::format(":{}", notice.column);
  return place;
}

/// The first few with their messages, each on its own lines.
std::string listed(const std::vector<const Notice*>& group, const Report& report, unsigned width, const Style& style) {
  const std::size_t shown = group.size() == most_notices + 1 ? group.size() : std::min(group.size(), most_notices);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string place = group[i]->path.empty() ? "" : place_of(*group[i], report) + ": ";
    text += row("", place + printable(group[i]->message), width, style, 2);
  }
  if (shown < group.size()) text += row("", fmt::format("… and {} more", grouped(group.size() - shown)), width, style, 2);
  return text;
}

/// The first few by name only: nothing is missing because of them.
std::string named(const NoticeKind& kind, const std::vector<const Notice*>& group, const Report& report) {
  std::vector<std::string> places;
  for (std::size_t i = 0; i < std::min(group.size(), most_notices + 1); ++i) places.push_back(place_of(*group[i], report));
  return fmt::format("{} ({}), no finding can be missing: {}", kind.heading, grouped(group.size()),
                     some_of(places, most_notices, group.size()));
}

/// One block per kind, what makes the scan incomplete apart from what does not.
std::string notices(const Report& report, unsigned width, const Style& style) {
  std::string text;
  for (const bool incomplete : {true, false}) {
    for (const NoticeKind& kind : notice_kinds()) {
      std::vector<const Notice*> group;
      for (const Notice& notice : report.notices) {
        if (notice.kind == kind.kind && notice.incomplete == incomplete) group.push_back(&notice);
      }
      if (group.empty()) continue;
      const std::string heading = fmt::format("{} ({})", kind.heading, grouped(group.size()));
      if (incomplete) {
        text += label_column("notice", style) + style.alarm(heading) + ", findings may be missing\n" +
                listed(group, report, width, style);
      } else if (kind.kind == Notice::Kind::Configuration) {  // asks for an answer
        text += label_column("notice", style) + heading + "\n" + listed(group, report, width, style);
      } else {
        text += row("notice", named(kind, group, report), width, style);
      }
    }
  }
  return text;
}

constexpr std::size_t kRulesTimed = 5;

// The slowest rules.
std::string rule_times(const Report& report, const Style& style) {
  std::vector<findings::RuleTime> times = report.rule_times;
  std::stable_sort(times.begin(), times.end(), [](const auto& a, const auto& b) { return a.seconds > b.seconds; });
  times.resize(std::min(times.size(), kRulesTimed));
  std::string text;
  for (const findings::RuleTime& time : times) {
    text += label_column(text.empty() ? "slowest" : "", style) + fmt::format("{:>8.3f} s  {}\n", time.seconds, time.rule);
  }
  return text;
}

std::string statistics(const Report& report, unsigned width, const Style& style) {
  std::string text;
  const findings::CallCounts& calls = report.calls;
  text += row("calls",
              fmt::format("{} resolved, {} typed, {} guessed, {} external, {} unknown", grouped(calls.resolved),
                          grouped(calls.typed), grouped(calls.guessed), grouped(calls.external), grouped(calls.unknown)),
              width, style);
  double seconds = 0;
  for (const findings::PassTime& time : report.times) seconds += time.seconds;
  for (const findings::PassTime& time : report.times) {
    text += label_column(&time == &report.times.front() ? "time" : "", style) +
            fmt::format("{:>8.3f} s  {}\n", time.seconds, time.pass);
  }
  if (!report.times.empty()) text += label_column("", style) + fmt::format("{:>8.3f} s  total\n", seconds);
  text += rule_times(report, style);
  if (report.peak_memory > 0) {
    text += row("memory", fmt::format("{:.1f} MiB at most", static_cast<double>(report.peak_memory) / (1 << 20)), width, style);
  }
  return text;
}

}  // namespace

std::string render_summary(const Report& report, const ReportOptions& options) {
  const Style style{options.colour};
  const Tally tally = tally_of(report);
  std::string text = rule_line("summary", options.width, style);
  text += counts_line(report, tally, options.width, style);
  text += pitfall_table(report, tally, style);
  text += row("scanned", printable(scanned(report)), options.width, style);
  if (const std::string names = skipped(report); !names.empty()) text += row("skipped", names, options.width, style);
  if (tally.suppressed > 0) {
    text += row("silenced", counted(tally.suppressed, "finding") + " by `chokepoint:ignore` comments", options.width, style);
  }
  if (report.hidden > 0)
    text += row("hidden", fmt::format("{} more with --all (less certain)", grouped(report.hidden)), options.width, style);
  text += notices(report, options.width, style);
  if (options.stats) text += statistics(report, options.width, style);
  if (!report.complete) {
    text += "\n  " + style.alarm("scan incomplete") + ": findings may be missing, because some code could not be analysed\n";
  }
  return text;
}

}  // namespace chokepoint::reports::terminal
