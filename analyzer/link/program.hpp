// All files of a repository as one frozen program: global indices for functions, classes, variables and fields, the values the
// linker found for them, and every call with its targets.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <tsl/robin_map.h>

#include "base/budgets.hpp"
#include "base/evidence.hpp"
#include "ir/file_ir.hpp"
#include "link/names.hpp"
#include "link/value.hpp"
#include "models/library_index.hpp"

namespace chokepoint::link {

using FileIndex = std::uint32_t;
using FunctionIndex = std::uint32_t;
using ClassIndex = std::uint32_t;
using SlotIndex = std::uint32_t;  // something that holds a value: a variable, parameter, field or function result
constexpr std::uint32_t kNone = ~0u;

struct ProgramFile {
  std::string path;  // relative to the scan root
  Language language = Language::None;
  bool offline = false;  // tests, scripts, generated code, …: resolved but never reported
  std::uint32_t project = 0;
  const ir::FileIr* ir = nullptr;
  FunctionIndex first_function = 0;
  ClassIndex first_class = 0;
  std::uint32_t first_op = 0;
  std::uint32_t first_import = 0;
  std::uint32_t first_decorator = 0;
};

/// How a Name operation, or the target of an Assign, is bound.
enum class BindKind : std::uint8_t {
  None,
  Local,      // slot of a variable of the same function
  Outer,      // slot of a variable or parameter of an enclosing function, of the module, or of another file of the package
  Parameter,  // slot of a parameter of the same function
  Import,     // program-wide import index
  Class,      // class index (Java: a type of the package or an imported one)
  This,       // the receiver of the enclosing method
  Super,
  Member,  // Java: a member of an enclosing class, looked up when evaluated
  Global,  // of the language or its run time
};

struct Binding {
  std::uint32_t packed = 0;
  Binding() = default;
  Binding(BindKind kind, std::uint32_t id) : packed((static_cast<std::uint32_t>(kind) << 28) | (id & 0x0FFFFFFF)) {}
  BindKind kind() const { return static_cast<BindKind>(packed >> 28); }
  std::uint32_t id() const { return packed & 0x0FFFFFFF; }
  /// A variable of what is around the function: it may outlive the call.
  bool is_outside() const { return kind() == BindKind::Outer || kind() == BindKind::Member; }
};

enum class EdgeKind : std::uint8_t {
  Call,      // the callee runs here
  Dispatch,  // one of several implementations of an abstract method
  Callback,  // a function passed to the call, run as `where` says
  Spawn,     // started on another thread or goroutine
  Inject,    // run by the framework before the function (dependency injection)
};

/// A function that calls its parameter runs what its own callers pass: the edge then stands at their calls.
enum class Relay : std::uint8_t {
  None,
  Away,  // stands at the calls that pass the function: not to be followed here
  Here,  // stands for one that is Away
};

struct Edge {
  FunctionIndex target = kNone;
  EdgeKind kind = EdgeKind::Call;
  models::Run::Where where = models::Run::Where::Here;
  Evidence evidence = Evidence::Resolved;
  bool on_worker = false;  // a scheduler of the chain it stands in takes it to another thread
  bool detached = false;   // started beside the caller, and nobody is seen to wait for it
  bool endless = false;    // … and it runs for as long as the process
  Relay relay = Relay::None;
};

/// A function, or what a variable holds, that a call passes for a parameter.
struct Passed {
  SlotIndex parameter = kNone;
  FunctionIndex caller = kNone;
  ir::OpId op;                     // the call
  FunctionIndex function = kNone;  // or
  SlotIndex from = kNone;
};

/// One Call operation of a function. Edges name functions of the repository; `external` the library function it calls.
struct CallSite {
  FunctionIndex caller = kNone;
  ir::OpId op;
  Name external;  // qualified name, none for calls within the repository and unknown ones
  std::uint32_t first_edge = 0;
  const models::LibraryCall* rows = nullptr;  // what the models say of `external`
  std::uint32_t edge_count = 0;
  Evidence evidence = Evidence::Resolved;  // of the callee as such
  bool unknown = false;                    // nothing is known of the callee
  bool of_variable = false;                // the callee is written as a name: a parameter, or a variable from outside
};
static_assert(sizeof(CallSite) == 32);

/// An operation that gives a slot a value: an Assign or a Store.
struct Write {
  SlotIndex slot = kNone;
  FunctionIndex function = kNone;
  ir::OpId op;
  ir::OpId value;
  friend auto operator<=>(const Write&, const Write&) = default;
};

/// Where the values of a registration's parameters come from: a call of the function around it, or a struct literal whose
/// fields it reads (`for _, r := range routes { router.Handle(r.Method, r.Path, r.Handler) }`).
struct Frame {
  FunctionIndex function = kNone;
  ir::OpId op;  // Call or Aggregate
  friend auto operator<=>(const Frame&, const Frame&) = default;
};

/// A function or class handed to a library call that registers entry points or mounts routers.
struct Handler {
  std::uint32_t operand = 0;  // position among the call's operands
  bool is_class = false;      // a class, or an instance of it
  std::uint32_t index = 0;    // FunctionIndex or ClassIndex
  bool wraps = false;         // a middleware around the handler: `auth(handler)` runs the function that `auth` returns
  SlotIndex field = kNone;    // instead: every function that struct literals put into this field
  friend bool operator==(const Handler&, const Handler&) = default;
};

/// A library call that registers entry points or mounts a router. A router is known by the operation that made it.
struct Registration {
  FunctionIndex caller = kNone;
  ir::OpId op;
  Name path;                     // "express.Router#get"
  std::uint32_t router = kNone;  // program-wide operation that made the receiver
  std::uint32_t made = kNone;    // … that makes the router this call yields: mostly the call itself
  std::vector<Handler> handlers;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> mounted;  // (operand, program-wide operation that made the router or module)
  std::vector<Frame> frames;  // calls of the functions around the registration that bind its parameters, innermost first
  bool open = false;          // depends on parameters of the function it stands in
  friend bool operator==(const Registration&, const Registration&) = default;
};

/// A function in a field of a struct literal, for tables of routes.
struct LiteralFunction {
  SlotIndex slot = kNone;  // of the field
  Frame literal;
  ClassIndex klass = kNone;
  FunctionIndex target = kNone;
  friend auto operator<=>(const LiteralFunction&, const LiteralFunction&) = default;
};

/// A store to a library's setting: `axios.defaults.timeout = 5000`.
struct LibraryStore {
  FunctionIndex function = kNone;
  ir::OpId op;
  Name path;  // "axios.defaults.timeout"
};

/// A lazy query that is run: iterated, awaited, turned into a list.
struct Evaluation {
  FunctionIndex function = kNone;
  ir::OpId op;       // the consumer
  ir::OpId subject;  // the query
  Name type;         // its library type
  const char* how = "";
  Evidence evidence = Evidence::Resolved;
};

struct ClassInfo {
  std::vector<Value> bases;                        // Class or External values, in order
  std::vector<ClassIndex> derived;                 // project classes that name it as a base or satisfy it structurally, sorted
  std::vector<FunctionIndex> methods;              // sorted by declaration
  std::vector<std::pair<Name, SlotIndex>> fields;  // sorted by name
};

/// All functions that have been seen in a slot (callbacks). Few slots hold any.
class SlotFunctions {
 public:
  const std::vector<FunctionIndex>& operator[](SlotIndex slot) const { return lists_[slot < list_.size() ? list_[slot] : 0]; }
  std::vector<FunctionIndex>& of(SlotIndex slot) {
    if (list_.size() <= slot) list_.resize(slot + slot / 8 + 1);
    if (list_[slot] == 0) {
      list_[slot] = static_cast<std::uint32_t>(lists_.size());
      lists_.emplace_back();
    }
    return lists_[list_[slot]];
  }

