#include "ir/print.hpp"

#include <iterator>
#include <type_traits>

#include <fmt/format.h>

namespace chokepoint::ir {
namespace {

constexpr std::string_view kLiteralKinds[] = {"", "string", "number", "boolean", "null", "regex", "template"};
constexpr std::string_view kAggregateKinds[] = {"list", "map", "tuple", "set", "struct"};
constexpr std::string_view kLoopKinds[] = {"for-each", "count", "while", "comprehension"};
constexpr std::string_view kFunctionKinds[] = {"module", "function", "method", "constructor",
                                               "getter", "setter",   "lambda", "class-body"};
constexpr std::string_view kClassKinds[] = {"class", "interface", "struct", "enum", "record", "annotation", "alias"};

/// Text of an operation on one line and without fences, so that a dump is one line per operation and may stand in Markdown.
std::string quote(std::string_view text) {
  std::string quoted;
  for (char c : text) {
    if (c == '\n') quoted += "\\n";
    else if (c == '\r') quoted += "\\r";
    else if (c == '`') quoted += "\\`";
    else quoted += c;
  }
  return quoted;
}

class Printer {
 public:
  explicit Printer(const FileIr& ir) : ir_(ir) {}

  std::string take() { return std::move(out_); }

  void file() {
    line("file {}{}", chokepoint::show(ir_.language), ir_.package ? fmt::format(" package {}", ir_.text(ir_.package)) : "");
    for (const Import& import : ir_.imports) print(import);
    for (const Export& exported : ir_.exports) print(exported);
    for (std::size_t i = 0; i < ir_.classes.size(); ++i) print(ir_.classes[i], i + 1);
    for (std::size_t i = 0; i < ir_.functions.size(); ++i) print(FunctionId::from_index(i));
    if (ir_.gave_up) line("not read");
    if (ir_.syntax_error_count) line("syntax errors {}", ir_.syntax_error_count);
    if (ir_.truncated) line("truncated {}", ir_.truncated);
  }

  void print(FunctionId id) {
    const Function& f = ir_.function(id);
    std::string head = fmt::format("function f{} {} `{}`", id.raw, kFunctionKinds[static_cast<int>(f.kind)], ir_.text(f.name));
    if (f.is_async) head += " async";
    if (f.is_generator) head += " generator";
    if (f.is_static) head += " static";
    if (f.is_abstract) head += " abstract";
    if (f.is_public) head += " public";
    if (f.owner) head += fmt::format(" of c{}", f.owner.raw);
    if (f.receiver) head += fmt::format(" receiver {}", show(ir_, f.receiver));
    if (f.parent) head += fmt::format(" in f{}", f.parent.raw);
    if (f.result) head += fmt::format(" -> {}", show(ir_, f.result));
    line("{}", head);
    for (const Parameter& p : f.parameters.of(ir_.parameters)) {
      line("  parameter {}{}{}{}{}{}", ir_.text(p.name), p.type ? ": " + show(ir_, p.type) : "", p.rest ? " rest" : "",
           p.keywords ? " keywords" : "", p.property ? " property" : "",
           p.default_value ? fmt::format(" = %{}", p.default_value.raw) : "");
      decorators(p.decorators);
    }
    decorators(f.decorators);
    body(f);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_ += '\n';
  }

  void decorators(Range range) {
    for (const Decorator& d : range.of(ir_.decorators)) line("  decorator f{} %{}", d.holder.raw, d.op.raw);
  }

  void print(const Import& i) {
    line("import {}`{}` name `{}` as `{}`{}{}{}{}{}", std::string(i.level, '.'), ir_.text(i.module), ir_.text(i.name),
         ir_.text(i.local), i.whole ? " whole" : "", i.is_static ? " static" : "", i.type_only ? " type-only" : "",
         i.is_dynamic ? " dynamic" : "", i.scope.raw > 1 ? fmt::format(" in f{}", i.scope.raw) : "");
  }

