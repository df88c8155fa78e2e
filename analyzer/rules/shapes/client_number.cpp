#include "rules/shapes/client_number.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/word_list.hpp"
#include "rules/shapes/argument.hpp"
#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;

constexpr int kMaxDepth = 14;    // expressions and variables followed back
constexpr int kMaxCallers = 20;  // of one function that is handed the number

// Go: what begins or ends the chain that reads a request.
constexpr std::array<std::string_view, 7> kReaders = {"DefaultQuery", "QueryInt", "QueryParam", "FormValue",
                                                      "FormInt",      "PostForm", "URLParam"};
constexpr std::array<std::string_view, 4> kRequests = {"req", "request", "ctx", "context"};
constexpr std::string_view kConversions =
    "^(Number|parseInt|parseFloat|int|float|abs|Atoi|ParseInt|ParseUint|ParseFloat|valueOf|intValue|toInt|toNumber|trunc|floor|"
    "round|String|toString|str|int64|int32|uint64|uint|strip|trim|TrimSpace|get|getOrDefault|getlist)$";
constexpr std::string_view kCaps =
    "(?i)min|clamp|cap|bound|max|limit|valid|range|check|sanitize|pars(e|ed)_?(page|limit|size)|normali";

// The worse of two ways a value may come about.
ClientNumber either(ClientNumber a, ClientNumber b) {
  if (a == ClientNumber::Chosen || b == ClientNumber::Chosen) return ClientNumber::Chosen;
  return a == ClientNumber::Unknown ? b : a;
}

class Tracer {
 public:
  explicit Tracer(const CheckInput& input) : input_(input), program_(input.program) {}

  ClientNumber judge(FunctionIndex f, ir::OpId id, int depth) {
    if (!id || depth > kMaxDepth || !seen_.insert({f, id}).second) return ClientNumber::Unknown;
    const ir::Op& op = op_at(program_, f, id);
    switch (op.kind) {
      case OpKind::Literal: return ClientNumber::Capped;
      case OpKind::Await: return judge(f, op.base, depth + 1);
      case OpKind::Name: return of_name(f, id, depth);
      case OpKind::Member:
        if (op.detail == 2) return text_at(program_, f, op.text) == "0" ? judge(f, op.base, depth + 1) : ClientNumber::Unknown;
        return reads_request(f, id, 0) ? ClientNumber::Chosen : ClientNumber::Unknown;
      case OpKind::Index: return reads_request(f, id, 0) ? ClientNumber::Chosen : ClientNumber::Unknown;
      case OpKind::Compute: return of_compute(f, op, depth);
      case OpKind::Call: return of_call(f, op, id, depth);
      default: return ClientNumber::Unknown;
    }
  }

 private:
  ClientNumber of_compute(FunctionIndex f, const ir::Op& op, int depth) {
    ClientNumber result = ClientNumber::Unknown;
    const std::string_view sign = text_at(program_, f, op.text);
    for (const ir::Operand& operand : program_.ir_of(f).operands_of(program_.function(f), op)) {
      const ir::Op& value = op_at(program_, f, operand.value);
      const bool compares =
          value.kind == OpKind::Compute && text_at(program_, f, value.text).find_first_of("<>") != std::string_view::npos;
      if (sign == "?:" && compares) return ClientNumber::Capped;
      result = either(result, judge(f, operand.value, depth + 1));
    }
    return result;
  }

  ClientNumber of_call(FunctionIndex f, const ir::Op& op, ir::OpId id, int depth) {
    if (reads_request(f, id, 0)) return ClientNumber::Chosen;
    if (!op.base) return ClientNumber::Unknown;
    const ir::Op& callee = op_at(program_, f, op.base);
    const std::string name(text_at(program_, f, callee.text));
    static const RE2 conversions{kConversions}, caps{kCaps};
    if (!RE2::PartialMatch(name, conversions)) return RE2::PartialMatch(name, caps) ? ClientNumber::Capped : ClientNumber::Unknown;
    const auto operands = program_.ir_of(f).operands_of(program_.function(f), op);
    if (!operands.empty()) return judge(f, operands[0].value, depth + 1);
    return callee.kind == OpKind::Member ? judge(f, callee.base, depth + 1) : ClientNumber::Unknown;
  }