 private:
  std::vector<std::uint32_t> list_;                   // per slot, into `lists_`
  std::deque<std::vector<FunctionIndex>> lists_{{}};  // the first is that of slots without any
};

class Program {
 public:
  std::vector<ProgramFile> files;
  Names names;
  std::vector<Binding> bindings;  // per operation, program-wide
  std::vector<ClassInfo> classes;
  std::vector<Name> class_names;  // qualified: "app.users.UserService"
  std::vector<FileIndex> file_of_function;
  std::vector<FileIndex> file_of_class;
  std::vector<ClassIndex> owner_of_function;  // the class a method belongs to, kNone for plain functions
  std::vector<Value> slots;
  SlotFunctions slot_functions;
  std::vector<SlotIndex> result_slot;           // per function
  std::vector<SlotIndex> first_parameter_slot;  // per function; its variables follow
  SlotIndex end_of_variables = 0;               // of the last function
  std::vector<Value> import_values;             // per import, program-wide
  std::vector<std::vector<Value>> value_lists{1};
  std::vector<CallSite> calls;            // sorted by caller, then op
  std::vector<std::uint32_t> first_call;  // per function, into `calls`; one more at the end
  std::vector<Edge> edges;
  std::vector<SlotIndex> import_slots;             // per import: the slot it stands for, kNone if it is a fixed value
  std::vector<Write> writes;                       // sorted by slot
  std::vector<Registration> registrations;         // by caller and op
  std::vector<LibraryStore> library_stores;        // by function and op
  std::vector<LiteralFunction> literal_functions;  // sorted
  std::vector<Evaluation> evaluations;             // by function and op
  tsl::robin_map<std::uint32_t, std::uint32_t> decorator_routers;  // decorator → operation that made the router it registers on
  std::vector<std::pair<FunctionIndex, FunctionIndex>> wrappers;   // sorted: function → what its decorator runs around it
  std::vector<Name> decorators;  // per decorator, program-wide: qualified name of the library symbol, none if unknown
  tsl::robin_map<std::uint64_t, FunctionIndex> method_index;       // (class, name) → first method
  std::vector<FunctionIndex> next_overload;                        // per function: the next method of that name, or kNone
  std::shared_ptr<Budgets> budgets = std::make_shared<Budgets>();  // of the linker and of all that looks at the program later

