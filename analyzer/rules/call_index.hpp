// The calls of functions of libraries, by the names that rules give (Clue::functions), or all.
//
//   calls.of({"requests.get", "requests.Session#*"})     → every such call, in the order of the program
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "link/program.hpp"

namespace chokepoint::rules {

/// Keeps hold of the program.
class CallIndex {
 public:
  explicit CallIndex(const link::Program& program);

  /// `*` at the end stands for the rest of a name.
  std::vector<const link::CallSite*> of(const std::vector<std::string>& functions) const;
  /// The calls of code that serves which the models say something of, in the order of the program.
  const std::vector<const link::CallSite*>& described() const { return described_; }

 private:
  std::map<std::string_view, std::vector<const link::CallSite*>> by_name_;
  std::vector<const link::CallSite*> described_;
};

}  // namespace chokepoint::rules
