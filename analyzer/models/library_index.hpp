// Look-up of library functions and types by qualified name, filled from the models of the rule base.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "models/model.hpp"
#include "models/name_table.hpp"

namespace chokepoint::models {

/// All rows for one qualified name, in rule-base order.
struct LibraryCall {
  std::vector<const Call*> rows;
};

class LibraryIndex {
 public:
  using Wanted = std::function<bool(std::string_view ecosystem)>;
  /// Keeps pointers into `libraries`, which must outlive the index. Libraries of ecosystems that are not wanted stay unknown.
  explicit LibraryIndex(const std::vector<Library>& libraries, const Wanted& wanted = {});

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
  /// Those of the wanted ecosystems.
  const std::vector<const Library*>& libraries() const { return libraries_; }
  /// The library that a row of it belongs to.
  const Library& library_of(const Call& row) const { return *by_file_.at(row.origin.file); }

 private:
  void add_calls(const Library& library);
  void add_types(const Library& library);
  void add_registrations(const Library& library);
  void add_wildcard(std::string_view ecosystem, std::string_view pattern, const Call& row);
  void add_router_type(std::string_view ecosystem, std::string_view function);
  const LibraryCall* find_exact(std::string_view ecosystem, std::string_view path) const;

  std::vector<const Library*> libraries_;
  std::map<std::string_view, const Library*> by_file_;  // each model is one file
  NameTable<LibraryCall> calls_;
  NameTable<std::vector<std::pair<std::string, LibraryCall>>>
      wildcards_;  // owner with its separator → what stands before `*`, longest first
  NameTable<const TypeModel*> types_;
  NameTable<const TypeModel*> annotated_;
  NameTable<std::string_view> made_by_;
  enum Registers : std::uint8_t { kEntries = 1, kMounts = 2, kMakesRouter = 4 };
  std::uint8_t registration(std::string_view ecosystem, std::string_view path) const;
  NameTable<std::uint8_t> registrations_;                      // what calling a function registers
  std::vector<std::pair<std::string, std::string>> patterns_;  // (ecosystem, "*.Register*Server")
  /// The type that a name is made by or bears, by the convention of a generator.
  std::string_view type_by_pattern(std::string_view ecosystem, std::string_view path) const;
  struct MakerPattern {
    std::string ecosystem, owner, segment;  // "*_pb2_grpc.*Stub": what the owner ends with, the last segment
    std::string_view type;
  };
  std::vector<MakerPattern> makers_;
  NameTable<bool> router_types_;
  std::vector<std::pair<std::string_view, std::string_view>> answering_;  // (ecosystem, type) whose methods are HTTP methods
};

std::string_view ecosystem_of(Language language);

/// "Register*Server": the one `*` of a name stands for one character or more.
bool wildcard_matches(std::string_view pattern, std::string_view name);

}  // namespace chokepoint::models
