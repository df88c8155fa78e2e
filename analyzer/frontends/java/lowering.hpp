// What the files of the Java front end share: the state of one lowering and the entry points by noun.
//
//   record Point(int x) {}   →   module: class c1, assign Point %1 declares;   c1: record with field x: int
//
// Every function appends to the innermost open function of the builder. Expressions return the operation that holds their value,
// never none: what cannot be lowered is a literal of kind None.
#pragma once
#include <string_view>
#include <vector>

#include "ir/builder.hpp"
#include "java_kinds.hpp"
#include "syntax/tree.hpp"

namespace chokepoint::frontends::java {

using syntax::Node;
using syntax::java::Field;
using syntax::java::Kind;

constexpr std::uint32_t kMaxLevels = 400;  // nested statements and expressions; deeper ones are dropped and counted

/// What `break` and `yield` refer to; saved and cleared when a function body starts.
struct Targets {
  bool break_leaves_switch = false;
  std::vector<ir::OpId>* yields = nullptr;  // values of the innermost switch expression
};

struct Lowering {
  const syntax::Tree& tree;
  ir::FileBuilder& b;
  std::vector<ir::TypeId> plain_types;  // by Str: the one Type of a name without arguments
  std::vector<ir::Operand> operands;    // stack of the operand lists under construction
  Targets targets;
  std::uint32_t level = 0;
};

/// The type declaration whose members are lowered; `id` is none at the top level of the file.
struct TypeScope {
  ir::ClassId id;
  ir::ClassKind kind = ir::ClassKind::Class;
  Str name;
  Range components;  // of a record, as parameters
};

struct Modifiers {
  bool is_public = false;
  bool is_private = false;
  bool is_static = false;
  bool is_abstract = false;
  bool is_native = false;
  bool is_synchronized = false;
  Range decorators;
  std::uint32_t begin = 0;  // of the declaration without its annotations
};

/// Counts one level of nesting for its lifetime.
class Level {
 public:
  explicit Level(Lowering& l) : l_(l), too_deep_(++l.level > kMaxLevels) {
    if (too_deep_) l.b.count_truncated();
  }
  ~Level() { --l_.level; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;
  bool too_deep() const { return too_deep_; }

 private:
  Lowering& l_;
  bool too_deep_;
};

/// An operand list under construction. Lower a value completely before pushing it: lists nest like a stack.
class OperandList {
 public:
  explicit OperandList(Lowering& l) : l_(l), begin_(l.operands.size()) {}
  ~OperandList() { l_.operands.resize(begin_); }
  OperandList(const OperandList&) = delete;
  OperandList& operator=(const OperandList&) = delete;
  void push(ir::OpId value, Str name = {}) { l_.operands.push_back({name, value}); }
  std::size_t size() const { return l_.operands.size() - begin_; }
  std::span<const ir::Operand> items() const { return std::span<const ir::Operand>(l_.operands).subspan(begin_); }

 private:
  Lowering& l_;
  std::size_t begin_;
};

/// Saves the targets of the enclosing body and starts with none.
class BodyScope {
 public:
  explicit BodyScope(Lowering& l) : l_(l), saved_(l.targets) { l.targets = {}; }
  ~BodyScope() { l_.targets = saved_; }
  BodyScope(const BodyScope&) = delete;
  BodyScope& operator=(const BodyScope&) = delete;

