// The instructions of a Dockerfile, and its variables.
//
//   ARG VERSION=22                    ARG, "VERSION=22"
//   FROM node:${VERSION} \      →     FROM, "node:${VERSION}  AS build"; substituted: node:22 unless `VERSION` is set
//     AS build
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chokepoint::facts {

struct Instruction {
  std::string name;  // in capitals
  std::string rest;
  std::uint32_t line = 0;
};

/// Continued lines joined, without comments and here-documents.
std::vector<Instruction> instructions(std::string_view text);

/// The comment at its head says that nobody runs the image but tests: "# For integration testing only".
bool is_for_tests(std::string_view text);

/// Every instruction that builds anything takes it from elsewhere: a repository is cloned, and nothing copied from the context.
bool builds_something_else(const std::vector<Instruction>& instructions);

using Values = std::map<std::string, std::string, std::less<>>;

/// A text with its variables replaced; those without a value stay as written.
struct Substituted {
  std::string text;
  std::string variable;  // the first one in it, "" if there is none
  bool known = true;     // all have a value
};
Substituted substitute(std::string_view text, const Values& values);

/// Takes `KEY=value` and `KEY value`.
void assign(std::string_view rest, Values& values);

/// Its words but for `--platform=…` and other options.
std::vector<std::string> arguments_of(std::string_view rest);

}  // namespace chokepoint::facts
