// The walk over one Python file: what its functions share, and the vocabulary they have in common.
//
// Every `lower_…` reads a node, adds operations to the innermost open function in evaluation order, and returns the operation
// that holds the value. `xs[0].f(a)` adds Name xs, Literal 0, Index, Member f, Name a, Call and returns the Call.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ir/builder.hpp"
#include "syntax/tree.hpp"

// The generated header has no use outside this folder; keep its short names in here.
#include "python_kinds.hpp"

namespace chokepoint::frontends::python {

using ir::OpId;
using ir::OpKind;
using ir::TypeId;
using syntax::Node;
using syntax::python::Kind;
using NodeField = syntax::python::Field;

/// The scratch vectors are stacks: who pushes, pops. That keeps the walk free of allocations per node.
struct Lowering {
  ir::FileBuilder& ir;
  const syntax::Tree& tree;
  std::vector<ir::Operand> operands;
  std::vector<Node> nodes;
  std::vector<TypeId> types;
  std::vector<ir::Parameter> parameters;
  std::vector<ir::Decorator> metadata;  // calls inside the annotation just lowered: `Annotated[T, Depends(f)]`
  std::vector<Str> globals;             // names under `global` or `nonlocal` in the open function, from first_global on
  std::size_t first_global = 0;
  std::string buffer;               // decoded text of the open strings
  std::uint32_t depth = 0;          // open statements and expressions
  std::uint32_t type_checking = 0;  // open `if TYPE_CHECKING:` blocks

  Str str(std::string_view text) { return ir.str(text); }
};

constexpr std::uint32_t kMaxNesting = 300;
constexpr std::string_view kElementName = "$element";  // holds what is unpacked by `for a, b in xs`
constexpr std::uint8_t kTupleElement = 2;              // Member.detail: text is a position of an unpacked value

/// Counts an open statement or expression; too deep ones are cut and counted.
class Nested {
 public:
  explicit Nested(Lowering& l) : l_(l) { ++l_.depth; }
  ~Nested() { --l_.depth; }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;
  bool too_deep() const {
    if (l_.depth <= kMaxNesting) return false;
    l_.ir.count_truncated();
    return true;
  }

 private:
  Lowering& l_;
};

/// Operands of the operation under construction, on the shared stack.
class OperandList {
 public:
  explicit OperandList(Lowering& l) : l_(l), first_(l.operands.size()) {}
  ~OperandList() { l_.operands.resize(first_); }
  OperandList(const OperandList&) = delete;
  OperandList& operator=(const OperandList&) = delete;
  void add(OpId value, Str name = {}) { l_.operands.push_back({name, value}); }
  std::size_t size() const { return l_.operands.size() - first_; }
  std::span<const ir::Operand> items() const { return std::span<const ir::Operand>(l_.operands).subspan(first_); }

 private:
  Lowering& l_;
  std::size_t first_;
};

inline Kind kind_of(Node node) { return node ? node.kind_as<Kind>() : Kind::none; }
inline NodeField field_of(Node node) { return static_cast<NodeField>(node.field()); }
/// Text of a node, "" of no node.
inline std::string_view text_of(Node node) { return node ? node.text() : std::string_view{}; }
inline bool is_comment(Node node) { return kind_of(node) == Kind::comment || kind_of(node) == Kind::line_continuation; }
/// A child that means something: no keyword, operator or comment.
inline bool is_content(Node node) { return node.is_named() && !is_comment(node); }

/// First child in this field; comments may stand in a field too and are passed over.
Node child(Node node, NodeField field);
/// First child of this kind.
Node child(Node node, Kind kind);
/// The n-th meaningful child.
Node content(Node node, std::size_t n = 0);
/// `a.b.c` → "c", also through a call: what a decorator or a callee is called.
std::string_view last_segment(Node node);
bool is_in_class_body(Lowering& l);

// expressions.cpp
OpId lower_expression(Lowering& l, Node node);
bool is_expression(Kind kind);
OpId unknown(Lowering& l, Span span);
OpId add_name(Lowering& l, Node node);
/// One or several subscripts as operands of an Index or StoreIndex: a slice gives "from", "to" and "step".
void lower_subscripts(Lowering& l, Node subscript, OperandList& operands);
/// The same as exactly one operation.
OpId lower_subscript_value(Lowering& l, Node subscript);

// literals.cpp
OpId lower_string(Lowering& l, Node node);  // string or concatenated_string
OpId lower_number(Lowering& l, Node node);
bool is_plain_string(Node node);
/// Content of a string without interpolations.
Str plain_text(Lowering& l, Node node);

// collections.cpp
/// The children in `field` as one aggregate.
OpId lower_elements(Lowering& l, Node node, ir::AggregateKind kind, NodeField field = NodeField::none);
OpId lower_dictionary(Lowering& l, Node node);
OpId lower_comprehension(Lowering& l, Node node, ir::AggregateKind kind);

// calls.cpp
OpId lower_call(Lowering& l, Node node);

// assignments.cpp
struct Target {
  Span span;
  std::uint8_t flags = 0;
  TypeId type;
};
void assign(Lowering& l, Node target, OpId value, Target how);
/// Binds what a loop or `with` yields: to a name directly, else to `$element`, which is then unpacked.
void bind(Lowering& l, Node target, OpId source, std::uint8_t flags);
void assign_name(Lowering& l, Str name, OpId value, Target how);
OpId lower_tuple_element(Lowering& l, OpId value, std::string_view position, Span span);
OpId lower_tuple_element(Lowering& l, OpId value, int place, Span span);
void lower_assignment(Lowering& l, Node node);
OpId lower_augmented_assignment(Lowering& l, Node node);

// statements.cpp
void lower_statement(Lowering& l, Node node);
void lower_block(Lowering& l, Node block);
/// Whatever is recognisable below a node that did not parse.
void recover(Lowering& l, Node node);

// control_flow.cpp
void lower_if(Lowering& l, Node node);
void lower_for(Lowering& l, Node node);
void lower_while(Lowering& l, Node node);
void lower_try(Lowering& l, Node node);
void lower_with(Lowering& l, Node node);

// patterns.cpp
void lower_match(Lowering& l, Node node);

// declarations.cpp
void lower_function(Lowering& l, Node node, std::span<const ir::Decorator> decorators, Node decorated);
void lower_decorated(Lowering& l, Node node);
OpId lower_lambda(Lowering& l, Node node);

// classes.cpp
void lower_class(Lowering& l, Node node, std::span<const ir::Decorator> decorators);
void lower_type_alias(Lowering& l, Node node);
void add_field(Lowering& l, Node name, TypeId type, bool is_static, Range decorators = {});

// types.cpp
/// A type as written. Calls inside are lowered in the open function and left in Lowering::metadata.
TypeId lower_type(Lowering& l, Node node);
/// A type inside a string: `"list[User] | None"`.
TypeId parse_type(Lowering& l, std::string_view text);

// imports.cpp
void lower_import(Lowering& l, Node node);
void lower_import_from(Lowering& l, Node node);
void note_dynamic_import(Lowering& l, Node call);

}  // namespace chokepoint::frontends::python