  void print(const Export& e) {
    line("export `{}`{}{}{}", ir_.text(e.name), e.local ? fmt::format(" local `{}`", ir_.text(e.local)) : "",
         e.value ? fmt::format(" value %{}", e.value.raw) : "", e.from ? fmt::format(" from import {}", e.from.raw) : "");
  }

  void print(const Class& c, std::size_t number) {
    std::string head = fmt::format("class c{} {} `{}`", number, kClassKinds[static_cast<int>(c.kind)], ir_.text(c.name));
    if (c.is_abstract) head += " abstract";
    if (c.is_public) head += " public";
    if (c.outer) head += fmt::format(" of c{}", c.outer.raw);
    if (c.parent) head += fmt::format(" in f{}", c.parent.raw);
    if (c.body) head += fmt::format(" body f{}", c.body.raw);
    for (TypeId base : c.bases.of(ir_.type_lists)) head += fmt::format(" : {}", show(ir_, base));
    line("{}", head);
    decorators(c.decorators);
    for (const Field& field : ir_.fields) {
      if (field.owner.raw != number) continue;
      line("  field {}{}{}{}", ir_.text(field.name), field.type ? ": " + show(ir_, field.type) : "",
           field.is_static ? " static" : "", field.embedded ? " embedded" : "");
      decorators(field.decorators);
    }
  }

  void body(const Function& f) {
    const auto regions = f.regions.of(ir_.regions);
    const auto ops = f.ops.of(ir_.ops);
    for (std::size_t i = 0; i <= ops.size(); ++i) {
      for (std::size_t r = 1; r < regions.size(); ++r) {
        if (regions[r].first_op == i) region(regions[r], r + 1);
      }
      if (i < ops.size()) op(f, ops[i], i + 1);
    }
  }

  static std::string detail(const Region& r) {
    if (r.kind == RegionKind::Loop) return fmt::format(" {}", kLoopKinds[r.detail]);
    return r.kind == RegionKind::With && r.detail == 1 ? " lock" : "";
  }

  void region(const Region& r, std::size_t number) {
    line("  region r{} {}{} in r{} ops {}..{}{}{}", number, show(r.kind), detail(r), r.parent.raw, r.first_op + 1, r.end_op,
         r.subject ? fmt::format(" subject %{}", r.subject.raw) : "", r.name ? fmt::format(" `{}`", ir_.text(r.name)) : "");
  }

  void op(const Function& f, const Op& op, std::size_t number) {
    std::string text = fmt::format("  %{} {}", number, show(op.kind));
    if (op.kind == OpKind::Literal) text += fmt::format(" {}", kLiteralKinds[op.detail]);
    if (op.kind == OpKind::Member && op.detail == 1) text += " reference";
    if (op.kind == OpKind::Aggregate) text += fmt::format(" {}", kAggregateKinds[op.detail]);
    if (op.text || op.kind == OpKind::Literal) text += fmt::format(" `{}`", quote(ir_.text(op.text)));
    if (op.base) text += fmt::format(" %{}", op.base.raw);
    if (op.kind == OpKind::Function) text += fmt::format(" f{}", op.aux);
    else if (op.kind == OpKind::Class) text += fmt::format(" c{}", op.aux);
    else if (op.aux) text += fmt::format(" <{}>", show(ir_, TypeId(op.aux)));
    if (op.operand_count || op.kind == OpKind::Call) {
      text += " (";
      bool first = true;
      for (const Operand& operand : ir_.operands_of(f, op)) {
        if (!first) text += ", ";
        first = false;
        if (operand.name) text += fmt::format("{}=", quote(ir_.text(operand.name)));
        text += fmt::format("%{}", operand.value.raw);
      }
      text += ")";
    }
    flags(op, text);
    if (op.region.raw > 1) text += fmt::format(" r{}", op.region.raw);
    line("{}", text);
  }