  const ProgramFile& file_of(FunctionIndex f) const { return files[file_of_function[f]]; }
  const ir::Function& function(FunctionIndex f) const {
    const ProgramFile& file = file_of(f);
    return file.ir->functions[f - file.first_function];
  }
  const ir::FileIr& ir_of(FunctionIndex f) const { return *file_of(f).ir; }
  const ir::Class& class_of(ClassIndex c) const {
    const ProgramFile& file = files[file_of_class[c]];
    return file.ir->classes[c - file.first_class];
  }
  const ir::FileIr& class_ir(ClassIndex c) const { return *files[file_of_class[c]].ir; }
  /// Qualified, unique enough for people: "app.users.UserService.find".
  std::string function_name(FunctionIndex f) const;
  std::string_view class_name(ClassIndex c) const { return names[class_names[c]]; }
  FunctionIndex global(FileIndex file, ir::FunctionId id) const {
    return files[file].first_function + static_cast<FunctionIndex>(id.index());
  }
  ClassIndex global(FileIndex file, ir::ClassId id) const { return files[file].first_class + static_cast<ClassIndex>(id.index()); }
  std::span<const CallSite> calls_of(FunctionIndex f) const {
    return std::span<const CallSite>(calls).subspan(first_call[f], first_call[f + 1] - first_call[f]);
  }
  std::span<const Edge> edges_of(const CallSite& call) const {
    return std::span<const Edge>(edges).subspan(call.first_edge, call.edge_count);
  }
  Binding binding(FunctionIndex f, ir::OpId op) const { return bindings[file_of(f).first_op + function(f).ops.first + op.index()]; }
  /// Per operation of a function.
  std::span<const Binding> bindings_of(FunctionIndex f) const {
    return std::span<const Binding>(bindings).subspan(file_of(f).first_op + function(f).ops.first, function(f).ops.count);
  }
  /// The slot an operation reads (a name, a field, a module's variable), kNone if it reads none.
  SlotIndex slot_of(FunctionIndex f, ir::OpId op) const { return slot_of(binding(f, op)); }
  SlotIndex slot_of(Binding bound) const {
    switch (bound.kind()) {
      case BindKind::Local:
      case BindKind::Outer:
      case BindKind::Parameter: return bound.id();
      case BindKind::Import: return import_slots[bound.id()];
      default: return kNone;
    }
  }
  /// The slots of the variables that a function declares, from the first to behind the last.
  std::pair<SlotIndex, SlotIndex> variables_of(FunctionIndex f) const {
    const SlotIndex end = f + 1 < result_slot.size() ? result_slot[f + 1] : end_of_variables;
    return {first_parameter_slot[f] + function(f).parameters.count, end};
  }
  std::span<const Write> writes_of(SlotIndex slot) const {
    return std::span<const Write>(writes).subspan(first_write_[slot], first_write_[slot + 1] - first_write_[slot]);
  }
  /// Sorts `writes`; must be called when they and `slots` are complete, before writes_of().
  void index_writes();
  std::uint32_t global_op(FunctionIndex f, ir::OpId op) const {
    return file_of(f).first_op + function(f).ops.first + static_cast<std::uint32_t>(op.index());
  }
  /// The functions that decorators of the repository put around a function.
  std::span<const std::pair<FunctionIndex, FunctionIndex>> wrappers_of(FunctionIndex f) const;
  /// The class and its bases in the repository, nearest first, each once.
  std::vector<ClassIndex> lineage(ClassIndex klass) const;
  const CallSite* call_at(FunctionIndex f, ir::OpId op) const;
  /// The class whose member `f` is, through lambdas and nested functions; kNone if none.
  ClassIndex class_around(FunctionIndex f) const;

  std::uint32_t intern_list(std::vector<Value> values);

 private:
  tsl::robin_map<std::uint64_t, std::uint32_t> list_index_;
  std::vector<std::uint32_t> first_write_;  // per slot, into `writes`; one more at the end
};

}  // namespace chokepoint::link
