// Build step: validates all of rules/ and writes the bytes that are embedded in the program.
//
//   compile_rules RULES OUTPUT    validates, then writes
//   compile_rules RULES           validates, then brings RULES/schema up to date
#include <cstdio>
#include <fstream>
#include <string>

#include "rulebase/binary.hpp"
#include "rulebase/schema.hpp"

namespace {

bool write(const std::string& path, const std::string& bytes) {
  std::ofstream output(path, std::ios::binary | std::ios::trunc);
  output << bytes;
  output.close();
  if (!output) std::fprintf(stderr, "%s: cannot be written\n", path.c_str());
  return !output.fail();
}

}  // namespace

int main(int count, char** arguments) {
  using namespace chokepoint::rulebase;
  if (count < 2 || count > 3) {
    std::fputs("usage: compile_rules RULES [OUTPUT]\n", stderr);
    return 2;
  }
  const std::string folder = arguments[1];
  const auto rules = read_directory(folder);
  if (!rules) {
    std::fprintf(stderr, "%s\n", rules.error().message.c_str());
    return 1;
  }
  const bool written = count == 3 ? write(arguments[2], write_binary(*rules))
                                  : write(folder + "/schema/rule.schema.json", rule_schema(*rules)) &&
                                        write(folder + "/schema/model.schema.json", model_schema(*rules));
  return written ? 0 : 1;
}
