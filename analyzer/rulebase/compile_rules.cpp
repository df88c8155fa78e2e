// Build step: validates all of rules/ and writes the bytes that are embedded in the program.
//
//   compile_rules RULES OUTPUT    validates, then writes
//   compile_rules RULES           validates only
#include <cstdio>
#include <fstream>
#include <string>

#include "rulebase/binary.hpp"

int main(int count, char** arguments) {
  using namespace chokepoint::rulebase;
  if (count < 2 || count > 3) {
    std::fputs("usage: compile_rules RULES [OUTPUT]\n", stderr);
    return 2;
  }
  const auto rules = read_directory(arguments[1]);
  if (!rules) {
    std::fprintf(stderr, "%s\n", rules.error().message.c_str());
    return 1;
  }
  if (count == 2) return 0;
  std::ofstream output(arguments[2], std::ios::binary | std::ios::trunc);
  output << write_binary(*rules);
  output.close();
  if (!output) {
    std::fprintf(stderr, "%s: cannot be written\n", arguments[2]);
    return 1;
  }
  return 0;
}
