#include "driver/options.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/nearest.hpp"
#include "driver/command.hpp"
#include "driver/configuration.hpp"
#include "driver/version.hpp"

namespace chokepoint::driver {
namespace {

constexpr int kUsageError = 2;

Answer usage_error(std::string message) {
  return Answer{kUsageError, "", fmt::format("chokepoint: {}\ntry `chokepoint --help`\n", message)};
}

/// What CLI11 found, before any value is looked at.
struct Given {
  std::vector<std::vector<std::string>> values;  // parallel to all_settings(); flags: "true"
  std::vector<std::string> arguments;
  bool help = false;
};

/// `--output: 1 required TEXT missing` → `--output`
std::string option_of(const CLI::ParseError& error) {
  const std::string text = error.what();
  return text.substr(0, text.find(':'));
}

Result<std::vector<std::string>> sort_out_rest(const CommandInfo& command, std::vector<std::string> rest) {
  std::vector<std::string> known = {"--help"};
  for (const Setting& setting : all_settings()) {
    if (takes(command, setting)) known.push_back(fmt::format("--{}", setting.name));
  }
  for (const std::string& word : rest) {
    if (word.size() < 2 || word[0] != '-') continue;
    const std::string name = word.substr(0, word.find('='));
    const Setting* other =
        find_setting(name.substr(name.find_first_not_of('-') == std::string::npos ? 0 : name.find_first_not_of('-')));
    if (other) return fail(fmt::format("`{}` has no option `{}`", command.name, name));
    return fail(fmt::format("unknown option `{}`{}", name, did_you_mean(name, known)));
  }
  return rest;
}

/// Options anywhere before `--`; what follows it are arguments. CLI11 does not see the arguments: it would split `[a,b]`.
Result<Given> parse(const CommandInfo& command, std::vector<std::string> words) {
  Given given;
  given.values.resize(all_settings().size());
  std::vector<std::string> after;
  if (const auto dashes = std::find(words.begin(), words.end(), "--"); dashes != words.end()) {
    after.assign(dashes + 1, words.end());
    words.erase(dashes, words.end());
  }
  CLI::App app;
  app.allow_extras();
  app.set_help_flag();
  app.add_flag("-h,--help", given.help);
  for (std::size_t i = 0; i < all_settings().size(); ++i) {
    const Setting& setting = all_settings()[i];
    if (!takes(command, setting)) continue;
    const std::string names =
        fmt::format("{}--{}", setting.letter.empty() ? "" : fmt::format("-{},", setting.letter), setting.name);
    if (setting.kind == Setting::Kind::Flag) {
      app.add_flag_callback(names, [&values = given.values[i]] { values = {"true"}; });
    } else {
      app.add_option(names, given.values[i])->allow_extra_args(false);
    }
  }
  try {
    std::reverse(words.begin(), words.end());
    app.parse(words);
  } catch (const CLI::ArgumentMismatch& error) {
    return fail(fmt::format("option `{}` needs a value", option_of(error)));
  } catch (const CLI::ParseError& error) { return fail(error.what()); }
  Result<std::vector<std::string>> arguments = sort_out_rest(command, app.remaining());
  if (!arguments) return tl::make_unexpected(arguments.error());
  given.arguments = std::move(*arguments);
  given.arguments.insert(given.arguments.end(), after.begin(), after.end());
  return given;
}

Result<void> apply_all(Settings& settings, const Given& given) {
  for (std::size_t i = 0; i < given.values.size(); ++i) {
    const Setting& setting = all_settings()[i];
    // `--only` on the command line stands instead of what chokepoint.yml selects; other lists add to it.
    if (setting.name == "only" && !given.values[i].empty()) {
      settings.only.clear();
      settings.skip.clear();
    }
    for (const std::string& value : given.values[i]) {
      if (Result<void> done = apply(settings, setting, value); !done) {
        return fail(fmt::format("option `--{}`: {}", setting.name, done.error().message));
      }
    }
  }
  return {};
}

std::string usage_of(const CommandInfo& command) {
  return fmt::format("chokepoint {}{}{}", command.name, command.arguments.empty() ? "" : " ", command.arguments);
}

/// Paths and subject from the arguments.
Result<void> place_arguments(const CommandInfo& command, std::vector<std::string> arguments, Invocation& invocation) {
  if (command.has_subject) {
    if (arguments.empty()) return fail(fmt::format("`{}` needs an argument: {}", command.name, usage_of(command)));
    invocation.subject = arguments.front();
    arguments.erase(arguments.begin());
  }
  if (arguments.size() > command.max_paths) {
    return fail(fmt::format("unexpected argument `{}`: {}", arguments[command.max_paths], usage_of(command)));
  }
  if (std::find(arguments.begin(), arguments.end(), "") != arguments.end()) return fail("a path is empty");
  if (arguments.empty()) arguments.push_back(".");
  for (const std::string& path : arguments) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return fail(fmt::format("`{}` does not exist", path));
  }
  invocation.paths = std::move(arguments);
  return {};
}

Result<Invocation> invoke(const CommandInfo& command, Given given) {
  Invocation invocation;
  invocation.command = command.command;
  Settings command_line;  // checked before any file is read, and says which file
  if (Result<void> done = apply_all(command_line, given); !done) return tl::make_unexpected(done.error());
  if (Result<void> done = place_arguments(command, std::move(given.arguments), invocation); !done) {
    return tl::make_unexpected(done.error());
  }
  if (command_line.use_configuration) {
    Result<Settings> configured = read_configuration(command_line.configuration, invocation.paths.front());
    if (!configured) return tl::make_unexpected(configured.error());
    invocation.settings = std::move(*configured);
  }
  if (Result<void> done = apply_all(invocation.settings, given); !done) return tl::make_unexpected(done.error());
  return invocation;
}

Answer unknown_command(const std::string& word) {
  std::vector<std::string_view> known = {"help"};
  for (const CommandInfo& command : all_commands()) known.push_back(command.name);
  if (word.starts_with('-')) {
    return usage_error(fmt::format("unknown option `{}`; options follow the command: chokepoint scan {} …", word, word));
  }
  const std::string guess = did_you_mean(word, known);
  std::error_code error;
  if (guess.empty() && std::filesystem::exists(word, error)) {
    return usage_error(fmt::format("`{}` is no command; to scan it: chokepoint scan {}", word, word));
  }
  return usage_error(fmt::format("unknown command `{}`{}", word, guess));
}

}  // namespace

std::variant<Invocation, Answer> read_command_line(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return Answer{kUsageError, "", help()};
  const std::string& first = arguments[0];
  if (first == "--version" || first == "-V") return Answer{0, fmt::format("chokepoint {}\n", kVersion), ""};
  if (first == "--help" || first == "-h") return Answer{0, help(), ""};
  if (first == "help") {
    if (arguments.size() == 1) return Answer{0, help(), ""};
    if (const CommandInfo* command = find_command(arguments[1])) return Answer{0, help(*command), ""};
    return unknown_command(arguments[1]);
  }
  const CommandInfo* command = find_command(first);
  if (!command) return unknown_command(first);
  Result<Given> given = parse(*command, std::vector<std::string>(arguments.begin() + 1, arguments.end()));
  if (!given) return usage_error(given.error().message);
  if (given->help) return Answer{0, help(*command), ""};
  Result<Invocation> invocation = invoke(*command, std::move(*given));
  if (!invocation) return usage_error(invocation.error().message);
  return std::move(*invocation);
}

}  // namespace chokepoint::driver
