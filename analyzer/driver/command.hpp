// The commands of the program and what --help says of them.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "driver/options.hpp"

namespace chokepoint::driver {

struct CommandInfo {
  Command command{};
  std::string_view name;
  std::string_view arguments;  // "FUNCTION [PATH]"
  std::string_view summary;    // one line in the list of commands
  std::string_view text;       // what it does, at the head of its own page
  std::string_view examples;   // whole lines
  bool has_subject = false;    // the first argument is no path
  std::size_t max_paths = 0;
};

std::span<const CommandInfo> all_commands();
const CommandInfo* find_command(std::string_view name);

/// Whether the command takes this setting.
bool takes(const CommandInfo& command, const Setting& setting);

/// The page of `chokepoint --help`.
std::string help();
/// The page of `chokepoint COMMAND --help`.
std::string help(const CommandInfo& command);

}  // namespace chokepoint::driver
