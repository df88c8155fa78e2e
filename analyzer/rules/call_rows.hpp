// What the rule base says of the functions of libraries that a program calls or decorates with: each name is looked up once.
#pragma once
#include <array>
#include <optional>
#include <vector>

#include "link/program.hpp"
#include "models/library_index.hpp"

namespace chokepoint::rules {

/// Keeps hold of the program and the library.
class CallRows {
 public:
  CallRows(const link::Program& program, const models::LibraryIndex& library);

  /// Null if the rule base knows nothing of the function.
  const models::LibraryCall* of(Language language, link::Name name) const;

 private:
  using ByName = std::vector<std::optional<const models::LibraryCall*>>;  // none: not looked up

  void look_up(Language language, link::Name name);

  const link::Program& program_;
  const models::LibraryIndex& library_;
  std::array<ByName, 5> rows_;  // by ecosystem: languages with the same libraries have one
};

}  // namespace chokepoint::rules
