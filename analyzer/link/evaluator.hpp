// Evaluates the operations of one function in order: what each denotes, and what each call calls.
#pragma once
#include <array>
#include <string_view>
#include <vector>

#include "link/linker.hpp"

namespace chokepoint::link {

/// How many operands are not passed by keyword.
std::size_t positional_count(std::span<const ir::Operand> operands);

class Evaluator {
 public:
  explicit Evaluator(Linker& linker);

  /// Results go to the program's slots and to `calls` and `edges`; slots that changed are appended to `changed`.
  void run(FunctionIndex function);

  std::vector<CallSite> calls;  // of the last function; first_edge counts from 0
  std::vector<Edge> edges;
  std::vector<SlotIndex> changed;
  std::vector<SlotIndex> read;                     // slots the last function depends on
  std::vector<Value> values;                       // per operation of the last function
  std::vector<Write> writes;                       // of the last function
  std::vector<Registration> registrations;         // of the last function
  std::vector<LibraryStore> library_stores;        // of the last function
  std::vector<Evaluation> evaluations;             // of the last function
  std::vector<LiteralFunction> literal_functions;  // of the last function
  std::vector<Passed> passed;                      // of the last function
  bool deferred = false;                           // the last function reads what is only known after all functions were seen once

 private:
  Value evaluate(const ir::Op& op, std::size_t position);
  Value name(const ir::Op& op, std::size_t position);
  Value member(const ir::Op& op);
  Value member_of(const Value& base, Name member, bool method_reference = false);
  Value class_member(ClassIndex klass, Name member, bool is_static);
  Value mixed_in(const Value& base, Name member);
  Value instance_member(const Value& base, Name member);
  bool may_be_generic(const Value& value) const;
  ClassIndex field_owner(ClassIndex klass, Name field) const;
  Value generated_member(const Value& base, Name member);
  Value library_member(const Value& base, Name member);
  Value named_in_full(const ir::Op& op);
  Value element_at(const Value& base, std::string_view position);
  Value aggregate(const ir::Op& op, std::size_t position);
  Value compute(const ir::Op& op);
  Value implicit_member(Name name);
  Value target_value(const Target& target);
  void spawn(const ir::Op& op);
  void mark_background(Edge& edge) const;
  template <class Does>
  bool some_around(Does&& does) const;
  bool is_kept(ir::OpId call) const;
  bool is_left_alone(ir::OpId call, FunctionIndex task) const;
  void assign(const ir::Op& op, std::size_t position);
  void store(const ir::Op& op, std::size_t position);
  // evaluate_call.cpp
  Value call(const ir::Op& op, std::size_t position);
  Value call_function(CallSite& site, const ir::Op& op, FunctionIndex target, const Value& receiver, bool bound);
  Value construct(CallSite& site, const ir::Op& op, ClassIndex klass, Evidence evidence);
  Value call_super(CallSite& site, const ir::Op& op, const Value& super);
  Value call_library(CallSite& site, const ir::Op& op, const Value& callee, const Value& receiver);
  Value library_result(const ir::Op& op, Name path, const Value& receiver);
  bool is_function_type(const Value& value) const;
  bool holds_functions(const Value& callee) const;
  SlotIndex slot_named(ir::OpId id) const;
  // augment.cpp
  Value type_argument(const ir::Op& op) const;
  SlotIndex added_member(const Value& holder, Name member);
  void add_member(const Value& holder, Name member, ir::OpId value, std::size_t position);
  void decorate(const ir::Op& op, std::size_t position, std::string_view path, const Value& receiver);
  void call_with_types(FunctionIndex function, const Value& declared);
  void defer_generators();
  void call_slot_functions(CallSite& site, const ir::Op& op, SlotIndex slot);
  void callbacks(CallSite& site, const ir::Op& op, const Value& receiver, const models::LibraryCall* known);
  // dispatch.cpp
  /// What the implementations behind a call depend on.
  struct Call {
    ClassIndex from = kNone;  // the class or interface of the receiver
    FunctionIndex method = kNone;
    std::uint32_t arguments = 0;  // passed by position
    bool offline = false;         // code that does not serve may run what does not, too
    friend bool operator==(const Call&, const Call&) = default;
    struct Hash {
      std::size_t operator()(const Call& call) const {
        return pair_key(call.from, call.method) + call.arguments * 2 + call.offline;
      }
    };
  };
  struct Implementations {
    std::vector<FunctionIndex> methods;  // sorted
    bool complete = true;
  };
  Implementations find_implementations(const Call& call) const;
  FunctionIndex overload(FunctionIndex first, std::size_t arguments) const;
  void dispatch(CallSite& site, const ir::Op& op, FunctionIndex method, const Value& receiver);
  bool names_class(const ir::Op& call) const;
  // generics.cpp
  using TypeBindings = std::vector<std::pair<Name, Value>>;
  std::uint32_t arguments_of_base(const Value& instance, ClassIndex owner, int depth);
  void bind_class(const Value& receiver, ClassIndex owner, TypeBindings& bindings);
  Value substitute(const Value& value, const TypeBindings& bindings, int depth);
  void unify(const Value& declared, const Value& actual, TypeBindings& bindings, int depth);
  TypeBindings bind_types(const ir::Op& op, FunctionIndex target, const Value& receiver);
  void type_lambdas(const ir::Op& op, FunctionIndex target, const TypeBindings& bindings);
  // yield.cpp
  Value library_view(const Value& value, int depth = 0);
  Value result_of(ir::OpId callback, const Value& receiver);
  Value yielded(std::string_view pattern, const ir::Op& op, const Value& receiver, const Value& made, int depth);
  void give_elements(FunctionIndex callback, const Value& receiver, std::string_view method);
  void give_elements_inside(const ir::Op& op, const Value& receiver, int depth);
  // chain.cpp
  ir::OpId before_in_chain(ir::OpId id) const;
  CallSite* site_at(ir::OpId id);
  void move_edges(const CallSite& site, std::uint32_t end, models::Run::Where where);
  void move_chain(CallSite& site, const ir::Op& op, const models::LibraryCall& known);
  // evaluate_library.cpp
  void parameter_types(const models::Run& run, FunctionIndex callback, const Value& receiver);
  void register_view(CallSite& site, const ir::Op& op, std::size_t position, const Value& callee, const Value& receiver);
  std::string registered_by(FunctionIndex method) const;
  bool answers_requests(ClassIndex klass) const;
  bool register_by_shape(CallSite& site, const ir::Op& op, std::size_t position, const Value& receiver);
  // route_object.cpp
  void register_route_object(const ir::Op& op, std::size_t position);
  void pass_arguments(const ir::Op& op, FunctionIndex target, bool bound);
  void add_edge(CallSite& site, FunctionIndex target, EdgeKind kind, Evidence evidence,
                models::Run::Where where = models::Run::Where::Here);
  FunctionIndex constructor_of(ClassIndex klass, std::size_t arguments, int depth = 0);
  const models::Run* run_of(const models::LibraryCall* known, const ir::Op& op, std::size_t operand) const;

