#include "driver/manual.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace chokepoint::driver {
namespace {

using findings::RuleInfo;

std::size_t widest(const std::vector<rules::Rule>& rules, std::string (*text)(const RuleInfo&)) {
  std::size_t width = 0;
  for (const rules::Rule& rule : rules) width = std::max(width, text(rule.info).size());
  return width;
}

std::string id_of(const RuleInfo& info) { return info.id; }
std::string languages_of(const RuleInfo& info) { return fmt::format("{}", fmt::join(info.languages, " ")); }
std::string anchor_of(const RuleInfo& info) { return info.anchor; }

std::string title_of(const std::vector<findings::GuideEntry>& entries, std::string_view id) {
  for (const findings::GuideEntry& entry : entries) {
    if (entry.id == id) return fmt::format("{} ({})", entry.title, id);
  }
  return std::string(id);
}

/// Code points, which is close enough to columns for prose.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Breaks prose at blanks; paragraphs and list items begin new lines.
std::string wrap(std::string_view text, unsigned width, std::string_view indent) {
  std::string out, line, word;
  std::istringstream lines{std::string(text)};
  auto flush = [&] {
    if (!line.empty()) out += fmt::format("{}{}\n", indent, line);
    line.clear();
  };
  for (std::string row; std::getline(lines, row);) {
    if (row.empty() || row.starts_with("- ")) flush();
    if (row.empty() && !out.empty()) out += '\n';
    std::istringstream words(row);
    while (words >> word) {
      if (!line.empty() && columns(line) + 1 + columns(word) + indent.size() > width) flush();
      line += line.empty() ? word : " " + word;
    }
  }
  flush();
  return out;
}

/// Without the expectations `#! rule-id` that make it a test.
std::string show_code(std::string_view code) {
  std::string out;
  std::istringstream lines{std::string(code)};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t mark = std::min(line.find("#! "), line.find("//! "));
    if (mark != std::string::npos) line.erase(mark);
    while (line.ends_with(' ')) line.pop_back();
    out += line.empty() ? "\n" : fmt::format("    {}\n", line);
  }
  return out;
}

class Page {
 public:
  Page(bool colour, unsigned width) : colour_(colour), width_(width) {}

  void heading(std::string_view text) { out_ += colour_ ? fmt::format("\n\033[1m{}\033[0m\n", text) : fmt::format("\n{}\n", text); }
  void prose(std::string_view title, std::string_view text) {
    if (text.empty()) return;
    heading(title);
    out_ += wrap(text, width_, "  ");
  }
  void code(std::string_view title, std::string_view text) {
    if (text.empty()) return;
    heading(title);
    out_ += show_code(text);
  }
  void line(std::string_view text) { out_ += fmt::format("{}\n", text); }
  std::string take() { return std::move(out_); }

 private:
  const bool colour_;
  const unsigned width_;
  std::string out_;
};

}  // namespace

std::string list_rules(const rulebase::RuleBase& base) {
  std::string text;
  const std::size_t id = widest(base.rules, id_of), anchor = widest(base.rules, anchor_of),
                    languages = widest(base.rules, languages_of);
  for (const rules::Rule& rule : base.rules) {
    text += fmt::format("{:<{}}  {:<7}  {:<{}}  {:<{}}  {}\n", rule.info.id, id, show(rule.info.severity), rule.info.anchor, anchor,
                        languages_of(rule.info), languages, rule.info.title);
  }
  return text + fmt::format("{} rules; `chokepoint explain RULE` says more of one\n", base.rules.size());
}

std::string explain(const rules::Rule& rule, const rulebase::Guide& guide, bool colour, unsigned width) {
  const RuleInfo& info = rule.info;
  Page page(colour, width);
  page.heading(fmt::format("{}: {}", info.id, info.title));
  page.line(fmt::format("  severity    {}", show(info.severity)));
  page.line(fmt::format("  languages   {}", fmt::join(info.languages, ", ")));
  page.line(fmt::format("  pitfall     {}", title_of(guide.pitfalls, info.anchor)));
  page.line(fmt::format("  mitigation  {}", title_of(guide.mitigations, info.mitigation)));
  page.prose("What it finds", info.what);
  page.prose("Why it matters", info.why);
  page.prose("What to do instead", info.fix);
  page.prose("Limits", info.limits);
  for (const RuleInfo::Example& example : info.examples) {
    page.code(fmt::format("Found in {}", example.language), example.bad);
    page.code(fmt::format("Fine in {}", example.language), example.good);
  }
  if (!info.references.empty()) page.heading("See also");
  for (const std::string& reference : info.references) page.line("  " + reference);
  return page.take().substr(1);
}

}  // namespace chokepoint::driver
