// What the user may set: one table of settings, read by the command line (`--fail-on warning`) and by chokepoint.yml
// (`fail-on: warning`) alike, so that both know the same words and give the same messages.
//
//   Settings settings;
//   apply(settings, *find_setting("fail-on"), "warning");    // settings.fail_on == FailOn::Warning
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "facts/project_facts.hpp"
#include "findings/finding.hpp"

namespace chokepoint::driver {

/// The least severity that makes the exit status 1.
enum class FailOn : std::uint8_t { Note, Warning, Error, Never };
enum class Colour : std::uint8_t { Auto, Always, Never };

/// `--output FORMAT=FILE`
struct Output {
  std::string format;
  std::string file;
};

struct Settings {
  std::vector<std::string> excludes;
  std::vector<std::string> rule_folders;
  std::string configuration;                               // file given with --config
  bool use_configuration = true;                           // false: --no-config
  findings::Severity severity = findings::Severity::Note;  // least severity shown
  std::vector<std::string> only;
  std::vector<std::string> skip;
  bool all = false;
  std::string as_of;  // ISO date; "" = today
  std::string format = "terminal";
  std::vector<Output> outputs;
  bool quiet = false;
  bool stats = false;
  Colour colour = Colour::Auto;
  FailOn fail_on = FailOn::Error;
  bool fail_on_incomplete = false;
  unsigned jobs = 0;  // 0 = one per core
  bool use_cache = true;
  std::string cache_directory;  // "" = the user's
  std::string dump;             // a pass; "" = report
  facts::Declared declared;     // what chokepoint.yml says of the deployment
};

struct Setting {
  enum class Kind : std::uint8_t { Value, List, Flag };
  /// Which commands take it: all, those that read a repository, `scan`.
  enum class Scope : std::uint8_t { All, Repository, Scan };
  std::string_view name;    // long option without dashes, and key of chokepoint.yml
  std::string_view letter;  // short option, or ""
  Kind kind = Kind::Value;
  std::string_view placeholder;  // "FORMAT=FILE"
  std::string_view group;        // heading in --help
  std::string_view help;
  Scope scope = Scope::Scan;
  bool in_file = true;  // may stand in chokepoint.yml
  Result<void> (*apply)(Settings&, std::string_view);
};

/// All settings, in the order of --help.
std::span<const Setting> all_settings();
const Setting* find_setting(std::string_view name);

/// Checks the value and stores it; list settings append. A flag's value is "true" or "false". The message does not name the setting.
Result<void> apply(Settings& settings, const Setting& setting, std::string_view value);

/// The passes `--dump` knows, in pipeline order.
std::span<const std::string_view> dump_passes();

}  // namespace chokepoint::driver