  ClientNumber of_name(FunctionIndex f, ir::OpId id, int depth) {
    const link::SlotIndex slot = program_.slot_of(f, id);
    if (slot == link::kNone) return ClientNumber::Unknown;
    if (is_compared(f, slot)) return ClientNumber::Capped;
    if (program_.binding(f, id).kind() == link::BindKind::Parameter) return of_parameter(f, slot, depth);
    ClientNumber result = ClientNumber::Unknown;
    for (const link::Write& write : program_.writes_of(slot)) {
      if (write.function == f && write.value) result = either(result, judge(f, write.value, depth + 1));
    }
    return result;
  }

  // `if (limit > 100)`, `while`, an assertion: whoever compares it knows that it may be large.
  bool is_compared(FunctionIndex f, link::SlotIndex slot) const {
    const ir::FileIr& ir = program_.ir_of(f);
    for (const ir::Op& op : ir.ops_of(program_.function(f))) {
      if (op.kind == OpKind::Call && passes_to_cap(f, op, slot)) return true;
      if (op.kind != OpKind::Compute || ir.text(op.text).find_first_of("<>") == std::string_view::npos) continue;
      const auto operands = ir.operands_of(program_.function(f), op);
      const bool names = std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
        return op_at(program_, f, operand.value).kind == OpKind::Name && program_.slot_of(f, operand.value) == slot;
      });
      const bool only_sign = std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
        const ir::Op& value = op_at(program_, f, operand.value);  // `limit <= 0` caps nothing
        return value.kind == OpKind::Literal && (ir.text(value.text) == "0" || ir.text(value.text) == "1");
      });
      if (names && !only_sign) return true;
    }
    return false;
  }

  // `validate(limit)`, which may refuse it.
  bool passes_to_cap(FunctionIndex f, const ir::Op& call, link::SlotIndex slot) const {
    static const RE2 caps{kCaps};
    if (!call.base || !RE2::PartialMatch(std::string(text_at(program_, f, op_at(program_, f, call.base).text)), caps)) return false;
    const std::string_view name = text_at(program_, f, op_at(program_, f, call.base).text);
    if (name == "limit" || name == "Limit") return false;  // of the query itself
    const auto operands = program_.ir_of(f).operands_of(program_.function(f), call);
    return std::any_of(operands.begin(), operands.end(), [&](const ir::Operand& operand) {
      return operand.value && op_at(program_, f, operand.value).kind == OpKind::Name && program_.slot_of(f, operand.value) == slot;
    });
  }

  // A parameter of the handler itself that the framework fills, or what callers hand on.
  ClientNumber of_parameter(FunctionIndex f, link::SlotIndex slot, int depth) {
    const std::optional<std::uint32_t> position = parameter_position(program_, f, slot);
    if (!position) return ClientNumber::Unknown;
    if (answers_at(f, ""))
      return filled_by_framework(f, program_.function(f).parameters.of(program_.ir_of(f).parameters)[*position]);
    ClientNumber result = ClientNumber::Unknown;
    int count = 0;
    for (const flow::Contexts::Caller& caller : input_.contexts.callers_of(f)) {
      if (++count > kMaxCallers || caller.edge.kind == link::EdgeKind::Callback || !caller.op) return ClientNumber::Unknown;
      const ir::OpId given = argument_for(program_, caller, f, *position);
      if (given) result = either(result, judge(caller.caller, given, depth + 2));
    }
    return result;
  }

  // Whether a function answers requests at a path that holds this part: "" if it has a path at all, "{page" if it has that variable.
  bool answers_at(FunctionIndex f, std::string_view part) const {
    if (!input_.contexts.is_entry(f)) return false;
    const auto& entries = input_.contexts.entries();
    return std::any_of(entries.begin(), entries.end(), [&](const flow::EntryPoint& entry) {
      return entry.function == f && entry.kind == flow::EntryKind::Request && !entry.path.empty() &&
             entry.path.find(part) != std::string::npos;
    });
  }

  // FastAPI: `limit: int = 100`, or `Query(100)` without `le`; Spring: `@RequestParam int size` without `@Max`.
  ClientNumber filled_by_framework(FunctionIndex f, const ir::Parameter& parameter) const {
    const ir::FileIr& ir = program_.ir_of(f);
    const std::string_view type = parameter.type ? ir.text(ir.type(parameter.type).name) : std::string_view();
    if (program_.file_of(f).language == Language::Java) return filled_by_spring(f, parameter, type);
    if (program_.file_of(f).language != Language::Python || type != "int" || !parameter.default_value) return ClientNumber::Unknown;
    const ir::Function& function = program_.function(f);
    const ir::Op& value = ir.op(function, parameter.default_value);
    if (value.kind == OpKind::Literal) return ClientNumber::Chosen;
    if (value.kind != OpKind::Call || !value.base || ir.text(ir.op(function, value.base).text) != "Query")
      return ClientNumber::Unknown;
    const bool capped = ir.operand_named(function, value, "le") || ir.operand_named(function, value, "lt");
    return capped ? ClientNumber::Capped : ClientNumber::Chosen;
  }

  ClientNumber filled_by_spring(FunctionIndex f, const ir::Parameter& parameter, std::string_view type) const {
    const ir::FileIr& ir = program_.ir_of(f);
    if (type != "int" && type != "Integer" && type != "long" && type != "Long") return ClientNumber::Unknown;
    bool asked = false;
    for (const ir::Decorator& decorator : parameter.decorators.of(ir.decorators)) {
      const std::string_view name = ir.text(ir.op(ir.function(decorator.holder), ir.name_of(decorator)).text);
      if (name == "Max" || name == "Range") return ClientNumber::Capped;
      asked |= name == "RequestParam" || (name == "PathVariable" && answers_at(f, fmt::format("{{{}", ir.text(parameter.name))));
    }
    return asked ? ClientNumber::Chosen : ClientNumber::Unknown;
  }

  // `request.query.limit`, `request.args.get("limit")`, `r.URL.Query().Get("limit")`, `c.DefaultQuery("limit", "20")`.
  bool reads_request(FunctionIndex f, ir::OpId id, int depth) const {
    bool reads = false;
    const bool is_go = program_.file_of(f).language == Language::Go;
    for (; id && depth < 10; ++depth) {
      const ir::Op& op = op_at(program_, f, id);
      const std::string_view text = text_at(program_, f, op.text);
      if (op.kind == OpKind::Name) {
        if (program_.binding(f, id).kind() != link::BindKind::Parameter && text != "request") return false;
        return reads && (is_go || is_one_of(text, kRequests));
      }
      if (op.kind == OpKind::Member) {
        if (is_go) reads |= text == "Query" || (depth == 1 && is_one_of(text, kReaders));  // `r.URL.Query().Get("limit")`
        else reads |= text == "query" || text == "args" || text == "GET" || text == "query_params" || text == "getParameter";
      } else if (op.kind != OpKind::Call && op.kind != OpKind::Index) {
        return false;
      }
      id = op.base;
    }
    return false;
  }

  const CheckInput& input_;
  const link::Program& program_;
  std::set<std::pair<FunctionIndex, ir::OpId>> seen_;
};

}  // namespace

ClientNumber number_of_client(const CheckInput& input, FunctionIndex function, ir::OpId op) {
  return Tracer(input).judge(function, op, 0);
}

}  // namespace chokepoint::rules
