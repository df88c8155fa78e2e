#include "link/outline.hpp"

#include <utility>

#include "base/language.hpp"

namespace chokepoint::link {
namespace {

using ir::FunctionKind;
using ir::Op;
using ir::OpKind;

// Python: every assignment declares, but for `global`. Elsewhere only declarations do, and everything at module level.
bool declares(Language language, const ir::Function& function, const Op& op) {
  if (op.has(ir::kDeclares)) return true;
  if (language == Language::Python) return !op.has(ir::kGlobal);
  return function.kind == FunctionKind::Module || function.kind == FunctionKind::ClassBody;
}

class Outliner {
 public:
  Outliner(const ir::FileIr& ir, OutlineMarks& marks) : ir_(ir), marks_(marks), javascript_(family(ir.language) == "javascript") {}

  Outline run() {
    for (std::vector<std::uint32_t>* seen : {&marks_.used, &marks_.declared}) {
      if (seen->size() <= ir_.strings.size()) seen->resize(ir_.strings.size() + 1);
    }
    file_ = ++marks_.stamp;
    outline_.first_variable.reserve(ir_.functions.size() + 1);
    for (std::uint32_t f = 0; f < ir_.functions.size(); ++f) walk(f);
    outline_.first_variable.push_back(static_cast<std::uint32_t>(outline_.variables.size()));
    return std::move(outline_);
  }

 private:
  void walk(std::uint32_t f) {
    const ir::Function& function = ir_.functions[f];
    outline_.first_variable.push_back(static_cast<std::uint32_t>(outline_.variables.size()));
    ++marks_.stamp;
    for (const Op& op : ir_.ops_of(function)) {
      if (op.kind == OpKind::Name) use(op.text);
      else if (op.kind == OpKind::Assign) assign(f, function, op);
      else if (op.kind == OpKind::Store && op.base) store(f, function, op);
      else if (op.kind == OpKind::Call && op.base && javascript_) call(function, op);
    }
    for (const ir::Parameter& parameter : function.parameters.of(ir_.parameters)) use(parameter.name);
  }

  void use(Str name) {
    if (std::exchange(marks_.used[name.raw], file_) != file_) outline_.names.push_back(name);
  }

  void assign(std::uint32_t f, const ir::Function& function, const Op& op) {
    use(op.text);
    if (declares(ir_.language, function, op) && std::exchange(marks_.declared[op.text.raw], marks_.stamp) != marks_.stamp)
      outline_.variables.push_back(op.text);
    if (function.kind == FunctionKind::ClassBody) outline_.stored.push_back({f, op.text});
    if (!op.base) return;
    const OpKind value = ir_.op(function, op.base).kind;
    if (value == OpKind::Class || value == OpKind::Function) outline_.definitions.push_back({f, op.text, op.base});
  }

  void store(std::uint32_t f, const ir::Function& function, const Op& op) {
    const Op& receiver = ir_.op(function, op.base);
    const std::string_view text = ir_.text(receiver.text);
    if (receiver.kind == OpKind::Name && (text == "this" || text == "self" || text == "cls"))
      outline_.stored.push_back({f, op.text});
    const auto operands = ir_.operands_of(function, op);
    if (!javascript_ || operands.empty() || text == "this") return;
    const OpKind value = ir_.op(function, operands[0].value).kind;
    if (value != OpKind::Literal && value != OpKind::Compute) outline_.added.push_back(op.text);
  }

  // `fastify.decorate("users", users)`.
  void call(const ir::Function& function, const Op& op) {
    const auto operands = ir_.operands_of(function, op);
    if (operands.empty() || ir_.text(ir_.op(function, op.base).text) != "decorate") return;
    const Op& key = ir_.op(function, operands[0].value);
    if (key.kind == OpKind::Literal) outline_.added.push_back(key.text);
  }

  const ir::FileIr& ir_;
  OutlineMarks& marks_;
  const bool javascript_;
  std::uint32_t file_ = 0;  // the stamp of the file
  Outline outline_;
};

}  // namespace

Outline outline_of(const ir::FileIr& ir, OutlineMarks& marks) { return Outliner(ir, marks).run(); }

}  // namespace chokepoint::link
