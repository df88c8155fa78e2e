// Page: how many rows a query returns is said by the client, and nothing caps it.
#include <algorithm>
#include <set>

#include "flow/matching.hpp"
#include "rules/shapes/client_number.hpp"
#include "rules/shapes/shape.hpp"
#include "rules/shared.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::ClassIndex;
using link::FunctionIndex;

struct Pagination {
  std::string_view base;       // class of the library
  std::string_view parameter;  // attribute that lets the client choose; "" always
  std::string_view cap;        // attribute that caps it
};
constexpr Pagination kPaginations[] = {
    {"rest_framework.pagination.PageNumberPagination", "page_size_query_param", "max_page_size"},
    {"rest_framework.pagination.CursorPagination", "page_size_query_param", "max_page_size"},
    {"rest_framework.pagination.LimitOffsetPagination", "", "max_limit"},
};

class PageChecker {
 public:
  PageChecker(const CheckInput& input, const Rule& rule)
      : input_(input), program_(input.program), rule_(rule), contexts_(wanted_contexts(rule)) {}

  std::vector<Hit> run() {
    for (const link::CallSite* call : (*input_.shared->calls).described()) {
      if (call->evidence < input_.least || !applies_to(input_, rule_, call->caller)) continue;
      if (input_.contexts.of(call->caller) & contexts_) from_call(*call);
    }
    if (has_word(rule_.info.languages, "python")) {
      for (ClassIndex c = 0; c < program_.classes.size(); ++c) from_class(c);
    }
    return std::move(hits_);
  }

 private:
  void from_call(const link::CallSite& call) {
    if (is_container(call)) return;
    for (const models::Call* row : call.rows->rows) {
      for (const models::Place& place : row->bounds_at) from_place(call, place, *row);
    }
  }

  // A container that keeps so many values, `deque(lines, maxlen=size)`, asks nobody for rows.
  bool is_container(const link::CallSite& call) const {
    const models::TypeModel* made =
        input_.library.type(models::ecosystem_of(program_.file_of(call.caller).language), program_.names[call.external]);
    return made && !made->nature.empty();
  }

  void from_place(const link::CallSite& call, const models::Place& place, const models::Call& row) {
    const flow::Found found = flow::find_place(program_, call.caller, call.op, place);
    if (!found.op || number_of_client(input_, found.function, found.op) != ClientNumber::Chosen) return;
    if (!reported_.insert({call.caller, call.op}).second) return;
    Hit hit;
    hit.function = call.caller;
    hit.op = call.op;
    hit.contexts = input_.contexts.of(call.caller) & contexts_;
    hit.evidence = call.evidence;
    hit.placeholders = {{"sink", flow::show_name(program_.names[call.external])}};
    hit.because = {"model `" + row.origin.file + "` line " + std::to_string(row.origin.line) + " says what limits the rows"};
    hits_.push_back(std::move(hit));
  }

  // Django REST framework: `page_size_query_param = "size"` without `max_page_size`.
  void from_class(ClassIndex c) {
    const link::ProgramFile& file = program_.files[program_.file_of_class[c]];
    if (file.language != Language::Python || file.offline || !program_.class_of(c).body) return;
    for (const Pagination& one : kPaginations) {
      if (!flow::class_derives(program_, input_.library, c, one.base)) continue;
      const std::vector<ClassIndex> lineage = program_.lineage(c);
      const ir::OpId own = one.parameter.empty() ? ir::OpId{} : attribute(c, one.parameter);
      if (!one.parameter.empty() && !own) continue;
      if (std::any_of(lineage.begin(), lineage.end(), [&](ClassIndex base) { return sets_size(base, one.cap); })) continue;
      Hit hit;
      hit.function = program_.global(program_.file_of_class[c], program_.class_of(c).body);
      hit.op = own;
      const std::string_view name = program_.class_name(c);
      hit.placeholders = {{"sink", std::string(name.substr(name.rfind('.') + 1))}};
      hits_.push_back(std::move(hit));
    }
  }

  // A class that computes its own size, `get_page_size`, caps it there.
  bool sets_size(ClassIndex c, std::string_view cap) const {
    if (attribute(c, cap)) return true;
    const auto& methods = program_.classes[c].methods;
    return std::any_of(methods.begin(), methods.end(), [&](FunctionIndex method) {
      const std::string_view name = text_at(program_, method, program_.function(method).name);
      return name == "get_page_size" || name == "get_limit" || name == "paginate_queryset";
    });
  }

  // The assignment of a class attribute that is not None.
  ir::OpId attribute(ClassIndex c, std::string_view name) const {
    const FunctionIndex body = program_.global(program_.file_of_class[c], program_.class_of(c).body);
    const ir::FileIr& ir = program_.ir_of(body);
    const auto ops = ir.ops_of(program_.function(body));
    for (std::size_t i = 0; i < ops.size(); ++i) {
      if (ops[i].kind != OpKind::Assign || ir.text(ops[i].text) != name || !ops[i].base) continue;
      const ir::Op& value = ir.op(program_.function(body), ops[i].base);
      if (value.kind != OpKind::Literal || value.detail != static_cast<std::uint8_t>(ir::LiteralKind::Null))
        return ir::OpId::from_index(i);
    }
    return {};
  }

  const CheckInput& input_;
  const link::Program& program_;
  const Rule& rule_;
  flow::ContextSet contexts_;
  std::set<std::pair<FunctionIndex, ir::OpId>> reported_;
  std::vector<Hit> hits_;
};

}  // namespace

std::vector<Hit> check_page(const CheckInput& input, const Rule& rule) { return PageChecker(input, rule).run(); }

}  // namespace chokepoint::rules
