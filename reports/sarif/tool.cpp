#include "reports/sarif/tool.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/notice.hpp"
#include "reports/text.hpp"

namespace chokepoint::reports::sarif {

namespace {

using findings::GuideEntry;
using findings::Report;
using findings::RuleInfo;

constexpr std::size_t pitfalls_index = 0;
constexpr std::size_t mitigations_index = 1;
constexpr std::string_view pitfalls_name = "scalability-pitfalls";
constexpr std::string_view mitigations_name = "scalability-mitigations";

/// "event-loop-blocking-io" → "EventLoopBlockingIo", SARIF's form of a rule's name.
std::string pascal_case(std::string_view id) {
  std::string name;
  bool upper = true;
  for (const char c : id) {
    if (c == '-' || c == '_' || c == '.') {
      upper = true;
    } else {
      name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      upper = false;
    }
  }
  return name;
}

/// Cut at a blank so that at most `longest` bytes remain.
std::string shortened(std::string text, std::size_t longest) {
  if (text.size() <= longest) return text;
  std::size_t end = text.rfind(' ', longest - 4);
  if (end == std::string::npos) {
    end = longest - 4;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
  }
  return text.substr(0, end) + "…";
}

/// A sentence outside messages: braces are ordinary there.
std::string full_stop(std::string text) {
  if (!text.empty() && text.find_last_of(".!?…") != text.size() - 1 && !text.ends_with("…")) text += '.';
  return text;
}

std::string_view precision_of(std::string_view precision) {
  if (precision == "P1" || precision == "PX") return "very-high";
  if (precision == "P2") return "high";
  return precision == "P4" ? "low" : "medium";
}

std::string_view problem_severity(findings::Severity severity) {
  switch (severity) {
    case findings::Severity::Error: return "error";
    case findings::Severity::Warning: return "warning";
    case findings::Severity::Note: return "recommendation";
  }
  return "recommendation";
}

const GuideEntry* entry_of(const std::vector<GuideEntry>& entries, const std::string& id) {
  const auto it = std::find_if(entries.begin(), entries.end(), [&](const GuideEntry& entry) { return entry.id == id; });
  return it == entries.end() ? nullptr : &*it;
}

std::string_view without_blank_end(std::string_view text) { return text.substr(0, text.find_last_not_of(" \n") + 1); }

std::string help_markdown(const RuleInfo& rule, const Report& report) {
  std::string text;
  const auto section = [&](std::string_view title, std::string_view body) {
    if (!body.empty()) text += fmt::format("{}## {}\n\n{}\n", text.empty() ? "" : "\n", title, without_blank_end(body));
  };
  section("What it finds", rule.what);
  section("Why it matters", rule.why);
  section("How to fix it", rule.fix);
  for (const RuleInfo::Example& example : rule.examples) {
    section(fmt::format("Example ({})", example.language),
            fmt::format("Instead of\n\n```{0}\n{1}\n```\n\nwrite\n\n```{0}\n{2}\n```", example.language,
                        without_blank_end(example.bad), without_blank_end(example.good)));
  }
  section("Limits", rule.limits);
  std::string guide;
  for (const GuideEntry* entry : {entry_of(report.pitfalls, rule.anchor), entry_of(report.mitigations, rule.mitigation)}) {
    if (entry) guide += fmt::format("- {} ({}): {}\n", entry->title, entry->section, entry->text);
  }
  section("The guide", guide);
  std::string references;
  for (const std::string& url : rule.references) references += fmt::format("- <{}>\n", url);
  section("References", references);
  return text.empty() ? rule.title : text;
}

/// Code blocks stay as text; only the lines that fence them go.
std::string without_fences(std::string_view markdown) {
  std::string text;
  while (!markdown.empty()) {
    const std::size_t end = std::min(markdown.find('\n'), markdown.size() - 1) + 1;
    const std::string_view line = markdown.substr(0, end);
    if (!line.starts_with("```")) text += line;
    markdown.remove_prefix(end);
  }
  return text;
}

std::string help_text(const RuleInfo& rule) {
  std::string text;
  for (const std::string* part : {&rule.what, &rule.why, &rule.fix, &rule.limits}) {
    if (!part->empty()) text += (text.empty() ? "" : "\n\n") + plain(without_fences(*part));
  }
  return text.empty() ? rule.title : text;
}

Json relationship(const std::vector<GuideEntry>& entries, const std::string& id, std::string_view name, std::size_t index,
                  std::string_view kind) {
  const GuideEntry* entry = entry_of(entries, id);
  if (!entry) return {};
  return {{"target", {{"id", id}, {"index", entry - entries.data()}, {"toolComponent", {{"name", name}, {"index", index}}}}},
          {"kinds", {kind}}};
}

Json relationships(const RuleInfo& rule, const Report& report) {
  Json result = Json::array();
  for (Json one : {relationship(report.pitfalls, rule.anchor, pitfalls_name, pitfalls_index, "superset"),
                   relationship(report.mitigations, rule.mitigation, mitigations_name, mitigations_index, "relevant")}) {
    if (!one.is_null()) result.push_back(std::move(one));
  }
  return result;
}

Json tags_of(const RuleInfo& rule) {
  Json tags{"scalability"};
  if (!rule.anchor.empty()) tags.push_back("guide/" + rule.anchor);
  for (const std::string& language : rule.languages) {
    if (tags.size() < most_tags) tags.push_back(language);
  }
  return tags;
}

Json rule_descriptor(const RuleInfo& rule, const Report& report) {
  const std::string title = rule.title.empty() ? rule.id : rule.title;
  const std::string what = rule.what.empty() ? title : plain(rule.what);
  Json result{{"id", rule.id}};
  // A name that differs from the id by case only is refused.
  if (rule.id.find('-') != std::string::npos) result["name"] = pascal_case(rule.id);
  result["shortDescription"] = message(full_stop(title));
  result["fullDescription"] = message(shortened(full_stop(what), longest_description));
  result["help"] = {{"text", full_stop(help_text(rule))}, {"markdown", help_markdown(rule, report)}};
  result["defaultConfiguration"] = {{"level", level_of(rule.severity)}};
  if (!rule.references.empty()) result["helpUri"] = rule.references.front();
  result["relationships"] = relationships(rule, report);
  result["properties"] = {
      {"tags", tags_of(rule)}, {"precision", precision_of(rule.precision)}, {"problem.severity", problem_severity(rule.severity)}};
  return result;
}

Json notification_descriptor(const NoticeKind& kind) {
  const Json meaning = message(std::string(kind.meaning));
  return {{"id", kind.id}, {"shortDescription", meaning}, {"fullDescription", meaning}, {"help", meaning}};
}

Json taxon(const GuideEntry& entry) {
  return {
      {"id", entry.id},
      {"shortDescription", message(full_stop(entry.title))},
      {"fullDescription", message(shortened(full_stop(plain(entry.text.empty() ? entry.title : entry.text)), longest_description))},
      {"properties", {{"section", entry.section}}}};
}

Json taxonomy(std::string_view name, const std::string& version, std::string_view description,
              const std::vector<GuideEntry>& entries) {
  Json taxa = Json::array();
  for (const GuideEntry& entry : entries) taxa.push_back(taxon(entry));
  return {{"name", name},
          {"version", version},
          {"shortDescription", message(std::string(description))},
          {"isComprehensive", true},
          {"taxa", std::move(taxa)}};
}

}  // namespace

Json tool(const Report& report) {
  Json rules = Json::array(), notifications = Json::array();
  for (const RuleInfo& rule : report.rules) rules.push_back(rule_descriptor(rule, report));
  for (const NoticeKind& kind : notice_kinds()) notifications.push_back(notification_descriptor(kind));
  return {{"driver",
           {{"name", "Chokepoint"},
            {"version", report.version},
            {"semanticVersion", report.version},
            {"informationUri", CHOKEPOINT_HOMEPAGE},
            {"supportedTaxonomies",
             {{{"name", pitfalls_name}, {"index", pitfalls_index}}, {{"name", mitigations_name}, {"index", mitigations_index}}}},
            {"notifications", std::move(notifications)},
            {"rules", std::move(rules)}}}};
}

Json taxonomies(const Report& report) {
  return {taxonomy(pitfalls_name, report.version, "What stops a backend from scaling.", report.pitfalls),
          taxonomy(mitigations_name, report.version, "What helps a backend scale.", report.mitigations)};
}

}  // namespace chokepoint::reports::sarif
