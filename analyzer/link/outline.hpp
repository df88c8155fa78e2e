// What the first steps of linking need to know of a file's operations, gathered in one walk over them.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ir/file_ir.hpp"

namespace chokepoint::link {

struct Outline {
  struct Stored {
    std::uint32_t function = 0;  // position in the file
    Str field;
  };
  struct Definition {
    std::uint32_t function = 0;
    Str variable;
    ir::OpId value;  // a Class or Function
  };
  std::vector<Str> names;                     // of variables and parameters that are used anywhere, each once
  std::vector<Str> variables;                 // that functions declare, each once per function
  std::vector<std::uint32_t> first_variable;  // per function, into `variables`; one more at the end
  std::vector<Stored> stored;                 // fields that a class is seen to have, in order
  std::vector<Definition> definitions;        // variables that are declared as a class or function, in order
  std::vector<Str> added;                     // JavaScript: members that are stored into something

  std::span<const Str> variables_of(std::size_t function) const {
    return std::span<const Str>(variables).subspan(first_variable[function],
                                                   first_variable[function + 1] - first_variable[function]);
  }
};

/// Marks what was seen; one serves many files.
struct OutlineMarks {
  std::vector<std::uint32_t> used, declared;  // per string, the stamp of the file or function it was last seen in
  std::uint32_t stamp = 0;
};

Outline outline_of(const ir::FileIr& ir, OutlineMarks& marks);

}  // namespace chokepoint::link
