// Look-up of library functions and types by qualified name, filled from the models of the rule base.
#pragma once
#include <map>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "models/ecosystem.hpp"

namespace chokepoint::models {

class LibraryIndex {
 public:
  /// Keeps pointers into `libraries`, which must outlive the index.
  explicit LibraryIndex(const std::vector<Library>& libraries);

  /// The rows of a function of this language's ecosystem ("pypi", "npm", "go", "maven"), looked up through base types for `T#m`;
  /// null if nothing is known.
  const LibraryCall* call(std::string_view ecosystem, std::string_view path) const;
  const TypeModel* type(std::string_view ecosystem, std::string_view name) const;
  /// The type that project classes with this annotation are of, null if none.
  const TypeModel* annotated_type(std::string_view ecosystem, std::string_view annotation) const;
  /// The type that calling this function yields because a type says `made_by`, "" if none.
  std::string_view made_type(std::string_view ecosystem, std::string_view path) const;
  /// The type of a property, looked up through base types, "" if unknown.
  std::string_view member_type(std::string_view ecosystem, std::string_view type, std::string_view member) const;
  /// Whether an argument of this type limits the rows of a query, looked up through base types.
  bool bounds(std::string_view ecosystem, std::string_view type) const;
  /// The types that `type` derives from.
  std::span<const std::string_view> bases(std::string_view ecosystem, std::string_view type) const;
  /// Whether `type` is `base` or derives from it.
  bool derives(std::string_view ecosystem, std::string_view type, std::string_view base) const;
  /// Whether a row says that classes of the repository that derive from this type answer requests.
  bool answers(std::string_view ecosystem, std::string_view type) const;
  /// Whether calling this function registers entry points or mounts routers: its function arguments do not run here.
  bool registers(std::string_view ecosystem, std::string_view path) const;
  /// The name under which the rows of a registering call stand: itself, or a pattern such as `*.Register*Server`; "" if it is none.
  std::string_view registered_as(std::string_view ecosystem, std::string_view path) const;
  /// Whether calling this function makes a router below its receiver: `r.Group("/api")`.
  bool makes_router(std::string_view ecosystem, std::string_view path) const;
  /// Whether calling this function registers entry points, whatever else it does.
  bool has_entries(std::string_view ecosystem, std::string_view path) const;
  /// Whether calling this function mounts routers.
  bool mounts(std::string_view ecosystem, std::string_view path) const;
  /// Whether routes are registered on values of this type, so that one is told from another by where it was made.
  bool is_router(std::string_view ecosystem, std::string_view type) const;
  /// Go: the import path under which the rows of a package stand, which may have others: `github.com/go-xorm/xorm`.
  std::string_view package(std::string_view path) const;
  /// All of them.
  const std::vector<const Library*>& libraries() const { return libraries_; }
  /// The library that a row of it belongs to.
  const Library& library_of(const Call& row) const { return *by_file_.at(row.origin.file); }

 private:
  const Ecosystem& of(std::string_view ecosystem) const;

  std::vector<const Library*> libraries_;
  std::map<std::string_view, const Library*> by_file_;  // each model is one file
  std::map<std::string_view, std::string_view> aliases_;
  std::vector<Ecosystem> ecosystems_;  // the last has no name and knows nothing
};

std::string_view ecosystem_of(Language language);

}  // namespace chokepoint::models
