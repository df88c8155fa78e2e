#include "driver/run.hpp"

#include <algorithm>
#include <csignal>
#include <exception>
#include <memory>
#include <sstream>
#include <thread>

#include <fmt/format.h>

#include "driver/dump.hpp"
#include "driver/gather.hpp"
#include "driver/inspect.hpp"
#include "driver/manual.hpp"
#include "driver/output.hpp"
#include "driver/pipeline.hpp"
#include "driver/selection.hpp"
#include "driver/terminal.hpp"
#include "facts/show.hpp"
#include "reports/report.hpp"

namespace chokepoint::driver {
namespace {

int complain(const Error& error) {
  fmt::print(stderr, "chokepoint: {}\n", error.message);
  return kWrong;
}

int write(std::string_view text) {
  const Result<void> written = write_standard_output(text);
  return written ? 0 : complain(written.error());
}

std::string render(std::string_view format, const findings::Report& report, const reports::ReportOptions& options) {
  std::ostringstream out;
  reports::find_format(format)->write(report, options, out);
  return std::move(out).str();
}

/// Files first: they are written even if the reader of standard output has gone away.
Result<void> write_reports(const findings::Report& report, const Settings& settings) {
  reports::ReportOptions options;
  options.quiet = settings.quiet;
  options.stats = settings.stats;
  for (const Output& output : settings.outputs) {
    if (Result<void> written = write_output(output.file, render(output.format, report, options)); !written) return written;
  }
  options.colour = use_colour(settings.colour);
  options.width = terminal_width();
  return write_standard_output(render(settings.format, report, options));
}

bool fails(const findings::Finding& finding, FailOn threshold) {
  if (finding.suppressed || threshold == FailOn::Never) return false;
  return static_cast<int>(finding.severity) >= static_cast<int>(threshold);
}

int verdict(const findings::Report& report, const Settings& settings) {
  const bool found = std::any_of(report.findings.begin(), report.findings.end(),
                                 [&](const findings::Finding& finding) { return fails(finding, settings.fail_on); });
  if (found) return kFound;
  return settings.fail_on_incomplete && !report.complete ? kIncomplete : 0;
}

/// Never destroyed: the process ends with it, and the system takes its memory back faster than we could piece by piece.
const Result<Scan>& keep(Result<Scan> scan) {
  static auto& kept = *new std::vector<std::unique_ptr<Result<Scan>>>;
  return *kept.emplace_back(std::make_unique<Result<Scan>>(std::move(scan)));
}

int scan(const Invocation& invocation) {
  const Settings& settings = invocation.settings;
  if (settings.dump.empty() && !reports::find_format(settings.format)) {
    return complain({fmt::format("this program has no format `{}`", settings.format)});
  }
  if (Result<void> writable = check_outputs(settings.outputs); !writable) return complain(writable.error());
  Progress progress(can_show_progress() && !settings.quiet);
  const Purpose purpose = settings.dump.empty() ? Purpose::Report : Purpose::Passes;
  const Result<Scan>& scan = keep(analyse(invocation.paths, settings, purpose, progress));
  progress.clear();
  if (!scan) return complain(scan.error());
  if (!settings.dump.empty()) {
    Result<std::string> text = dump(*scan, settings.dump);
    return text ? write(*text) : complain(text.error());
  }
  if (Result<void> written = write_reports(scan->report, settings); !written) return complain(written.error());
  return verdict(scan->report, settings);
}

int show_rules(const Settings& settings) {
  const Result<rulebase::RuleBase> rules = load_rules(settings);
  return rules ? write(list_rules(*rules)) : complain(rules.error());
}

int explain_rule(const std::string& id, const Settings& settings) {
  const Result<rulebase::RuleBase> rules = load_rules(settings);
  if (!rules) return complain(rules.error());
  const Result<const rules::Rule*> rule = find_rule(*rules, id);
  if (!rule) return complain(rule.error());
  return write(explain(**rule, rules->guide, use_colour(settings.colour), terminal_width()));
}

int inspect(const Invocation& invocation) {
  Progress progress(can_show_progress());
  const Result<Scan> scan = analyse(invocation.paths, invocation.settings, Purpose::Passes, progress);
  if (!scan) return complain(scan.error());
  if (invocation.command == Command::Entries) return write(list_entries(*scan));
  const Result<std::string> text = trace(*scan, invocation.subject);
  return text ? write(*text) : complain(text.error());
}

int show_facts(const Invocation& invocation) {
  const std::string& format = invocation.settings.format;
  if (format != "terminal" && format != "json")
    return complain({fmt::format("`facts` has no format `{}`; it has `terminal` and `json`", format)});
  Progress progress(can_show_progress());
  const Result<GatheredFacts> gathered = gather_facts(invocation.paths, invocation.settings, progress);
  if (!gathered) return complain(gathered.error());
  return write(format == "json" ? facts::show_json(gathered->facts, gathered->notices)
                                : facts::show(gathered->facts, gathered->notices));
}

}  // namespace

int run(const Invocation& given) {
  Invocation invocation = given;
  if (invocation.settings.jobs == 0) invocation.settings.jobs = std::max(1u, std::thread::hardware_concurrency());
  switch (invocation.command) {
    case Command::Scan: return scan(invocation);
    case Command::Rules: return show_rules(invocation.settings);
    case Command::Explain: return explain_rule(invocation.subject, invocation.settings);
    case Command::Entries:
    case Command::Trace: return inspect(invocation);
    case Command::Facts: return show_facts(invocation);
  }
  return kWrong;
}

int run(const std::vector<std::string>& arguments) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is an error of write(), not the end
  try {
    const std::variant<Invocation, Answer> parsed = read_command_line(arguments);
    if (const Invocation* invocation = std::get_if<Invocation>(&parsed)) return run(*invocation);
    const Answer& answer = std::get<Answer>(parsed);
    fmt::print(stderr, "{}", answer.error);
    const int status = write(answer.output);
    return answer.status ? answer.status : status;
  } catch (const std::bad_alloc&) { return complain({"out of memory"}); } catch (const std::exception& error) {
    return complain({fmt::format("internal error: {}", error.what())});
  }
}

}  // namespace chokepoint::driver
