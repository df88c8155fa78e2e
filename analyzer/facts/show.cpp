#include "facts/show.hpp"

#include <fmt/format.h>

namespace chokepoint::facts {
namespace {

constexpr std::size_t kMaxSettings = 400;  // of a project, in text

std::string show(const Place& place) {
  if (place.file.empty()) return {};
  return place.line == 0 ? place.file : fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

std::string_view declared(Basis basis) { return basis == Basis::Declared ? " (declared)" : ""; }

void heading(std::string& text, std::string_view name, std::size_t count) {
  if (count != 0) text += fmt::format("  {}\n", name);
}

// A script of several lines stays on one.
std::string one_line(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!blank || !result.ends_with(' ')) result += blank ? ' ' : c;
  }
  return result;
}

void line(std::string& text, std::string_view what, const Place& place) {
  text += fmt::format("    {}{}{}\n", what, place.file.empty() ? "" : "  ", show(place));
}

std::string describe(const Dependency& dependency) {
  std::string text = fmt::format("{} `{}`", dependency.ecosystem, dependency.name);
  if (!dependency.range.empty() && dependency.range != dependency.locked) text += " " + dependency.range;
  text += dependency.locked.empty() ? ", not locked" : fmt::format(", locked {}", dependency.locked);
  return text;
}

std::string describe(const Process& process) {
  std::string text =
      fmt::format("`{}`: {}", process.name, process.command.empty() ? "what its image starts" : one_line(process.command));
  if (process.workers != 0) text += fmt::format(" ({} {})", process.workers, process.workers == 1 ? "worker" : "workers");
  if (process.listens) text += ", listens";
  return text;
}

std::string describe(const Setting& setting) {
  std::string text = setting.source;
  if (!setting.subject.empty()) text += fmt::format(" `{}`", setting.subject);
  if (!setting.profile.empty()) text += fmt::format(" [{}]", setting.profile);
  text += " " + setting.key;
  if (setting.kind == ValueKind::Map) text += " {}";
  else if (setting.kind == ValueKind::List) text += " []";
  else if (setting.kind == ValueKind::Unknown) text += " = ?";
  else if (setting.kind == ValueKind::Null) text += " = null";
  else text += " = " + one_line(setting.value);
  if (!setting.variable.empty()) text += fmt::format(" unless `{}` is set", setting.variable);
  if (!setting.production) text += ", not for production";
  if (setting.overridden) text += ", overridden";
  return text + std::string(declared(setting.basis));
}

bool is_empty(const ProjectFacts& facts) {
  return facts.dependencies.empty() && facts.runtimes.empty() && facts.web_stacks.empty() && facts.processes.empty() &&
         facts.replicas.empty() && facts.proxies.empty() && facts.settings.empty() && facts.conclusions.empty();
}

std::string show_project(const ProjectFacts& facts) {
  std::string text = fmt::format("project `{}`\n", facts.directory.empty() ? "." : facts.directory);
  heading(text, "conclusions", facts.conclusions.size());
  for (const Conclusion& one : facts.conclusions)
    line(text, fmt::format("{}{}, {}", one.word, declared(one.basis), one.reason), one.place);
  heading(text, "runtimes", facts.runtimes.size());
  for (const Runtime& one : facts.runtimes)
    line(text, fmt::format("{} {}, {}", one.name, one.version, one.shipped ? "shipped" : "asked for"), one.place);
  heading(text, "web stacks", facts.web_stacks.size());
  for (const WebStack& one : facts.web_stacks) line(text, fmt::format("{}, {}", one.kind, one.reason), one.place);
  heading(text, "processes", facts.processes.size());
  for (const Process& one : facts.processes) line(text, describe(one), one.place);
  heading(text, "copies", facts.replicas.size());
  for (const Replicas& one : facts.replicas)
    line(text, fmt::format("{}{}: {}{}", one.subject, declared(one.basis), one.reason, one.on_purpose ? ", on purpose" : ""),
         one.place);
  heading(text, "proxies", facts.proxies.size());
  for (const Proxy& one : facts.proxies) line(text, fmt::format("{}{}", one.reason, declared(one.basis)), one.place);
  heading(text, "settings", facts.settings.size());
  std::size_t shown = 0;
  for (const Setting& one : facts.settings) {
    if (shown++ < kMaxSettings && one.kind != ValueKind::Map) line(text, describe(one), one.place);
  }
  if (shown > kMaxSettings) text += fmt::format("    … and {} more; --format json has all\n", shown - kMaxSettings);
  for (const bool development : {false, true}) {
    std::string list;
    for (const Dependency& one : facts.dependencies) {
      if (one.development == development) line(list, describe(one), one.place);
    }
    if (!list.empty()) text += (development ? "  dependencies for development\n" : "  dependencies\n") + list;
  }
  return text;
}

}  // namespace

std::string show(const RepositoryFacts& facts, const std::vector<source::Notice>& notices) {
  std::string text;
  for (const ProjectFacts& project : facts.projects) {
    if (!is_empty(project)) text += (text.empty() ? "" : "\n") + show_project(project);
  }
  if (text.empty()) text = "nothing was found in manifests, settings and deployment files\n";
  if (!notices.empty()) text += "\nnot understood\n";
  for (const source::Notice& notice : notices)
    text += fmt::format("  {} {}\n", show(Place{notice.path, notice.line, notice.column}), notice.message);
  return text;
}

}  // namespace chokepoint::facts
