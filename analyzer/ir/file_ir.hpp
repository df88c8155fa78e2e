// The language-neutral facts of one source file: what every front end produces and every later pass reads.
//
// Everything is a dense local index into a table of this file, with the file's own string table, so that a FileIr can be
// cached and loaded as bytes. It knows no other file: names are as written, resolving them is the linker's work.
//
// A function is a flat list of operations in evaluation order. An operation that yields a value is named by its OpId, which is
// *local to its function*; operands always come earlier than their users. `requests.get(url, timeout=2).json()` becomes
//
//   %1 name requests
//   %2 member get of %1
//   %3 name url
//   %4 literal number 2
//   %5 call %2 (%3, timeout=%4)
//   %6 member json of %5
//   %7 call %6 ()
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/language.hpp"
#include "base/range.hpp"
#include "base/span.hpp"
#include "base/string_table.hpp"

namespace chokepoint::ir {

struct OpTag;
struct RegionTag;
struct FunctionTag;
struct ClassTag;
struct TypeTag;
struct ImportTag;
using OpId = Id<OpTag>;              // local to a function
using RegionId = Id<RegionTag>;      // local to a function
using FunctionId = Id<FunctionTag>;  // local to a file; function 1 is the module's top-level code
using ClassId = Id<ClassTag>;        // local to a file
using TypeId = Id<TypeTag>;          // local to a file
using ImportId = Id<ImportTag>;      // local to a file

enum class OpKind : std::uint8_t {
#define OP(name, text) name,
#include "ir/op_kind.def"
#undef OP
};

enum class RegionKind : std::uint8_t {
#define REGION(name, text) name,
#include "ir/region_kind.def"
#undef REGION
};

enum class LiteralKind : std::uint8_t { None, String, Number, Boolean, Null, Regex, Template };
enum class AggregateKind : std::uint8_t { List, Map, Tuple, Set, Struct };
/// ForEach: `for x in xs`, `for (x of xs)`, `for range`; Count: a C-style `for`; While: everything with a condition only;
/// Comprehension: Python comprehensions and generator expressions.
enum class LoopKind : std::uint8_t { ForEach, Count, While, Comprehension };

// Operation flags.
constexpr std::uint8_t kNew = 1;        // Call: `new X(...)`; Aggregate: Go `&T{...}`
constexpr std::uint8_t kOptional = 2;   // Member, Call, Index: `a?.b`
constexpr std::uint8_t kElement = 4;    // Assign: the target is an element of `base` (loop variable)
constexpr std::uint8_t kEntered = 8;    // Assign: the target is what `with base as x` binds
constexpr std::uint8_t kDeclares = 16;  // Assign: a declaration (`let x`, `x := …`, `User x = …`), not a mere assignment
constexpr std::uint8_t kAugmented =
    32;  // Assign, Store, StoreIndex: `x += v`, `x ||= v`; the value is a Compute whose first operand is the old value
constexpr std::uint8_t kGlobal = 64;  // Assign: Python `global x` / `nonlocal x` in force
constexpr std::uint8_t kAsync = 128;  // Call/Loop variable Assign: `async for`, `async with`; Class/Function ops never carry it

/// One operation. Fields by kind (unused ones are none):
///
///   Name        text = identifier. `this`, `super` and `self` as written.
///   Member      base . text; detail 2: element number `text` of the several results of base (Go `x, err := f()`)
///   Index       base [operand 0]; a slice has up to three operands named "from", "to", "step"
///   Literal     detail = LiteralKind; text = decoded content ("2", "true"); Template: "https://{}/x" with one operand per {}
///   Call        base = callee (a Name, Member, Class, …); operands = arguments; aux = TypeId of explicit type arguments (a type
///               named "<>" whose arguments they are). `new X(a)`: base = Name X, flag kNew. Tagged templates are calls too.
///   Aggregate   detail = AggregateKind; operands = elements, named by key for maps and structs; aux = TypeId (Go composite
///               literal, Java array). Longer than 64 elements: cut, flag kOptional.
///   Function    aux = FunctionId: a lambda, a nested or top-level `def`, a function expression
///   Class       aux = ClassId: a class expression, anonymous class, or the declaration (then assigned to its name)
///   Await       base = what is awaited
///   Spawn       base = the Call that is started (Go `go f()`)
///   Compute     text = operator ("+", "==", "!", "?:", "in", "cast", "instanceof", "delete", "typeof", "<-"); operands = its
///               operands; "cast" and "instanceof": aux = TypeId
///   Assign      text = local or module-level name; base = value (may be none); aux = TypeId as written
///   Store       base . text = operand 0
///   StoreIndex  base [operand 0] = operand 1
///   Return      base = value (may be none); an expression lambda's value is returned too
///   Yield       base = value
///   Raise       base = value
///   Break       text = "break" or "continue"
struct Op {
  OpKind kind{};
  std::uint8_t detail = 0;
  std::uint8_t flags = 0;
  std::uint8_t operand_count = 0;
  Span span;
  Str text;
  OpId base;
  std::uint32_t first_operand = 0;  // into FileIr::operands, relative to Function::operands.first
  RegionId region;
  std::uint32_t aux = 0;

  bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
};
static_assert(sizeof(Op) == 32);

/// `name` is a keyword, object key, or one of: "..." (spread of a list), "**" (spread of a map), "" (positional).
struct Operand {
  Str name;
  OpId value;
};

struct Region {
  RegionKind kind = RegionKind::Root;
  std::uint8_t detail = 0;
  RegionId parent;
  Span span;
  OpId subject;
  Str name;
  std::uint32_t first_op = 0;  // operations [first_op, end_op) of the function, as zero-based positions
  std::uint32_t end_op = 0;
};

/// A type as written: `Map<String, List<User>>`, `*sql.DB`, `User[] | null`. Composite names: "[]" (array, slice), "map" (Go),
/// "|" (union), "&", "func", "chan", "tuple", "{}" (anonymous structure), "<>" (a bare list of type arguments).
struct Type {
  Str name;
  Range arguments;  // into FileIr::type_arguments
  bool pointer = false;
};

/// A decorator or annotation is lowered as an operation (mostly a Call, else a Name or Member) of the function that surrounds the
/// decorated thing: the module for top-level classes and functions, the class initialiser for members.
struct Decorator {
  FunctionId holder;
  OpId op;
};

struct Parameter {
  Str name;
  TypeId type;
  Span span;
  OpId default_value;     // an operation at the start of the function itself
  Range decorators;       // into FileIr::decorators
  bool rest = false;      // `*args`, `...rest`, Go and Java varargs
  bool keywords = false;  // `**kwargs`
  bool property = false;  // TypeScript `constructor(private users: UserService)`: also a field
};

enum class FunctionKind : std::uint8_t { Module, Function, Method, Constructor, Getter, Setter, Lambda, ClassBody };

struct Function {
  FunctionKind kind = FunctionKind::Function;
  bool is_async = false;
  bool is_generator = false;
  bool is_static = false;    // static method, @staticmethod
  bool is_abstract = false;  // no body: interface method, abstract method, overload signature
  bool is_public = false;    // Java public, Go upper case, JS/TS not private; Python: no leading underscore
  Str name;                  // "" for lambdas and the module, "<class>" for class bodies
  ClassId owner;             // the class it is a member of
  TypeId receiver;           // Go: the receiver's type; the receiver itself is parameter 0
  FunctionId parent;         // the enclosing function (module for top-level functions); none for the module itself
  Span span;                 // the whole declaration, decorators excluded
  Span name_span;
  TypeId result;     // declared result type; Go's multiple results are a "tuple"
  Range parameters;  // into FileIr::parameters
  Range decorators;  // into FileIr::decorators
  Range ops;         // into FileIr::ops
  Range operands;    // into FileIr::operands
  Range regions;     // into FileIr::regions
};

enum class ClassKind : std::uint8_t { Class, Interface, Struct, Enum, Record, Annotation, Alias };

struct Class {
  ClassKind kind = ClassKind::Class;
  bool is_abstract = false;
  bool is_public = false;
  Str name;
  ClassId outer;      // enclosing class
  FunctionId parent;  // enclosing function (the module for top-level classes)
  FunctionId body;    // kind ClassBody: field initialisers and class-level statements; Store to Name "this" for instance fields,
                      // Assign for class-level names (Python class attributes, Java and JS statics)
  Span span;
  Span name_span;
  Range bases;            // into FileIr::type_lists: superclasses, implemented interfaces, Go embedded types, an alias' target
  Range type_parameters;  // into FileIr::names
  Range decorators;       // into FileIr::decorators
};

struct Field {
  ClassId owner;
  Str name;
  TypeId type;
  Span span;
  Range decorators;
  bool is_static = false;
  bool embedded = false;  // Go embedded struct field
};

/// One imported name, or one imported module.
///
///   import a.b            module a.b   name ""   local "a"  (Python binds the first segment; `whole` is false)
///   import a.b as c       module a.b   name ""   local "c"  whole
///   from ..a import b     module "a"   name "b"  local "b"  level 2
///   from a import *       module "a"   name "*"  local ""
///   import x, {y as z} from 'm'; import * as n from 'm'; const r = require('m'):
///                         name "default" local x · name "y" local z · name "" local n, whole · name "" local r, whole
///   import "net/http"     module "net/http" name "" local ""  (the linker knows the package's name)
///   import static a.B.c   module "a.B"  name "c"  is_static;   import a.B: module "a" name "B";   import a.*: name "*"
///   import('m'), require(expr) in code: is_dynamic
struct Import {
  Str module;
  Str name;
  Str local;
  FunctionId scope;  // the function it stands in
  Span span;
  std::uint8_t level = 0;  // Python: leading dots
  bool whole = false;
  bool is_static = false;
  bool type_only = false;
  bool is_dynamic = false;
};

/// JavaScript and TypeScript exports. `name` "=" is `module.exports = value`, "*" a star re-export, "default" the default.
/// Exactly one of: local (a name of this module), value (an operation of the module function), from (re-exported import).
struct Export {
  Str name;
  Str local;
  OpId value;
  ImportId from;
  Span span;
};

struct FileIr {
  Language language = Language::None;
  Str package;  // Java package, Go package clause
  StringTable strings;
  std::vector<Function> functions;
  std::vector<Class> classes;
  std::vector<Field> fields;
  std::vector<Import> imports;
  std::vector<Export> exports;
  std::vector<Op> ops;
  std::vector<Operand> operands;
  std::vector<Region> regions;
  std::vector<Type> types;
  std::vector<TypeId> type_arguments;
  std::vector<TypeId> type_lists;
  std::vector<Str> names;
  std::vector<Decorator> decorators;
  std::vector<Parameter> parameters;
  std::vector<Span> syntax_errors;  // the first few places that did not parse
  std::uint32_t syntax_error_count = 0;
  bool gave_up = false;         // so little of it parses that nothing of it was read
  std::uint32_t truncated = 0;  // constructs cut by a budget (nesting, argument count, list length)

