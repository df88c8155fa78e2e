// Names of methods that put something into a container or take it out, for calls whose receiver nobody knows: `hub.clients.delete(id)`.
#pragma once
#include <map>
#include <set>
#include <string_view>

#include "link/program.hpp"
#include "models/library_index.hpp"

namespace chokepoint::rules {

class ContentMethods {
 public:
  /// Reads them from the models, which must outlive this.
  explicit ContentMethods(const models::LibraryIndex& library);

  /// Whether a method of this name takes something out of a container of this nature, in some library of the ecosystem.
  bool take_out(std::string_view ecosystem, std::string_view method, std::string_view nature) const;

  /// Whether a method of this name puts something in.
  bool put_in(std::string_view ecosystem, std::string_view method) const { return adders_.contains({ecosystem, method}); }

 private:
  using Method = std::pair<std::string_view, std::string_view>;  // ecosystem, name
  std::set<Method> adders_;
  std::map<Method, std::set<std::string_view>> natures_;  // "" for any
};

/// Go: what a list is without some of its elements, `append(list[:i], list[i+1:]...)`, also by way of a variable.
bool is_shortened(const link::Program& program, link::FunctionIndex function, ir::OpId value, int depth = 0);

}  // namespace chokepoint::rules
