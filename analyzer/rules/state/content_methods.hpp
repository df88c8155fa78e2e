// Names of methods that put something into a container or take it out, for calls whose receiver nobody knows: `hub.clients.delete(id)`.
#pragma once
#include <map>
#include <set>
#include <string_view>

#include "models/library_index.hpp"

namespace chokepoint::rules {

class ContentMethods {
 public:
  /// Reads them from the models, which must outlive this.
  explicit ContentMethods(const models::LibraryIndex& library);

  /// Whether a method of this name takes something out of a container of this nature, in some library.
  bool take_out(std::string_view method, std::string_view nature) const;

  /// Whether a method of this name puts something in.
  bool put_in(std::string_view method) const { return adders_.contains(method); }

 private:
  std::set<std::string_view> adders_;
  std::map<std::string_view, std::set<std::string_view>> natures_;  // by name; "" for any
};

}  // namespace chokepoint::rules
