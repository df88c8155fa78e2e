// What the parts of the JavaScript and TypeScript front end share: the state of one walk over one file, small helpers on nodes,
// and the functions the parts offer each other. Every part lowers one kind of construct, named by its file:
//
//   const user = await db.users.find({ id });      declarations → expressions → calls → aggregates
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ir/builder.hpp"
#include "javascript_kinds.hpp"
#include "syntax/tree.hpp"

namespace chokepoint::frontends::javascript {

using ir::OpId;
using ir::OpKind;
using syntax::Node;
using syntax::javascript::Field;
using syntax::javascript::Kind;

constexpr unsigned kMaxNesting = 400;      // levels of statements, expressions and types; what is deeper is cut and counted
constexpr std::uint8_t kTupleElement = 2;  // Member.detail of `const [a] = e`

/// A `require` or `import()` of the module's top-level code whose value is this operation.
struct Required {
  OpId op;
  ir::ImportId import;
};

/// An operator that waits for the rest of its operand, see lower_base.
struct Postponed {
  Node node;
  OpId left;
};

/// The state of one walk. The vectors are stacks for lists under construction, see StackList.
struct Lowering {
  ir::FileBuilder& builder;
  std::vector<ir::Operand> operands;
  std::vector<ir::TypeId> types;
  std::vector<ir::Parameter> parameters;
  std::vector<ir::Decorator> decorators;
  std::vector<Range> ranges;
  std::vector<Str> names;
  std::vector<Node> nodes;
  std::vector<Node> spine;  // a second one, where a list of nodes is filled from a walk
  std::vector<Required> required;
  std::vector<Postponed> postponed;
  std::string buffer;  // the decoded text of one literal
  Node bound_call;     // the `require` whose Import is already added with its local names
  unsigned depth = 0;
  std::vector<Str> values;      // names that are values in the open blocks, where types are declared as well; each block sorted
  std::size_t first_value = 0;  // of the innermost of these blocks
  unsigned namespaces = 0;      // open `namespace` bodies: their exports are not the module's
  std::vector<Str> members;     // … but members of theirs, those of the innermost last
  unsigned ambient = 0;         // open `declare module "m"` and `declare global`: nothing in them is a name of this file
};

/// A list under construction on a shared stack, without allocating: nested lists come and go above it.
template <class T>
class StackList {
 public:
  explicit StackList(std::vector<T>& stack) : stack_(stack), first_(stack.size()) {}
  ~StackList() { stack_.resize(first_); }
  StackList(const StackList&) = delete;
  StackList& operator=(const StackList&) = delete;

  void push(T item) { stack_.push_back(item); }
  T pop() {
    T item = stack_.back();
    stack_.pop_back();
    return item;
  }
  bool empty() const { return stack_.size() == first_; }
  std::size_t size() const { return stack_.size() - first_; }
  T& operator[](std::size_t i) { return stack_[first_ + i]; }
  std::span<const T> items() const { return std::span<const T>(stack_).subspan(first_); }