  // literal.cpp
  void store_fields(const ir::Op& op, std::size_t position, ClassIndex klass);
  void note_literal(const ir::Op& op, const Value& type, std::size_t position);
  // functions.cpp
  void add_function(SlotIndex slot, FunctionIndex function);
  void add_functions(SlotIndex slot, ir::OpId value);
  bool slot_holds_functions(ir::OpId id) const;
  void add_functions_of_slot(SlotIndex slot, ir::OpId value);
  void note_passed(SlotIndex parameter, const ir::Op& call, ir::OpId argument);
  bool is_parameter(SlotIndex slot) const;
  // forwarding.cpp
  std::uint32_t parameter_of(ir::OpId id) const;
  bool mentions_parameter(ir::OpId id, int depth) const;
  bool depends_on_parameters(const ir::Op& op) const;
  std::uint32_t router_parameter(const ir::Op& op) const;
  void note_forward(const Registration& registration, std::uint32_t operand, std::uint32_t parameter,
                    const std::vector<Handler>& handlers, std::uint32_t router);
  void forward_captured(FunctionIndex lambda, std::uint32_t operand, const Registration& registration, std::uint32_t router);
  void finish_forwards();
  std::vector<ir::OpId> arguments_for(const ir::Op& op, FunctionIndex target, std::uint32_t parameter) const;
  void forward_registrations(const ir::Op& op, std::size_t position, FunctionIndex target);
  Value renew_router(const ir::Op& op, std::size_t position, FunctionIndex target, Value result);
  // registration.cpp
  bool registers_here(const models::LibraryCall* known) const;
  void register_entries(CallSite& site, const ir::Op& op, std::size_t position, const Value& callee, const Value& receiver);
  bool mount_callback(CallSite& site, const ir::Operand& operand, std::uint32_t index, Registration& registration,
                      const Value& receiver);
  bool makes_static_router(const ir::Op& op, const Value& callee);
  bool mount_builder(CallSite& site, const Value& callback, std::uint32_t index, Registration& registration, const Value& receiver);
  bool mount_plugin(CallSite& site, const Value& plugin, std::uint32_t index, Registration& registration, const Value& receiver);
  void collect_handlers(ir::OpId id, std::uint32_t operand, Registration& registration, int depth, std::uint32_t router);
  bool collect_written(ir::OpId id, std::uint32_t operand, Registration& registration, int depth, std::uint32_t router);
  bool collect_object(const Value& object, std::uint32_t operand, Registration& registration, int depth);
  bool collect_value(ir::OpId id, std::uint32_t operand, Registration& registration, int depth, std::uint32_t router);
  bool may_handle(const Value& value) const;
  void register_generated(CallSite& site, const ir::Op& op, std::size_t position, FunctionIndex target);
  void push_function(const Value& value, std::uint32_t operand, Registration& registration);
  bool written_here(const ir::Op& op, const Value& value) const;
  void collect_call(const ir::Op& op, const Value& result, std::uint32_t operand, Registration& registration, int depth,
                    std::uint32_t router);
  void drop_dependencies(ir::OpId argument, FunctionIndex maker, std::size_t first, Registration& registration) const;
  std::uint32_t embedded_router(const Value& value) const;
  void take_defaults();
  void name_decorators();
  void note_wrapper(std::size_t decorator, const Value& value, bool is_call);
  void note_evaluation(const ir::Op& op, std::size_t position);
  void note_evaluation(std::size_t position, ir::OpId subject, const char* how);
  std::uint32_t router_of(const Value& value) const;
  bool is_lazy(const Value& value) const;
  void write(SlotIndex slot, std::size_t position, ir::OpId value_id, const Value& value);

