// The command line: which command, on what, with which settings.
//
//   chokepoint scan services/api --fail-on warning
//   → Invocation{Command::Scan, {"services/api"}, "", settings}, settings read from services/api/chokepoint.yml first
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "driver/settings.hpp"

namespace chokepoint::driver {

enum class Command : std::uint8_t { Scan, Rules, Explain, Entries, Trace, Facts };

struct Invocation {
  Command command = Command::Scan;
  std::vector<std::string> paths;  // at least one
  std::string subject;             // the rule of `explain`, the function of `trace`
  Settings settings;
};

/// When there is nothing to run: what to print instead. A usage error goes to `error` with status 2.
struct Answer {
  int status = 0;
  std::string output;
  std::string error;
};

/// `arguments` without the program's name.
std::variant<Invocation, Answer> read_command_line(const std::vector<std::string>& arguments);

}  // namespace chokepoint::driver
