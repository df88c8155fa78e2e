#include "driver/settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "base/nearest.hpp"
#include "reports/report.hpp"

namespace chokepoint::driver {
namespace {

constexpr unsigned kMaxJobs = 256;
constexpr std::array<std::string_view, 7> kDumpPasses = {"files", "ir", "facts", "symbols", "calls", "annotations", "flow"};

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += fmt::format("{}`{}`", i == 0 ? "" : i + 1 == words.size() ? " or " : ", ", words[i]);
  return text;
}

/// Position of `value` in `words`.
Result<std::size_t> one_of(std::string_view value, std::span<const std::string_view> words) {
  const auto found = std::find(words.begin(), words.end(), value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const std::string guess = did_you_mean(value, words);
  if (!guess.empty()) return fail(fmt::format("unknown word `{}`{}", value, guess));
  return fail(fmt::format("unknown word `{}`; expected {}", value, listed(words)));
}

template <class Enum>
Result<void> choose(Enum& target, std::string_view value, std::initializer_list<std::string_view> words) {
  const Result<std::size_t> index = one_of(value, std::span(words.begin(), words.size()));
  if (!index) return tl::make_unexpected(index.error());
  target = static_cast<Enum>(*index);
  return {};
}

Result<void> set_flag(bool& target, std::string_view value) {
  if (value != "true" && value != "false") return fail(fmt::format("`{}` is neither `true` nor `false`", value));
  target = value == "true";
  return {};
}

Result<void> check_format(std::string_view name) {
  std::vector<std::string_view> known;
  for (const reports::Format* format : reports::formats()) known.push_back(format->name());
  if (std::find(known.begin(), known.end(), name) != known.end()) return {};
  const std::string guess = did_you_mean(name, known);
  return fail(fmt::format("unknown format `{}`{}", name, guess.empty() ? "; known are " + listed(known) : guess));
}

Result<void> add_text(std::vector<std::string>& target, std::string_view value) {
  if (value.empty()) return fail("the value is empty");
  target.emplace_back(value);
  return {};
}

Result<void> set_format(Settings& s, std::string_view value) {
  if (Result<void> known = check_format(value); !known) return known;
  s.format = value;
  return {};
}

Result<void> add_output(Settings& s, std::string_view value) {
  const std::size_t equals = value.find('=');
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == value.size()) {
    return fail(fmt::format("`{}` is not of the form FORMAT=FILE, for example `sarif=chokepoint.sarif`", value));
  }
  if (Result<void> known = check_format(value.substr(0, equals)); !known) return known;
  s.outputs.push_back({std::string(value.substr(0, equals)), std::string(value.substr(equals + 1))});
  return {};
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

Result<void> set_date(Settings& s, std::string_view value) {
  unsigned year = 0, month = 0, day = 0;
  const bool shaped = value.size() == 10 && value[4] == '-' && value[7] == '-' && read_number(value.substr(0, 4), year) &&
                      read_number(value.substr(5, 2), month) && read_number(value.substr(8, 2), day);
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!shaped || !date.ok()) return fail(fmt::format("`{}` is not a date of the form YYYY-MM-DD", value));
  s.as_of = value;
  return {};
}

Result<void> set_jobs(Settings& s, std::string_view value) {
  unsigned jobs = 0;
  if (!read_number(value, jobs) || jobs == 0 || jobs > kMaxJobs) {
    return fail(fmt::format("`{}` is not a number from 1 to {}", value, kMaxJobs));
  }
  s.jobs = jobs;
  return {};
}

Result<void> set_dump(Settings& s, std::string_view value) {
  if (Result<std::size_t> pass = one_of(value, kDumpPasses); !pass) return tl::make_unexpected(pass.error());
  s.dump = value;
  return {};
}

Result<void> set_configuration(Settings& s, std::string_view value) {
  if (value.empty()) return fail("the value is empty");
  s.configuration = value;
  return {};
}

using Kind = Setting::Kind;
using Scope = Setting::Scope;
constexpr std::string_view kWhat = "What is scanned";
constexpr std::string_view kReported = "What is reported";
constexpr std::string_view kWhere = "Where the report goes";
constexpr std::string_view kStatus = "When the exit status is not 0";
constexpr std::string_view kHow = "How it runs";

// Words of an enum stand in the order of its values.
constexpr std::array
    kSettings =
        {
            Setting{"exclude", "", Kind::List, "PATTERN", kWhat, "leave out what matches, as a line of .gitignore would",
                    Scope::Repository, true, [](Settings& s, std::string_view v) { return add_text(s.excludes, v); }},
            Setting{"rules", "", Kind::List, "DIR", kWhat, "add your own rules and models (catalog/ and models/ below DIR)",
                    Scope::All, true, [](Settings& s, std::string_view v) { return add_text(s.rule_folders, v); }},
            Setting{"config", "", Kind::Value, "FILE", kWhat,
                    "read settings from FILE instead of chokepoint.yml in the scanned directory", Scope::All, false,
                    set_configuration},
            Setting{"no-config", "", Kind::Flag, "", kWhat, "do not read chokepoint.yml", Scope::All, false,
                    [](Settings& s, std::string_view) {
                      s.use_configuration = false;
                      return Result<void>{};
                    }},
            Setting{"severity", "", Kind::Value, "SEVERITY", kReported, "least severity shown: note (default), warning or error",
                    Scope::Scan, true,
                    [](Settings& s, std::string_view v) {
                      return choose(s.severity, v, {"note", "warning", "error"});
                    }},
            Setting{"only", "", Kind::List, "RULE", kReported, "run this rule only; may be repeated", Scope::Scan, true,
                    [](Settings& s, std::string_view v) { return add_text(s.only, v); }},
            Setting{"skip", "", Kind::List, "RULE", kReported, "do not run this rule; may be repeated", Scope::Scan, true,
                    [](Settings& s, std::string_view v) { return add_text(s.skip, v); }},
            Setting{"all", "", Kind::Flag, "", kReported, "also show findings that rest on a guess", Scope::Scan, true,
                    [](Settings& s, std::string_view v) { return set_flag(s.all, v); }},
            Setting{"as-of", "", Kind::Value, "DATE", kReported, "judge ends of life and the like as of this day (default: today)",
                    Scope::Scan, true, set_date},
            Setting{"format", "f", Kind::Value, "FORMAT", kWhere, "format on standard output (default: terminal)", Scope::Scan,
                    true, set_format},
            Setting{"output", "o", Kind::List, "FORMAT=FILE", kWhere, "also write a report to FILE; may be repeated", Scope::Scan,
                    true, add_output},
            Setting{"quiet", "q", Kind::Flag, "", kWhere, "summary only, no progress", Scope::Scan, true,
                    [](Settings& s, std::string_view v) { return set_flag(s.quiet, v); }},
            Setting{"stats", "", Kind::Flag, "", kWhere, "also show times, call counts and memory", Scope::Scan, true,
                    [](Settings& s, std::string_view v) { return set_flag(s.stats, v); }},
            Setting{"color", "", Kind::Value, "WHEN", kWhere, "auto (default), always or never", Scope::All, true,
                    [](Settings& s, std::string_view v) {
                      return choose(s.colour, v, {"auto", "always", "never"});
                    }},
            Setting{"fail-on", "", Kind::Value, "SEVERITY", kStatus,
                    "1 from this severity up: note, warning, error (default) or never", Scope::Scan, true,
                    [](Settings& s, std::string_view v) {
                      return choose(s.fail_on, v, {"note", "warning", "error", "never"});
                    }},
            Setting{"fail-on-incomplete", "", Kind::Flag, "", kStatus, "3 when something could not be analysed", Scope::Scan, true,
                    [](Settings& s, std::string_view v) { return set_flag(s.fail_on_incomplete, v); }},
            Setting{"jobs", "j", Kind::Value, "N", kHow, "threads (default: one per core); the result is the same for any number",
                    Scope::Repository, true, set_jobs},
            Setting{"no-cache", "", Kind::Flag, "", kHow, "neither use nor keep what earlier scans of the folder found",
                    Scope::Repository, false,
                    [](Settings& s, std::string_view) {
                      s.use_cache = false;
                      return Result<void>{};
                    }},
            Setting{"cache-dir", "", Kind::Value, "DIR", kHow, "where that is kept (default: chokepoint/ in the user's cache)",
                    Scope::Repository, false,
                    [](Settings& s, std::string_view v) {
                      s.cache_directory = v;
                      return v.empty() ? Result<void>(fail("the value is empty")) : Result<void>{};
                    }},
            Setting{"dump", "", Kind::Value, "PASS", kHow,
                    "show what a pass made instead: files, ir, facts, symbols, calls, annotations or flow", Scope::Scan, false,
                    set_dump},
};

}  // namespace

std::span<const Setting> all_settings() { return kSettings; }

const Setting* find_setting(std::string_view name) {
  const auto found = std::find_if(kSettings.begin(), kSettings.end(), [&](const Setting& s) { return s.name == name; });
  return found == kSettings.end() ? nullptr : &*found;
}

Result<void> apply(Settings& settings, const Setting& setting, std::string_view value) { return setting.apply(settings, value); }

std::span<const std::string_view> dump_passes() { return kDumpPasses; }

}  // namespace chokepoint::driver