  Value element_of(const Value& value);
  Value awaited(const Value& value);
  const Value* local(SlotIndex slot) const;
  void set_local(SlotIndex slot, const Value& value);
  Value read_slot(SlotIndex slot);
  void update(SlotIndex slot, Value value);
  Value value_of(ir::OpId id) const { return id ? values[id.index()] : Value{}; }
  std::string_view text(Str id) const { return ir_->text(id); }
  std::string_view ecosystem() const { return models::ecosystem_of(language_); }
  Value external_instance(std::string_view type, Evidence evidence = Evidence::Resolved, std::uint32_t args = 0);

  Linker& linker_;
  Program& program_;
  FunctionIndex function_ = kNone;
  FileIndex file_ = 0;
  const ir::FileIr* ir_ = nullptr;
  const ir::Function* f_ = nullptr;
  Language language_ = Language::None;
  std::uint32_t first_op_ = 0;
  std::vector<Forward> forwards_;
  SlotIndex member_slot_ = kNone;  // the slot the last member access read
  std::uint32_t epoch_ = 0;
  tsl::robin_map<Call, Implementations, Call::Hash> implementations_;
  std::array<Name, 12> consumers_;                  // built-ins that run a lazy query to the end
  tsl::robin_map<std::uint64_t, Name> type_names_;  // by where the text stands
  std::vector<std::uint32_t> read_at_;              // per slot: the epoch in which it was last read
  std::vector<Value> local_;                        // per slot: what a variable of this function holds where the evaluation stands
  std::vector<std::uint32_t> local_at_;             // per slot: the epoch in which that was set
};

}  // namespace chokepoint::link
