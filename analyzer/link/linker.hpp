// The working state of the linker while it builds a Program; private to this folder. Each step is one file:
// number → scopes → imports → hierarchy → evaluate (rounds until nothing changes) → calls.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tsl/robin_map.h>
#include <tsl/robin_set.h>

#include "link/library_names.hpp"
#include "link/link.hpp"
#include "link/modules.hpp"
#include "link/outline.hpp"

namespace chokepoint::link {

/// What a name of a module or an import stands for: a slot, a fixed value, or a member of either.
struct Target {
  SlotIndex slot = kNone;
  Value value;
  Name member;
  bool found() const { return slot != kNone || value.known(); }
};

using Variables = std::vector<std::pair<Name, SlotIndex>>;  // sorted by name

struct ExportSlot {
  Name name;
  SlotIndex slot = kNone;  // holds the value of `value`
  ir::OpId value;
};

struct FileScope {
  std::vector<std::pair<Name, std::uint32_t>> imports;  // module-level local name → import, sorted by name
  struct Star {
    std::uint32_t import = 0;
    FileIndex module = kNone;  // Python: what is imported whole, if it is of the repository
    Name container;            // Java: the package or class, if the repository has classes in it
  };
  std::vector<Star> stars;
  Name package;  // Java
  std::vector<ExportSlot> exports;
};

/// A registration that takes something from the parameters of the function it stands in.
struct Forward {
  Registration registration;  // with handlers: all is known but paths; without: `parameter` is the handler
  std::uint32_t operand = 0;  // of the library call
  std::uint32_t parameter = kNone;
  std::uint32_t router = kNone;  // the parameter that is the router
  friend bool operator==(const Forward&, const Forward&) = default;
};

class Linker {
 public:
  Linker(LinkInput input, const models::LibraryIndex& library, unsigned jobs);
  Program run();

 private:
  friend class Evaluator;

  // number.cpp
  void number();
  void number_decorators();
  void name_classes();
  SlotIndex new_slot();
  Name name(FileIndex file, Str id) { return name_maps_[file](id); }
  // scopes.cpp
  void outline_files();
  void declare_variables();
  void share_package_variables();
  void declare_fields();
  void bind_names();
  Binding bind_name(FileIndex file, FunctionIndex function, Name wanted, bool assigns);
  struct BoundNames;
  void bind_names(FileIndex file, FunctionIndex function, BoundNames& bound);
  SlotIndex variable(FunctionIndex function, Name name) const;
  SlotIndex package_variable(FileIndex file, Name name) const;
  std::uint32_t import_in_scope(FileIndex file, FunctionIndex function, Name name) const;
  Binding bind_around(FileIndex file, FunctionIndex function, Name name);
  Binding bind_java(FileIndex file, FunctionIndex function, Name name);
  // imports.cpp
  void bind_imports();
  FileScope::Star star(FileIndex file, const ir::Import& import, std::uint32_t index) const;
  void resolve_imports();
  Target python_import(FileIndex file, const ir::Import& import);
  Target node_import(FileIndex file, const ir::Import& import);
  Target go_import(FileIndex file, const ir::Import& import);
  Target java_import(FileIndex file, const ir::Import& import);
  Target python_symbol(FileIndex module, Name name, int depth);
  // exports.cpp
  Target node_export(FileIndex module, Name wanted, int depth);
  FileIndex node_module(FileIndex file, ir::ImportId import);
  Target find_node_export(FileIndex module, Name wanted, int depth);
  Target own_node_export(FileIndex module, Name wanted, int depth);
  using ExportNames = std::vector<std::pair<Name, std::uint32_t>>;  // sorted: name → export
  const ExportNames& export_names(FileIndex file);
  const std::vector<FileIndex>& star_modules(FileIndex file);
  std::vector<FileIndex> modules_exporting(FileIndex file, Name wanted);
  Target import_target(std::uint32_t import, int depth);
  std::vector<std::string> go_local_names(FileIndex file, const ir::Import& import) const;
  // hierarchy.cpp
  Value imported_namesake(FileIndex file, std::string_view name);
  void resolve_bases();
  void index_methods();
  void derive();
  // method_set.cpp
  void derive_structurally();
  using MethodSet = std::vector<std::pair<Name, FunctionIndex>>;  // sorted by name, each once
  MethodSet method_set(ClassIndex klass);
  void collect_methods(ClassIndex klass, MethodSet& methods, int depth);
  struct TypesByMethod;
  TypesByMethod types_by_method(const std::vector<MethodSet>& own) const;
  std::uint64_t type_token(FunctionIndex function, ir::TypeId type);
  std::vector<std::uint64_t> signature(FunctionIndex function);
  bool same_signature(FunctionIndex a, FunctionIndex b);
  bool implements(const MethodSet& type, const MethodSet& interface, bool typed);
  struct Member {
    FunctionIndex method = kNone;
    SlotIndex field = kNone;
    Value value;                 // nested class, or External `Base#m` inherited from a library
    ClassIndex through = kNone;  // the project class that derives from that library type
    bool found() const { return method != kNone || field != kNone || value.known(); }
  };
  Member find_member(ClassIndex klass, Name name, bool is_static, int depth = 0);
  ClassIndex java_class(FileIndex file, ClassIndex around, Name wanted);
  ClassIndex java_class_in(FileIndex from, Name container, Name own) const;
  ClassIndex java_class_in_full(FileIndex from, std::string_view name) const;
  Value type_value(FileIndex file, FunctionIndex scope, ir::TypeId type, int depth = 0);
  Binding bind_type(FileIndex file, FunctionIndex scope, Name head);
  bool is_type_variable(FileIndex file, FunctionIndex scope, Name written);
  Value named_type(FileIndex file, FunctionIndex scope, Name dotted);
  Value instance_of(const Value& type) const;
  Value library_type(FileIndex file, Name dotted);
  Value java_type(FileIndex file, std::string_view dotted);
  Value member_of_type(const ProgramFile& from, const Value& value, Name segment);
  bool library_knows(ClassIndex klass, const Value& symbol);
  // order.cpp
  std::vector<FunctionIndex> evaluation_order() const;
  FileIndex file_of_target(const Target& target) const;
  // evaluate.cpp, calls.cpp
  void seed();
  void seed_aliases();
  Value made_by_library(const Value& function);
  void seed_parameters(FunctionIndex function);
  void seed_fields();
  void evaluate_all();  // rounds.cpp
  void find_wrappers();
  void relay_callbacks();  // relay.cpp

