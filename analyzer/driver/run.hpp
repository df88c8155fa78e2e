// Runs one command and gives the exit status.
#pragma once
#include "driver/options.hpp"

namespace chokepoint::driver {

// 0 is success.
constexpr int kFound = 1;       // findings at or above --fail-on
constexpr int kWrong = 2;       // command line, settings, rules or an output
constexpr int kIncomplete = 3;  // something could not be analysed, and the user asked to fail then

int run(const Invocation& invocation);

/// The whole program: reads the command line, runs the command, writes messages to standard error.
int run(const std::vector<std::string>& arguments);

}  // namespace chokepoint::driver
