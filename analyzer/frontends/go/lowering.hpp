// One walk over the flat tree of a Go file that fills a FileBuilder. The methods are spread over files by noun: declarations,
// types, statements, loops, switches, assignments, expressions, calls, composites.
//
//   Lowering(builder, tree).file();
//
// What is not obvious from file_ir.hpp (tests/frontends/go/ shows all of it):
//   - types among arguments stand in Call::aux, so in `make([]T, 0, n)` the first operand is 0, in `new(T)` there is none;
//   - `T(x)` is a Call, `[]byte(x)` and `x.(T)` are Compute "cast"; a case of a type switch is Compute "instanceof";
//   - `v, ok := m[k]`: v is the Index itself, ok is Compute "ok" of it;
//   - the lone variable of a `range` counts as an element; the first of two has no value;
//   - `...T` is a parameter of type T with `rest` set;
//   - only a `break` that leaves a loop is lowered.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include <tsl/robin_map.h>

#include "go_kinds.hpp"
#include "ir/builder.hpp"
#include "syntax/tree.hpp"

namespace chokepoint::frontends::go {

using syntax::Node;
using syntax::go::Field;
using syntax::go::Kind;

inline Kind kind(Node node) { return node ? node.kind_as<Kind>() : Kind::none; }
inline Node child(Node node, Field field) { return node ? node.child(static_cast<std::uint8_t>(field)) : Node{}; }
inline bool in_field(Node node, Field field) { return node.field() == static_cast<std::uint8_t>(field); }
/// Neither a keyword or operator nor a comment.
inline bool is_code(Node node) { return node.is_named() && kind(node) != Kind::comment; }
/// The first child that is code, no node if there is none.
Node only_child(Node node);
bool is_type(Node node);
bool is_exported(std::string_view name);

class Lowering {
 public:
  Lowering(ir::FileBuilder& builder, const syntax::Tree& tree) : b_(builder), tree_(tree) {}

  void file();

 private:
  static constexpr int kMaxNesting = 300;  // statements and expressions; deeper ones are cut and counted
  static constexpr std::size_t kMaxElements = ir::FileBuilder::kMaxOperands;  // of a composite literal

  // What an assignment writes to: a variable (neither base nor index), a field, an element.
  struct Place {
    ir::OpKind kind = ir::OpKind::Assign;
    Node node;
    Str name;
    ir::OpId base;
    ir::OpId index;
    bool valid = false;
  };
  // The type that elements of a composite literal have when they do not write it.
  struct ElementType {
    Node node;
    ir::TypeId id;
    bool pointer = false;
  };
  class Nested {
   public:
    explicit Nested(int& depth) : depth_(++depth) {}
    ~Nested() { --depth_; }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;

   private:
    int& depth_;
  };

  // declarations.cpp
  void imports(Node declaration);
  void import_spec(Node spec);
  void function_declaration(Node node);
  void method_declaration(Node node);
  void type_declaration(Node node);
  void type_spec(Node node);
  void declare_class(Node node, ir::ClassId id);
  void struct_fields(Node list, ir::ClassId owner, std::vector<ir::TypeId>& bases);
  void struct_field(Node node, ir::ClassId owner, std::vector<ir::TypeId>& bases);
  void interface_elements(Node node, ir::ClassId owner, std::vector<ir::TypeId>& bases);
  Range tag_decorator(Node tag);

  // functions.cpp
  void function_rest(ir::FunctionId id, Node node, Node receiver = {});
  void add_parameters(Node list, std::vector<ir::Parameter>& parameters);
  ir::TypeId result_type(Node result);
  void named_results(Node result);
  ir::OpId function_literal(Node node);

  // types.cpp
  ir::TypeId type(Node node, bool pointer = false);
  ir::TypeId build_type(Node node, bool pointer);
  ir::TypeId function_type(Node node, bool pointer);
  ir::TypeId union_type(const std::vector<ir::TypeId>& members);
  ir::TypeId type_element(Node node);
  void collect_type_arguments(Node arguments, std::vector<ir::TypeId>& types);
  Range type_parameter_names(Node list);

  // statements.cpp
  void statement(Node node);
  void statements_of(Node node);
  void if_statement(Node node);
  void return_statement(Node node);
  void go_statement(Node node);
  void defer_statement(Node node);
  void send_statement(Node node);
  ir::OpId send(Node node);

  // loops.cpp
  void for_statement(Node node);
  void range_loop(Node node, Node clause);
  void count_loop(Node node, Node clause);
  void while_loop(Node node, Node condition);
  void loop_body(Node node);

  // switches.cpp
  void expression_switch(Node node);
  void type_switch(Node node);
  void type_case(Node node, ir::OpId value, Str variable);
  void select_statement(Node node);
  void communication_case(Node node);
  void case_body(Node node);

  // assignments.cpp
  void assignment(Node node);
  void short_variable(Node node);
  void increment(Node node, std::string_view op);
  void variable_declaration(Node node);
  void variable_spec(Node spec, Node type_node, Node values, std::uint8_t flags);
  void constant_declaration(Node node);
  void assign(const std::vector<Node>& targets, Node values, ir::TypeId type, std::uint8_t flags);
  void assign_tuple(const std::vector<Node>& targets, Node value, ir::TypeId type, std::uint8_t flags);
  Place place(Node target);
  ir::OpId load(const Place& place);
  void store(const Place& place, ir::OpId value, std::uint8_t flags, ir::TypeId type = {});

  // expressions.cpp
  ir::OpId expression(Node node);
  ir::OpId dispatch(Node node);
  ir::OpId binary(Node node);
  ir::OpId unary(Node node);
  ir::OpId selector(Node node);
  ir::OpId index(Node node);
  ir::OpId slice(Node node);
  ir::OpId assertion(Node node);
  ir::OpId name(Node node);
  ir::OpId literal(Node node, ir::LiteralKind literal_kind, std::string_view text);
  ir::OpId string_literal(Node node);
  ir::OpId compute(Node node, std::string_view op, std::initializer_list<ir::OpId> operands, ir::TypeId type = {});
  ir::OpId recovered(Node node);

  // calls.cpp
  ir::OpId call(Node node);
  ir::OpId conversion(Node node);
  ir::OpId type_as_callee(Node node);
  ir::OpId callee(Node node, std::vector<ir::TypeId>& types);
  ir::OpId instantiated(ir::OpId base, Node generic, Node arguments, std::vector<ir::TypeId>& types);
  bool is_variable(Node node);
  void argument(Node node, std::vector<ir::TypeId>& types);

  // composites.cpp
  ir::OpId composite(Node node, std::uint8_t flags);
  ir::OpId composite_body(Node node, Node body, Node type_node, ir::TypeId type_id, std::uint8_t flags);
  ir::OpId element(Node node, const ElementType& type);
  Str element_key(Node key);
  bool has_calls(Node node) const;

  ir::FileBuilder& b_;
  const syntax::Tree& tree_;
  std::vector<ir::Operand> operands_;                   // a stack shared by all argument lists that are open
  tsl::robin_map<std::string_view, ir::TypeId> types_;  // by their text, never iterated
  std::vector<ir::Parameter> parameters_;               // of the open function
  std::uint64_t iota_ = 0;
  int depth_ = 0;
  bool break_leaves_loop_ = false;  // an unlabelled `break` inside `switch` and `select` leaves only these
};

}  // namespace chokepoint::frontends::go