  LinkInput input_;
  const models::LibraryIndex& library_;
  const unsigned jobs_;
  Program program_;
  LibraryNames known_;
  /// Names with a meaning of their own.
  struct Words {
    Name itself, super, everything, fallback, array, brackets, read_only;
    explicit Words(Names& names);
  } words_;
  std::optional<Modules> modules_;
  std::vector<NameMap> name_maps_;
  std::vector<Outline> outlines_;                                           // per file, until they have been used
  std::vector<Variables> variables_;                                        // per function
  std::map<const std::vector<FileIndex>*, Variables> package_variables_;    // Go: those of all files of a package, the first wins
  std::vector<FileScope> scopes_;                                           // per file
  std::vector<std::vector<std::pair<Name, std::uint32_t>>> local_imports_;  // per function, for imports inside functions
  std::vector<Target> import_targets_;                                      // per import, program-wide
  std::vector<FileIndex> file_of_import_;
  std::vector<std::uint32_t> first_held_;                                // per function, into held_; one more at the end
  std::vector<std::uint32_t> held_;                                      // decorators, as numbers within their file
  std::vector<std::uint8_t> import_state_;                               // 0 new, 1 in progress, 2 done
  tsl::robin_map<std::uint64_t, std::vector<ClassIndex>> java_classes_;  // (package or outer class, name) → one per module
  tsl::robin_map<std::uint64_t, Value> java_types_;                      // (file, name) → the class or library type it stands for
  tsl::robin_map<std::uint64_t, SlotIndex> field_index_;                 // (class, name) → slot
  tsl::robin_set<Name> added_names_;                                     // members that are stored into something, somewhere
  int round_ = 0;
  tsl::robin_map<std::uint64_t, SlotIndex> added_members_;       // (library type, name) → slot of what the project puts there
  tsl::robin_map<std::uint64_t, SlotIndex> object_fields_;       // (object literal = program-wide operation, name) → slot
  std::vector<Passed> passed_;                                   // functions given to calls, of all functions
  std::vector<std::vector<Forward>> forwards_;                   // per function
  tsl::robin_map<std::uint32_t, Registration> made_routers_;     // operation that makes a router below another → how
  tsl::robin_map<std::uint64_t, Target> node_exports_;           // (file, name) → what the outermost look-up found
  std::set<std::pair<FunctionIndex, FunctionIndex>> decorated_;  // function → decorator, or what the decorator's call returns
  tsl::robin_map<FunctionIndex, std::vector<std::uint64_t>> signatures_;  // of Go's methods, filled on demand
  std::set<ClassIndex> look_alikes_;                  // interfaces of TypeScript whose implementations merely fit
  std::vector<FileIndex> import_files_;               // per import, filled on demand
  std::vector<ExportNames> export_names_;             // per file, filled on demand
  std::vector<std::vector<FileIndex>> star_modules_;  // per file, filled on demand
  std::vector<ExportNames> star_names_;               // per file, filled on demand: name → position in star_modules_
  bool imports_resolved_ = false;
  std::vector<bool> fixed_;  // per slot: declared, not to be inferred
};

}  // namespace chokepoint::link
