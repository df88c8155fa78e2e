// Builds a FileIr in one walk. Functions nest: operations go to the innermost open function.
//
//   FileBuilder b(Language::Python);                 // opens the module function
//   FunctionId f = b.begin_function({.kind = …});    // … add operations …
//   b.end_function();
//   b.add({.kind = OpKind::Function, .span = s, .aux = f.raw});
//   FileIr ir = std::move(b).finish();
#pragma once
#include <initializer_list>
#include <string_view>
#include <vector>

#include "ir/file_ir.hpp"

namespace chokepoint::ir {

class FileBuilder {
 public:
  static constexpr std::size_t kMaxOperands =
      255;  // more are cut: flag kOptional of an Aggregate, else counted in FileIr::truncated

  explicit FileBuilder(Language language, Span module_span = {});

  Str str(std::string_view text) { return ir_.strings.intern(text); }
  std::string_view text(Str id) const { return ir_.strings[id]; }

  /// Opens a function; `parent` and the id are filled in. Parameters and decorators are set with the setters below.
  FunctionId begin_function(Function function);
  void end_function();
  Function& function(FunctionId id) { return ir_.functions[id.index()]; }
  FunctionId current_function() const { return frames_.back().id; }
  std::size_t depth() const { return frames_.size(); }

  /// Adds an operation to the open function and region. `first_operand` and `operand_count` come from `operands`.
  OpId add(Op op, std::span<const Operand> operands = {});
  OpId add(Op op, std::initializer_list<Operand> operands) {
    return add(op, std::span<const Operand>(operands.begin(), operands.size()));
  }
  Op& op(OpId id) { return frames_.back().ops[id.index()]; }
  const std::vector<Op>& open_ops() const { return frames_.back().ops; }
  std::span<const Operand> operands_of(const Op& op) const {
    return std::span<const Operand>(frames_.back().operands).subspan(op.first_operand, op.operand_count);
  }

  RegionId open_region(RegionKind kind, Span span, OpId subject = {}, std::uint8_t detail = 0, Str name = {});
  void close_region();
  /// For `while`: the condition is evaluated inside the region.
  void set_region_subject(RegionId id, OpId subject) { frames_.back().regions[id.index()].subject = subject; }

  ClassId begin_class(Class klass);  // `outer` and `parent` are filled in
  void end_class();
  Class& class_of(ClassId id) { return ir_.classes[id.index()]; }
  ClassId current_class() const { return class_stack_.empty() ? ClassId{} : class_stack_.back(); }

  TypeId add_type(std::string_view name, std::span<const TypeId> arguments = {}, bool pointer = false);
  Range add_type_list(std::span<const TypeId> types);
  Range add_names(std::span<const Str> names);
  Range add_decorators(std::span<const Decorator> decorators);
  Range add_parameters(std::span<const Parameter> parameters);
  void add_field(Field field) { ir_.fields.push_back(field); }
  ImportId add_import(Import import);  // `scope` is filled in
  void add_export(Export exported) { ir_.exports.push_back(exported); }
  void set_package(std::string_view package) { ir_.package = str(package); }
  void add_syntax_error(Span span);
  void give_up() { ir_.gave_up = true; }
  void count_truncated() { ++ir_.truncated; }

  FileIr finish() &&;

 private:
  struct Frame {
    FunctionId id;
    std::vector<Op> ops;
    std::vector<Operand> operands;
    std::vector<Region> regions;
    std::vector<RegionId> open;
  };
  FileIr ir_;
  std::vector<Frame> frames_;
  std::vector<Frame> spare_;  // buffers of closed functions, reused
  std::vector<ClassId> class_stack_;
};

}  // namespace chokepoint::ir