 private:
  std::vector<T>& stack_;
  std::size_t first_;
};

/// Counts one level of nesting for as long as it lives; false when the budget is used up.
class Nesting {
 public:
  explicit Nesting(Lowering& l) : l_(l) {
    if (++l_.depth > kMaxNesting) l_.builder.count_truncated();
  }
  ~Nesting() { --l_.depth; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  explicit operator bool() const { return l_.depth <= kMaxNesting; }

 private:
  Lowering& l_;
};

inline Kind kind_of(Node n) { return n.kind_as<Kind>(); }
inline Field field_of(Node n) { return static_cast<Field>(n.field()); }
inline bool is_trivia(Kind kind) { return kind == Kind::comment || kind == Kind::html_comment || kind == Kind::hash_bang_line; }

/// First child in this field; comments never count.
inline Node child(Node n, Field field) {
  for (Node c : n.children()) {
    if (field_of(c) == field && !is_trivia(kind_of(c))) return c;
  }
  return {};
}

/// First named child that is no comment.
inline Node first_named(Node n) {
  for (Node c : n.children()) {
    if (c.is_named() && !is_trivia(kind_of(c))) return c;
  }
  return {};
}

inline Node child_of_kind(Node n, Kind kind) {
  for (Node c : n.children()) {
    if (kind_of(c) == kind) return c;
  }
  return {};
}

/// Calls `visit` for each named child that is no comment.
template <class Visit>
void each_named(Node n, Visit visit) {
  for (Node c : n.children()) {
    if (c.is_named() && !is_trivia(kind_of(c))) visit(c);
  }
}

/// The expression inside parentheses and non-null assertions: `((a!))` → `a`.
Node unwrap(Node n);

// lowering.cpp: single operations
OpId add_name(Lowering& l, Span span, std::string_view name);
OpId add_literal(Lowering& l, Span span, ir::LiteralKind kind, Str text);
OpId add_member(Lowering& l, Span span, OpId base, Str name, std::uint8_t flags = 0, std::uint8_t detail = 0);
OpId add_compute(Lowering& l, Span span, std::string_view name, std::span<const OpId> values, ir::TypeId type = {});
OpId add_assign(Lowering& l, Span span, Str name, OpId value, std::uint8_t flags = 0, ir::TypeId type = {});
OpId add_store(Lowering& l, Span span, OpId base, Str name, OpId value, std::uint8_t flags = 0);
/// Stands for a value that could not be lowered, so that positions stay right.
OpId add_unknown(Lowering& l, Span span);

// literals.cpp
Str string_text(Lowering& l, Node string);
Str number_text(Lowering& l, Node number);
OpId lower_template(Lowering& l, Node n, bool tagged);
OpId lower_regex(Lowering& l, Node n);

// expressions.cpp
OpId lower_expression(Lowering& l, Node n);
/// The object of a member or the callee of a call. TypeScript's grammar lets type arguments bind weaker than operators, and reads
/// `await f<T>(x)` as `(await f)<T>(x)`: an operator met here is postponed until the expression around it is complete.
OpId lower_base(Lowering& l, Node n);
/// Applies the operators postponed since there were `outer` of them.
OpId finish_postponed(Lowering& l, std::size_t outer, OpId value);
/// The value of something that has a name: an anonymous function or class gets it.
OpId lower_value(Lowering& l, Node n, Str name);
/// What is recognisable inside a node that is not: error nodes and unexpected places. The last value, if any.
OpId lower_fragments(Lowering& l, Node n);
/// The literal text of `["name"]`, none if the index is anything else.
Str literal_index(Lowering& l, Node index);

// operators.cpp
std::string_view operator_of(Node n);
OpId lower_binary(Lowering& l, Node n);
/// The left side of a binary operator, and the opening of the region its right side runs in.
OpId lower_left(Lowering& l, Node n);
OpId finish_binary(Lowering& l, Node n, Span span, OpId left, OpId right);
OpId lower_unary(Lowering& l, Node n);
OpId lower_ternary(Lowering& l, Node n);
OpId lower_assignment(Lowering& l, Node n);
OpId lower_augmented_assignment(Lowering& l, Node n);
OpId lower_update(Lowering& l, Node n);

// calls.cpp
OpId lower_call(Lowering& l, Node n);
OpId lower_new(Lowering& l, Node n);
/// The grammar reads sql<User>`…` as two comparisons: the first of them, no node for anything else.
Node misread_tag(Node binary);
OpId lower_misread_tag(Lowering& l, Node n, Node left);

// aggregates.cpp
OpId lower_object(Lowering& l, Node n);
OpId lower_array(Lowering& l, Node n);
/// The name of a member or key: `a`, `"a"`, `1`, `#a`. For `[expression]` the expression is lowered and `computed` set.
Str lower_key(Lowering& l, Node key, OpId* computed);

// jsx.cpp
OpId lower_jsx(Lowering& l, Node n);

// patterns.cpp
/// Binds or stores the parts of `source` that a pattern names; `flags` go to every Assign.
void destructure(Lowering& l, Node pattern, OpId source, std::uint8_t flags);
/// `value ?? default`, the default under its condition.
OpId add_default(Lowering& l, OpId value, Node fallback);

// types.cpp
ir::TypeId lower_type(Lowering& l, Node n);
/// The bare list `<A, B>` of explicit type arguments, none if absent.
ir::TypeId lower_type_arguments(Lowering& l, Node n);
/// The type that an expression names, as in `extends a.B<C>` and `x instanceof B`.
ir::TypeId type_of_expression(Lowering& l, Node expression, Node type_arguments);
Range lower_type_parameters(Lowering& l, Node n);

// functions.cpp
/// Lowers parameters, result type and body of any function-like node; `head` has its kind, name, owner and modifiers.
ir::FunctionId lower_function(Lowering& l, Node n, ir::Function head);
OpId lower_function_expression(Lowering& l, Node n, Str name);
OpId lower_object_method(Lowering& l, Node n);
void lower_function_declaration(Lowering& l, Node n, bool exported);
/// Kind, name and modifiers of a method of a class, interface or object. A computed name is lowered here.
ir::Function method_head(Lowering& l, Node n);

// classes.cpp
/// `exported` is the `export` statement around a declaration (it may carry the decorators), or no node.
ir::ClassId lower_class(Lowering& l, Node n, Str name, Node exported);
Range lower_decorators(Lowering& l, Node n, Node more);
Span without_decorators(Node n);

// interfaces.cpp
void lower_interface(Lowering& l, Node n, bool exported);
void lower_enum(Lowering& l, Node n, bool exported);
void lower_type_alias(Lowering& l, Node n, bool exported);

// declarations.cpp
/// Any declaration; `exported` as in lower_class.
void lower_declaration(Lowering& l, Node n, Node exported);
void lower_variables(Lowering& l, Node n);

// statements.cpp
void lower_statement(Lowering& l, Node n);
/// The statements of a block, a case or the program; function declarations first, as they are hoisted.
void lower_statements(Lowering& l, Node container);
/// `type User = …` beside `const User = …`: the name alone means the value.
bool is_value(const Lowering& l, Str name);
/// The function declaration a statement consists of, no node if it is something else.
Node hoisted_function(Node statement);

// loops.cpp
void lower_for(Lowering& l, Node n);
void lower_for_in(Lowering& l, Node n);
void lower_while(Lowering& l, Node n);
void lower_do(Lowering& l, Node n);

// imports.cpp, exports.cpp
/// `import type …`, `export { type A }`.
bool is_type_only(Node n);
/// An imported or exported name may be a string: `import { "a b" as c }`.
Str specifier_name(Lowering& l, Node n);
void lower_import(Lowering& l, Node n);
void lower_import_alias(Lowering& l, Node n);
void lower_export(Lowering& l, Node n);

// commonjs.cpp
/// The `require("m")` or `import("m")` with a literal module name, no node otherwise: the literal.
Node required_module(Node call);
/// `const x = require("m")`, `const {a} = await import("m")`: adds the imports with their local names.
void bind_required(Lowering& l, Node target, Node value);
/// Called for each lowered call: adds the import of a `require` that no variable is bound to.
void note_required(Lowering& l, Node call, OpId op);
/// `Object.defineProperty(exports, "a", { get: function () { return m.a; } })`, as compilers write re-exports.
void note_defined_export(Lowering& l, Node call);
/// `module.exports = v`, `exports.a = v` at the module's top level.
void note_exports(Lowering& l, Node target, OpId value);

}  // namespace chokepoint::frontends::javascript