 private:
  Lowering& l_;
  Targets saved_;
};

// --- nodes ---
inline Kind kind_of(Node node) { return node.kind_as<Kind>(); }
inline bool is_comment(Node node) { return kind_of(node) == Kind::line_comment || kind_of(node) == Kind::block_comment; }
inline bool is_content(Node node) { return node.is_named() && !is_comment(node); }
/// First child in this field, no node if absent; comments may share a field and are passed over.
Node child(Node node, Field field);
/// First child of this kind, no node if absent.
Node child(Node node, Kind kind);
/// First named child that is not a comment.
Node content(Node node);
/// Identifiers of a dotted name, joined: `a . b` → "a.b".
std::string dotted(Node name);

// --- small operations ---
ir::OpId add_name(Lowering& l, std::string_view text, Span span);
ir::OpId add_member(Lowering& l, ir::OpId base, std::string_view text, Span span, std::uint8_t detail = 0);
ir::OpId add_unknown(Lowering& l, Span span);
void add_local(Lowering& l, std::string_view name, ir::OpId value, ir::TypeId type, Span span, std::uint8_t flags = ir::kDeclares);

// --- types ---
/// None for `var`, no node and what does not parse.
ir::TypeId lower_type(Lowering& l, Node type);
/// A type followed by the brackets of a declarator: `int a[]`.
ir::TypeId lower_type(Lowering& l, Node type, Node dimensions);
ir::TypeId plain_type(Lowering& l, std::string_view name);
/// A type named "<>" with these arguments, none if there are none.
ir::TypeId lower_type_arguments(Lowering& l, Node type_arguments);
/// The types listed directly below `list`.
void collect_types(Lowering& l, Node list, std::vector<ir::TypeId>& types);
/// A type used as a value (`new a.B()`, `B.class`, `B::new`): Name, then Members.
ir::OpId lower_type_name(Lowering& l, Node type);

// --- annotations ---
ir::OpId lower_annotation(Lowering& l, Node annotation);
/// Lowers the annotations of a declaration into the open function and reads its other modifiers.
Modifiers lower_modifiers(Lowering& l, Node declaration);
/// The declaration without its annotations.
inline Span span_of(const Modifiers& modifiers, Node declaration) { return {modifiers.begin, declaration.span().end}; }

// --- declarations ---
void lower_program(Lowering& l, Node program);
/// A class, interface, enum, record or annotation type: Class operation, assigned to its name in the open function.
void lower_type_declaration(Lowering& l, Node declaration);
void lower_member(Lowering& l, const TypeScope& scope, Node member);
/// The Class operation of `new base(…) { … }`.
ir::OpId lower_anonymous_class(Lowering& l, ir::TypeId base, Node body);

// --- functions ---
void lower_method(Lowering& l, const TypeScope& scope, Node method);
void lower_constructor(Lowering& l, const TypeScope& scope, Node constructor);
ir::OpId lower_lambda(Lowering& l, Node lambda);
/// Their annotations go to the open function.
std::vector<ir::Parameter> lower_parameters(Lowering& l, Node formal_parameters);

// --- expressions ---
ir::OpId lower_expression(Lowering& l, Node expression);
/// Whatever can be recognised below a node that did not parse.
void lower_fragments(Lowering& l, Node node);
/// A part of an error that is worth lowering: no lone name, no type.
bool is_fragment(Node node);
ir::OpId lower_binary(Lowering& l, Node expression);
ir::OpId lower_assignment(Lowering& l, Node assignment);
ir::OpId lower_update(Lowering& l, Node update);
ir::OpId lower_invocation(Lowering& l, Node invocation);
ir::OpId lower_creation(Lowering& l, Node creation);
void lower_constructor_call(Lowering& l, Node invocation);
ir::OpId lower_literal(Lowering& l, Node literal);
/// `{a, b}`: elements of an array or of an annotation's array.
ir::OpId lower_elements(Lowering& l, Node list, ir::TypeId type);
/// A value or a bare array initialiser.
ir::OpId lower_initializer(Lowering& l, Node value, ir::TypeId type);
void push_arguments(Lowering& l, Node argument_list, OperandList& arguments);
/// Declares the variables of a pattern that `value` matches.
void lower_pattern(Lowering& l, Node pattern, ir::OpId value);

// --- statements ---
void lower_statement(Lowering& l, Node statement);
void lower_block(Lowering& l, Node block);
void lower_local_variables(Lowering& l, Node declaration);
void lower_loop(Lowering& l, Node loop);
void lower_try(Lowering& l, Node statement);
void lower_switch_statement(Lowering& l, Node statement);
ir::OpId lower_switch_expression(Lowering& l, Node expression);

}  // namespace chokepoint::frontends::java
