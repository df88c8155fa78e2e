#include "driver/command.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "reports/report.hpp"

namespace chokepoint::driver {
namespace {

constexpr std::size_t kAny = 1000000;

constexpr std::array kCommands = {
    CommandInfo{
        Command::Scan, "scan", "[PATH…]", "find what will stop a backend from scaling",
        "Scans directories or single files (default: the working directory) and reports what will stop the backend from scaling.\n"
        "Settings may also stand in a file chokepoint.yml in the scanned directory: the long options below without their dashes.",
        "  chokepoint scan .                                     a report for people\n"
        "  chokepoint scan . --output sarif=chokepoint.sarif     … and one for code scanning\n"
        "  chokepoint scan . --severity error --quiet            the worst, in short\n"
        "  chokepoint scan . --only n-plus-one-explicit --all    one rule, with what rests on a guess\n"
        "  chokepoint scan . --fail-on warning                   as a gate in a pipeline\n"
        "  chokepoint scan . --rules tools/chokepoint            with rules and models of your own\n",
        false, kAny},
    CommandInfo{Command::Rules, "rules", "", "list the rules",
                "Lists all rules with their severity, languages and place in the guide.", "  chokepoint rules\n", false, 0},
    CommandInfo{Command::Explain, "explain", "RULE", "explain one rule, with examples",
                "Says what a rule finds, why it matters, what to do instead and where its limits are, with examples.",
                "  chokepoint explain event-loop-blocking-io\n", true, 0},
    CommandInfo{Command::Entries, "entries", "[PATH]", "list the entry points of a backend",
                "Lists the request handlers, jobs and start-up code that were recognised. What is missing here cannot be reported.",
                "  chokepoint entries services/api\n", false, 1},
    CommandInfo{Command::Trace, "trace", "FUNCTION [PATH]", "show who reaches a function and what it does",
                "Shows which entry points reach a function, in which context, what it calls and which effects that has.",
                "  chokepoint trace billing.charge services/api\n", true, 1},
    CommandInfo{
        Command::Facts, "facts", "[PATH]", "show the facts read from manifests and settings",
        "Shows what was read from manifests, lock files, framework settings and deployment files, as text or with --format json.\n"
        "What the repository does not say may be declared in chokepoint.yml: `deployment: {replicas: 3, workers: 4}`,\n"
        "`db: {max_connections: 100}`, `proxy: nginx`.",
        "  chokepoint facts services/api\n", false, 1},
};

constexpr std::string_view kExitStatus =
    "Exit status:\n"
    "  0  nothing at or above --fail-on was found\n"
    "  1  something was found\n"
    "  2  the command line, a settings file or a rule is wrong, or an output cannot be written\n"
    "  3  something could not be analysed, and --fail-on-incomplete is given\n";

std::string option_line(const Setting& setting) {
  std::string left = setting.letter.empty() ? "    " : fmt::format("-{}, ", setting.letter);
  left += fmt::format("--{}", setting.name);
  if (!setting.placeholder.empty()) left += fmt::format(" {}", setting.placeholder);
  return fmt::format("  {:<29} {}\n", left, setting.help);
}

std::string options(const CommandInfo& command) {
  std::string text;
  std::string_view group;
  for (const Setting& setting : all_settings()) {
    if (!takes(command, setting)) continue;
    if (setting.group != group) text += fmt::format("\n{}:\n", setting.group);
    group = setting.group;
    text += option_line(setting);
  }
  return text;
}

std::string formats() {
  std::string text = "\nFormats:\n";
  for (const reports::Format* format : reports::formats())
    text += fmt::format("  {:<12} {}\n", format->name(), format->description());
  return text;
}

}  // namespace

std::span<const CommandInfo> all_commands() { return kCommands; }

const CommandInfo* find_command(std::string_view name) {
  const auto found = std::find_if(kCommands.begin(), kCommands.end(), [&](const CommandInfo& c) { return c.name == name; });
  return found == kCommands.end() ? nullptr : &*found;
}

bool takes(const CommandInfo& command, const Setting& setting) {
  switch (setting.scope) {
    case Setting::Scope::All: return true;
    case Setting::Scope::Repository: return command.command != Command::Rules && command.command != Command::Explain;
    case Setting::Scope::Scan:
      return command.command == Command::Scan || (command.command == Command::Facts && setting.name == "format");
  }
  return false;
}

std::string help() {
  std::string text =
      "chokepoint finds what will stop a backend from scaling: in Node (JavaScript, TypeScript), Python, Go and Java.\n\n"
      "usage: chokepoint COMMAND [OPTION…] [ARGUMENT…]\n\nCommands:\n";
  for (const CommandInfo& command : kCommands) {
    text += fmt::format("  {:<26} {}\n", fmt::format("{} {}", command.name, command.arguments), command.summary);
  }
  text +=
      "\n  chokepoint COMMAND --help  shows the options of a command\n"
      "  chokepoint --version       shows the version\n\n"
      "Examples:\n";
  for (const CommandInfo& command : kCommands) text += command.examples.substr(0, command.examples.find('\n') + 1);
  return text + "\n" + std::string(kExitStatus);
}

std::string help(const CommandInfo& command) {
  std::string text = fmt::format("usage: chokepoint {} [OPTION…]{}{}\n\n{}\n", command.name, command.arguments.empty() ? "" : " ",
                                 command.arguments, command.text);
  text += options(command);
  if (command.command == Command::Scan) text += formats();
  return fmt::format("{}\nExamples:\n{}\n{}", text, command.examples, kExitStatus);
}

}  // namespace chokepoint::driver
