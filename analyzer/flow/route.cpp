#include "flow/route.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/letter_case.hpp"
#include "flow/matching.hpp"

namespace chokepoint::flow {
namespace {

using models::Entry;

constexpr int kMaxChain = 40;  // calls of one chain

std::string_view last_segment(std::string_view path) {
  const std::size_t separator = path.find_last_of(".#");
  return separator == std::string_view::npos ? path : path.substr(separator + 1);
}

std::vector<std::string> texts_at(const Program& program, const RouteSite& site, const models::Place& place) {
  return constant_texts(program, site.caller, argument_at(program, site.caller, site.op, place), &site.bindings);
}

// `http.MethodGet` is a constant of a library that is known by its name only.
std::string verb_named(std::string_view text) {
  if (text.size() > 6 && text.starts_with("Method") && text[6] >= 'A' && text[6] <= 'Z') text.remove_prefix(6);
  return upper_case(text);
}

// Whether `from` is a call on the result of `wanted`, possibly with others between.
bool chain_holds(const Program& program, FunctionIndex f, ir::OpId from, ir::OpId wanted) {
  for (int hops = 0; from && hops < kMaxChain; ++hops) {
    const ir::Op& op = program.ir_of(f).op(program.function(f), from);
    if (op.kind != ir::OpKind::Call && op.kind != ir::OpKind::Member) return false;
    from = op.base;
    if (from == wanted) return true;
  }
  return false;
}

// The call of the same chain, before or after, that is one of `names`.
const link::CallSite* chained_call(const Program& program, const std::vector<std::string>& names, const RouteSite& site) {
  for (const link::CallSite& call : program.calls_of(site.caller)) {
    if (!call.external || std::find(names.begin(), names.end(), program.names[call.external]) == names.end()) continue;
    if (chain_holds(program, site.caller, call.op, site.op) || chain_holds(program, site.caller, site.op, call.op)) return &call;
  }
  return nullptr;
}

// The texts given to calls of the same chain, before or after: `r.Methods("GET").Handler(h)`, `r.Handle("/x", h).Methods("GET")`.
std::vector<std::string> chained_texts(const Program& program, const std::vector<std::string>& names, const RouteSite& site) {
  std::vector<std::string> texts;
  const ir::FileIr& ir = program.ir_of(site.caller);
  const ir::Function& function = program.function(site.caller);
  for (const link::CallSite& call : program.calls_of(site.caller)) {
    if (!call.external || std::find(names.begin(), names.end(), program.names[call.external]) == names.end()) continue;
    const bool same = chain_holds(program, site.caller, call.op, site.op) || chain_holds(program, site.caller, site.op, call.op);
    if (!same) continue;
    for (const ir::Operand& operand : ir.operands_of(function, ir.op(function, call.op))) {
      for (std::string& text : constant_texts(program, site.caller, operand.value, &site.bindings))
        texts.push_back(std::move(text));
    }
  }
  return texts;
}

// The calls of a predicate from its last to its first: `GET("/users").and(accept(JSON))`, `path("/users")`.
template <class Visit>
void each_call_of(const Program& program, FunctionIndex f, ir::OpId id, Visit visit) {
  for (int hops = 0; id && hops < kMaxChain; ++hops) {
    const ir::Op& op = program.ir_of(f).op(program.function(f), id);
    if (op.kind == ir::OpKind::Call && op.base)
      visit(op, program.ir_of(f).text(program.ir_of(f).op(program.function(f), op.base).text));
    if (op.kind != ir::OpKind::Call && op.kind != ir::OpKind::Member) return;
    id = op.base;
  }
}

std::string verb_in_path(const Program& program, const Entry& row, const RouteSite& site) {
  std::string verb;
  for (const models::Place& place : row.paths) {
    each_call_of(program, site.caller, argument_at(program, site.caller, site.op, place),
                 [&](const ir::Op&, std::string_view name) {
                   if (const std::string named = verb_of_method(name); named == name && !named.empty()) verb = named;
                 });
  }
  return verb;
}

}  // namespace

std::string path_in_predicate(const Program& program, FunctionIndex f, ir::OpId id, const Bindings* bindings) {
  std::string path;
  if (!id) return path;
  const Origin origin = origin_of(program, f, id, bindings);
  each_call_of(program, origin.function, origin.op, [&](const ir::Op& op, std::string_view) {
    const ir::OpId first = program.ir_of(origin.function).positional(program.function(origin.function), op, 0);
    if (const auto text = constant_text(program, origin.function, first, 0, bindings)) path = *text;
  });
  return path;
}

std::string verb_of_method(std::string_view method) {
  static constexpr std::string_view kVerbs[] = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"};
  std::string verb = upper_case(method);
  return std::find(std::begin(kVerbs), std::end(kVerbs), verb) == std::end(kVerbs) ? std::string{} : verb;
}

std::string verb_of(const Program& program, const Entry& row, const RouteSite& site, FunctionIndex handler) {
  if (row.verb == "from-name") return upper_case(last_segment(site.name));
  if (row.verb == "from-path") return verb_in_path(program, row, site);
  if (row.verb == "from-method") return upper_case(program.ir_of(handler).text(program.function(handler).name));
  if (row.verb == "from-chain") {
    const link::CallSite* call = chained_call(program, row.path_functions, site);
    return call ? verb_of_method(last_segment(program.names[call->external])) : std::string{};
  }
  if (!row.verb.empty() && row.verbs.empty()) return row.verb;
  std::vector<std::string> texts;
  for (const models::Place& place : row.verbs) {
    for (std::string& text : texts_at(program, site, place)) texts.push_back(std::move(text));
  }
  if (!row.chained_verbs.empty()) texts = chained_texts(program, row.chained_verbs, site);
  std::string verbs;
  for (const std::string& text : texts) verbs += (verbs.empty() ? "" : "|") + verb_named(last_segment(text));
  return verbs.empty() ? row.verb : verbs;
}

std::string without_anchors(std::string path) {
  if (path.starts_with('^')) path.erase(0, 1);
  if (path.ends_with('$')) path.pop_back();
  return path;
}

bool names_path(const Program& program, const Entry& row, const RouteSite& site) {
  return std::any_of(row.paths.begin(), row.paths.end(), [&](const models::Place& place) {
    const ir::OpId argument = argument_at(program, site.caller, site.op, place);
    return constant_text(program, site.caller, argument, 0, &site.bindings).has_value();
  });
}

std::string path_beside(const Program& program, const Entry& row, FunctionIndex function) {
  const link::ProgramFile& file = program.file_of(function);
  const ir::Function& f = program.function(function);
  for (std::uint32_t index = f.decorators.first; index < f.decorators.first + f.decorators.count; ++index) {
    const link::Name name = program.decorators[file.first_decorator + index];
    if (!name) continue;
    const std::string_view path = program.names[name];
    if (std::find(row.path_functions.begin(), row.path_functions.end(), path) == row.path_functions.end()) continue;
    const ir::Decorator& decorator = file.ir->decorators[index];
    const FunctionIndex holder = file.first_function + static_cast<FunctionIndex>(decorator.holder.index());
    return path_of(program, row, RouteSite{holder, decorator.op, {}, path});
  }
  return {};
}

std::string path_of(const Program& program, const Entry& row, const RouteSite& site) {
  if (row.how == Entry::How::Call && !row.path_functions.empty()) {
    const link::CallSite* call = chained_call(program, row.path_functions, site);
    const ir::FileIr& ir = program.ir_of(site.caller);
    const ir::Function& function = program.function(site.caller);
    const ir::OpId first = call ? ir.positional(function, ir.op(function, call->op), 0) : ir::OpId{};
    return constant_text(program, site.caller, first, 0, &site.bindings).value_or(std::string{});
  }
  const bool python = program.file_of(site.caller).language == Language::Python;
  for (const models::Place& place : row.paths) {
    const ir::OpId argument = argument_at(program, site.caller, site.op, place);
    if (const auto text = constant_text(program, site.caller, argument, 0, &site.bindings))
      return python ? without_anchors(*text) : *text;
    const auto texts = texts_at(program, site, place);
    if (!texts.empty()) return texts.front();
    if (std::string path = path_in_predicate(program, site.caller, argument, &site.bindings); !path.empty()) return path;
  }
  return {};
}

}  // namespace chokepoint::flow