  static void flags(const Op& op, std::string& text) {
    if (op.has(kNew)) text += " new";
    if (op.has(kOptional)) text += op.kind == OpKind::Aggregate ? " cut" : " optional";
    if (op.has(kElement)) text += " element";
    if (op.has(kEntered)) text += " entered";
    if (op.has(kDeclares)) text += " declares";
    if (op.has(kAugmented)) text += " augmented";
    if (op.has(kGlobal)) text += " global";
    if (op.has(kAsync)) text += " async";
  }

  const FileIr& ir_;
  std::string out_;
};

}  // namespace

std::string dump(const FileIr& ir) {
  Printer printer(ir);
  printer.file();
  return printer.take();
}

std::string dump(const FileIr& ir, FunctionId id) {
  Printer printer(ir);
  printer.print(id);
  return printer.take();
}

std::string show(const FileIr& ir, TypeId id) {
  const Type& type = ir.type(id);
  std::string text = (type.pointer ? "*" : "") + std::string(ir.text(type.name));
  if (type.arguments.count == 0) return text;
  text += "<";
  for (std::uint32_t i = 0; i < type.arguments.count; ++i) {
    const TypeId argument = ir.type_arguments[type.arguments.first + i];
    if (i) text += ", ";
    text += argument ? show(ir, argument) : "?";
  }
  return text + ">";
}

std::vector<std::string> verify(const FileIr& ir) {
  std::vector<std::string> problems;
  auto expect = [&]<class... Args>(bool ok, fmt::format_string<std::type_identity_t<Args>...> message, Args... args) {
    if (!ok) problems.push_back(fmt::vformat(message, fmt::make_format_args(args...)));
  };
  for (TypeId id : ir.type_lists) expect(id && id.raw <= ir.types.size(), "a base is type {}, which does not exist", id.raw);
  for (TypeId id : ir.type_arguments) expect(id.raw <= ir.types.size(), "a type argument is type {}, which does not exist", id.raw);
  for (const Field& field : ir.fields)
    expect(field.type.raw <= ir.types.size(), "a field has type {}, which does not exist", field.type.raw);
  for (const Parameter& p : ir.parameters)
    expect(p.type.raw <= ir.types.size(), "a parameter has type {}, which does not exist", p.type.raw);
  for (std::size_t i = 0; i < ir.functions.size(); ++i) {
    const Function& f = ir.functions[i];
    expect(i == 0 ? f.kind == FunctionKind::Module : static_cast<bool>(f.parent), "f{}: only the module has no parent", i + 1);
    const auto ops = ir.ops_of(f);
    for (std::size_t n = 0; n < ops.size(); ++n) {
      const Op& op = ops[n];
      expect(op.base.raw <= n, "f{} %{}: base %{} does not precede it", i + 1, n + 1, op.base.raw);
      for (const Operand& operand : ir.operands_of(f, op)) {
        expect(operand.value.raw <= n, "f{} %{}: operand %{} does not precede it", i + 1, n + 1, operand.value.raw);
      }
      expect(op.region && op.region.raw <= f.regions.count, "f{} %{}: region out of range", i + 1, n + 1);
      expect(op.span.begin <= op.span.end, "f{} %{}: span runs backwards", i + 1, n + 1);
      if (op.kind == OpKind::Function) expect(op.aux && op.aux <= ir.functions.size(), "f{} %{}: no such function", i + 1, n + 1);
      if (op.kind == OpKind::Class) expect(op.aux && op.aux <= ir.classes.size(), "f{} %{}: no such class", i + 1, n + 1);
    }
    for (const Region& region : f.regions.of(ir.regions)) {
      expect(region.end_op <= f.ops.count && region.first_op <= region.end_op, "f{}: region out of range", i + 1);
    }
    for (const Parameter& p : f.parameters.of(ir.parameters)) {
      expect(p.default_value.raw <= f.ops.count, "f{}: default value out of range", i + 1);
    }
  }
  return problems;
}

}  // namespace chokepoint::ir