  std::string_view text(Str id) const { return strings[id]; }
  const Function& function(FunctionId id) const { return functions[id.index()]; }
  const Class& class_of(ClassId id) const { return classes[id.index()]; }
  const Type& type(TypeId id) const { return types[id.index()]; }
  const Import& import(ImportId id) const { return imports[id.index()]; }

  std::span<const Op> ops_of(const Function& f) const { return f.ops.of(ops); }
  const Op& op(const Function& f, OpId id) const { return ops[f.ops.first + id.index()]; }
  std::span<const Operand> operands_of(const Function& f, const Op& op) const {
    return std::span<const Operand>(operands).subspan(f.operands.first + op.first_operand, op.operand_count);
  }
  const Region& region(const Function& f, RegionId id) const { return regions[f.regions.first + id.index()]; }
  /// What names a decorator, called or not: `Max` of `@Max(100)`; none if there is no operation.
  OpId name_of(const Decorator& decorator) const;
  /// The operand with this keyword, none if absent.
  OpId operand_named(const Function& f, const Op& op, std::string_view name) const;
  /// The n-th positional operand, none if absent or hidden behind a spread.
  OpId positional(const Function& f, const Op& op, std::size_t n) const;
  /// Bytes held by the tables, for --stats.
  std::size_t memory() const;
};

std::string_view show(OpKind kind);
std::string_view show(RegionKind kind);

}  // namespace chokepoint::ir
