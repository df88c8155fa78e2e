#include "driver/inspect.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/nearest.hpp"
#include "rulebase/rulebase.hpp"
#include "source/discover.hpp"
#include "source/line_index.hpp"

namespace chokepoint::driver {
namespace {

using flow::Context;
using link::FunctionIndex;
using link::Program;

constexpr std::string_view kContextNames[] = {
    "request on the event loop", "request on a thread", "job on an event loop", "job", "start-up", "command"};

class Inspector {
 public:
  explicit Inspector(const Scan& scan) : scan_(scan), analysis_(*scan.analysis), program_(analysis_.program) {}

  std::string place(FunctionIndex f, ir::OpId op) {
    const ir::Function& function = program_.function(f);
    const std::uint32_t offset = op                       ? program_.ir_of(f).op(function, op).span.begin
                                 : function.name_span.end ? function.name_span.begin
                                                          : function.span.begin;
    return fmt::format("{}:{}", program_.file_of(f).path, line(program_.file_of_function[f], offset));
  }

  std::string place(link::ClassIndex klass) {
    const link::FileIndex file = program_.file_of_class[klass];
    return fmt::format("{}:{}", program_.files[file].path, line(file, program_.class_of(klass).name_span.begin));
  }

  std::uint32_t line(link::FileIndex file, std::uint32_t offset) {
    auto [slot, inserted] = starts_.try_emplace(file);
    if (inserted) {
      const SourceUnit& unit = scan_.index.units[file];
      texts_[file] = source::read_text(scan_.tree.files[unit.file.index()].absolute, ~std::uint64_t{0}).value_or("");
      slot->second = std::make_unique<source::LineIndex>(texts_[file]);
    }
    return slot->second->position(offset).line;
  }

  std::string effects_below(FunctionIndex f) const {
    std::set<FunctionIndex> seen{f};
    std::vector<FunctionIndex> pending{f};
    flow::EffectSet effects = 0;
    for (std::size_t n = 0; n < pending.size() && n < 5000; ++n) {
      effects |= own_effects(pending[n]);
      for (const link::CallSite& call : program_.calls_of(pending[n])) {
        for (const link::Edge& edge : program_.edges_of(call)) {
          if (edge.evidence > Evidence::Guessed && seen.insert(edge.target).second) pending.push_back(edge.target);
        }
      }
    }
    return words(effects);
  }

  flow::EffectSet own_effects(FunctionIndex f) const {
    flow::EffectSet effects = 0;
    auto first = std::lower_bound(analysis_.effects.begin(), analysis_.effects.end(), f,
                                  [](const flow::EffectSite& site, FunctionIndex wanted) { return site.function < wanted; });
    for (; first != analysis_.effects.end() && first->function == f; ++first) effects |= first->effects;
    return effects;
  }

  std::string words(flow::EffectSet effects) const {
    std::string text;
    const auto& vocabulary = scan_.effect_words;
    for (std::size_t i = 0; i < vocabulary.size(); ++i) {
      if (effects >> i & 1) text += (text.empty() ? "" : ", ") + vocabulary[i];
    }
    return text.empty() ? "none" : text;
  }

  std::vector<FunctionIndex> find(std::string_view name) const {
    std::vector<FunctionIndex> found;
    for (FunctionIndex f = 0; f < program_.file_of_function.size(); ++f) {
      const std::string full = program_.function_name(f);
      const bool tail = full.size() > name.size() && full.ends_with(name) && full[full.size() - name.size() - 1] == '.';
      if (full == name || tail) found.push_back(f);
    }
    return found;
  }

  const Scan& scan_;
  const Analysis& analysis_;
  const Program& program_;

