// The bytes compile_rules wrote, placed in the read-only data of the program.
#include "rulebase/binary.hpp"

// The path comes from CMake, which also rebuilds this file when the bytes change.
__asm__(
    ".pushsection .rodata\n"
    ".global chokepoint_rules_begin\n"
    ".global chokepoint_rules_end\n"
    "chokepoint_rules_begin:\n"
    ".incbin \"" CHOKEPOINT_RULES_FILE
    "\"\n"
    "chokepoint_rules_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
extern const char chokepoint_rules_begin[];
extern const char chokepoint_rules_end[];
}

namespace chokepoint::rulebase {

namespace {

std::string_view bytes() {
  return {chokepoint_rules_begin, static_cast<std::size_t>(chokepoint_rules_end - chokepoint_rules_begin)};
}

}  // namespace

Result<RuleBase> built_in() { return read_binary(bytes()); }
Result<RuleBase> built_in_rules() { return read_rules(bytes()); }
Result<std::vector<models::Library>> built_in_libraries(const Ecosystems& wanted) { return read_libraries(bytes(), wanted); }

}  // namespace chokepoint::rulebase
