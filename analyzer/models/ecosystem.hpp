// What the models of one ecosystem say, by qualified name. A name is looked up in two steps: what stands before its last separator
// names an owner, which few of the names of a program have; what follows is a member of it.
#pragma once
#include <bitset>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/model.hpp"
#include "models/name_table.hpp"

namespace chokepoint::models {

/// All rows for one qualified name, in rule-base order.
struct LibraryCall {
  std::vector<const Call*> rows;
};

/// "a.B#c" is the member "#c" of "a.B".
struct Path {
  std::string_view owner, member;
  explicit Path(std::string_view path);
  /// "c", which stands after the separator; "" if there is none.
  std::string_view segment() const { return has_separator ? member.substr(1) : std::string_view{}; }
  bool has_separator = false;
};

/// "Register*Server": the one `*` of a name stands for one character or more.
bool wildcard_matches(std::string_view pattern, std::string_view name);

class Ecosystem {
 public:
  enum Registers : std::uint8_t { kEntries = 1, kMounts = 2, kMakesRouter = 4 };
  /// What is known of one qualified name.
  struct Symbol {
    LibraryCall call;
    std::uint8_t registers = 0;            // what calling it registers
    std::string_view makes;                // the type that says it is made by it
    const TypeModel* annotates = nullptr;  // the type that project classes with this annotation are of
  };
  struct Owner;
  /// A type and those it derives from, a type that no model describes among them.
  struct Lineage {
    std::vector<std::string_view> names;
    std::vector<const TypeModel*> models;
    std::vector<const Owner*> owners;  // whose members are asked for a call, in this order
  };
  struct Owner {
    std::uint32_t number = 0;
    const TypeModel* type = nullptr;
    bool has_routes = false;                                          // routes are registered on its values
    std::vector<std::pair<std::string_view, LibraryCall>> wildcards;  // what members begin with, longest first
    Lineage lineage;
  };

  explicit Ecosystem(std::string_view name) : name_(name) {}
  Ecosystem(Ecosystem&&) = default;  // a copy would point into the original
  std::string_view name() const { return name_; }

  void reserve(std::size_t names) { symbols_.reserve(names); }
  void add(const Library& library);
  /// To be called when all libraries are there.
  void finish();

  const LibraryCall* call(std::string_view path) const;
  /// The owner that is the type of this name, or of its pattern; null if no model describes it.
  const Owner* type(std::string_view name) const;
  const TypeModel* annotated_type(std::string_view annotation) const;
  std::string_view made_type(std::string_view path) const;
  std::string_view member_type(std::string_view type, std::string_view member) const;
  bool bounds(std::string_view type) const;
  std::span<const std::string_view> bases(std::string_view type) const;
  bool derives(std::string_view type, std::string_view base) const;
  bool answers(std::string_view type) const;
  bool is_router(std::string_view type) const;
  std::uint8_t registration(std::string_view path) const;
  std::string_view registered_as(std::string_view path) const;

 private:
  void add_calls(const Library& library);
  void add_types(const Library& library);
  void add_registrations(const Library& library);
  void add_wildcard(std::string_view pattern, const Call& row);
  void add_router_type(std::string_view function);
  Owner& owner(std::string_view name);
  Symbol& symbol(std::string_view path);
  Lineage lineage_of(std::string_view type) const;
  const Symbol* find(const Owner& owner, std::string_view member) const { return symbols_.find(member, owner.number); }
  const Symbol* find(const Path& path) const;
  const LibraryCall* rows_of(const Owner& owner, std::string_view member) const;
  const Owner* type(const Owner* owner, std::string_view name) const;
  std::string_view type_by_pattern(std::string_view path) const;

  struct MakerPattern {
    std::string_view owner, segment;  // "*_pb2_grpc.*Stub": what the owner ends with, the last segment
    std::string_view type;
  };
  std::string_view name_;
  NameTable<Owner> owners_;
  NameTable<Symbol> symbols_;  // members, in the scope of the number of their owner
  std::vector<MakerPattern> makers_;
  std::bitset<256> maker_ends_;              // the last characters of their owners
  std::vector<std::string_view> patterns_;   // "*.Register*Server"
  std::vector<std::string_view> answering_;  // types whose methods are HTTP methods
};

}  // namespace chokepoint::models