 private:
  std::map<link::FileIndex, std::string> texts_;
  std::map<link::FileIndex, std::unique_ptr<source::LineIndex>> starts_;
};

std::string show_edges(Inspector& inspector, const link::CallSite& call) {
  std::string text;
  for (const link::Edge& edge : inspector.program_.edges_of(call)) {
    text += fmt::format("    {} `{}` ({}{})\n", inspector.place(call.caller, call.op),
                        inspector.program_.function_name(edge.target), show(edge.evidence),
                        edge.kind == link::EdgeKind::Dispatch   ? ", an implementation"
                        : edge.kind == link::EdgeKind::Callback ? ", a callback"
                                                                : "");
  }
  return text;
}

std::string trace_one(Inspector& inspector, FunctionIndex f) {
  const Analysis& analysis = inspector.analysis_;
  std::string text = fmt::format("{}  {}\n", inspector.program_.function_name(f), inspector.place(f, {}));
  for (std::size_t c = 0; c < flow::kContexts; ++c) {
    const auto context = static_cast<Context>(c);
    if (!(analysis.contexts->of(f) & flow::bit(context))) continue;
    text += fmt::format("  reached as {}:\n", kContextNames[c]);
    for (const auto& [function, step] : analysis.contexts->path(f, context)) {
      if (step.entry != link::kNone)
        text += fmt::format("    {} `{}`\n", inspector.place(function, {}), analysis.entries[step.entry].label);
      else
        text += fmt::format("    {} calls `{}` ({})\n", inspector.place(step.caller, step.op),
                            inspector.program_.function_name(function), show(step.evidence));
    }
    text += fmt::format("    in all from {} entry points\n", analysis.contexts->entries_reaching(f, flow::bit(context)).size());
  }
  if (analysis.contexts->of(f) == 0) text += "  reached from no entry point\n";
  text += "  calls:\n";
  for (const link::CallSite& call : inspector.program_.calls_of(f)) {
    if (call.external)
      text += fmt::format("    {} {} (library, {})\n", inspector.place(f, call.op), inspector.program_.names[call.external],
                          show(call.evidence));
    else if (call.unknown) text += fmt::format("    {} unknown\n", inspector.place(f, call.op));
    text += show_edges(inspector, call);
  }
  text += fmt::format("  effects here: {}\n  effects reached: {}\n", inspector.words(inspector.own_effects(f)),
                      inspector.effects_below(f));
  return text;
}

std::string show_entry(Inspector& inspector, const flow::EntryPoint& entry) {
  const std::string where = fmt::format("{}, {}", show(entry.kind), entry.on_loop ? "event loop" : "thread");
  if (entry.function != link::kNone) {
    return fmt::format("{}  {}  {}  {}  reaches: {}\n", entry.label, inspector.program_.function_name(entry.function),
                       inspector.place(entry.function, {}), where, inspector.effects_below(entry.function));
  }
  const bool own = entry.klass != link::kNone;
  return fmt::format("{}  {}  {}  {}  reaches: the library's code\n", entry.label,
                     own ? inspector.program_.class_name(entry.klass) : entry.library,
                     own ? inspector.place(entry.klass) : inspector.place(entry.registered_in, entry.registration), where);
}

std::string list(Inspector& inspector, const std::vector<flow::EntryPoint>& entries, std::string_view what) {
  std::string text;
  std::size_t count = 0;
  for (const flow::EntryPoint& entry : entries) {
    if (flow::file_of(inspector.program_, entry).offline) continue;
    ++count;
    text += show_entry(inspector, entry);
  }
  return text + fmt::format("{} {}\n", count, what);
}

}  // namespace

std::string list_entries(const Scan& scan) {
  Inspector inspector(scan);
  std::string text = list(inspector, scan.analysis->entries, "entry points");
  if (!scan.analysis->test_routes.empty())
    text += "\n" + list(inspector, scan.analysis->test_routes, "more for tests or developers only, not followed");
  return text;
}

Result<std::string> trace(const Scan& scan, std::string_view name) {
  Inspector inspector(scan);
  const std::vector<FunctionIndex> found = inspector.find(name);
  if (found.empty()) {
    std::vector<std::string> names;
    for (FunctionIndex f = 0; f < inspector.program_.file_of_function.size(); ++f) {
      names.emplace_back(inspector.program_.function_name(f));
      names.emplace_back(names.back().substr(names.back().rfind('.') + 1));
    }
    const std::string_view near = nearest(name, std::vector<std::string_view>(names.begin(), names.end()));
    return fail(fmt::format("no function is named `{}`{}", name, near.empty() ? "" : fmt::format("; did you mean `{}`?", near)));
  }
  std::string text;
  for (FunctionIndex f : found) text += trace_one(inspector, f);
  return text;
}

std::string dump_symbols(const Scan& scan) {
  Inspector inspector(scan);
  std::string text;
  for (FunctionIndex f = 0; f < inspector.program_.file_of_function.size(); ++f) {
    text += fmt::format("{} {}\n", inspector.place(f, {}), inspector.program_.function_name(f));
  }
  return text;
}

std::string dump_calls(const Scan& scan) {
  Inspector inspector(scan);
  std::string text;
  for (const link::CallSite& call : inspector.program_.calls) {
    if (inspector.program_.file_of(call.caller).offline) continue;
    const ir::Op& op = inspector.program_.ir_of(call.caller).op(inspector.program_.function(call.caller), call.op);
    std::string callee = "?";
    if (op.base)
      callee = inspector.program_.ir_of(call.caller)
                   .text(inspector.program_.ir_of(call.caller).op(inspector.program_.function(call.caller), op.base).text);
    text += fmt::format("{} {} in {}: {}\n", inspector.place(call.caller, call.op), callee,
                        inspector.program_.function_name(call.caller),
                        call.external ? fmt::format("library {} ({})", inspector.program_.names[call.external], show(call.evidence))
                        : !call.unknown ? ""
                                        : "unknown");
    text += show_edges(inspector, call);
  }
  return text;
}

std::string dump_annotations(const Scan& scan) {
  Inspector inspector(scan);
  std::string text;
  for (const flow::EffectSite& site : scan.analysis->effects) {
    text +=
        fmt::format("{} {}: {}{} ({}, {}:{})\n", inspector.place(site.function, site.op), site.name, inspector.words(site.effects),
                    site.many_rows ? ", many rows" : "", show(site.evidence), site.origin.file, site.origin.line);
  }
  return text + list_entries(scan);
}

std::string dump_flow(const Scan& scan) {
  Inspector inspector(scan);
  std::string text;
  for (FunctionIndex f = 0; f < inspector.program_.file_of_function.size(); ++f) {
    const flow::ContextSet reached = scan.analysis->contexts->of(f);
    if (!reached) continue;
    text += fmt::format("{}:", inspector.program_.function_name(f));
    for (std::size_t c = 0; c < flow::kContexts; ++c) {
      if (reached & (1u << c))
        text += fmt::format(" [{} after {}]", kContextNames[c], scan.analysis->contexts->step(f, static_cast<Context>(c)).distance);
    }
    text += "\n";
  }
  return text;
}

}  // namespace chokepoint::driver
