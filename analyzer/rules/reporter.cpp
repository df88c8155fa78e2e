#include "rules/reporter.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace chokepoint::rules {
namespace {

using findings::Finding;
using findings::Location;
using link::FunctionIndex;
using link::kNone;

constexpr std::size_t kMaxRoutes = 50;  // named in a finding; the count goes on

flow::Context nearest(const flow::Contexts& contexts, FunctionIndex f, flow::ContextSet wanted) {
  flow::Context best = flow::kCli;
  std::uint32_t distance = ~0u;
  for (std::size_t c = 0; c < flow::kContexts; ++c) {
    const auto context = static_cast<flow::Context>(c);
    if (!(wanted & contexts.of(f) & flow::bit(context))) continue;
    if (contexts.step(f, context).distance >= distance) continue;
    distance = contexts.step(f, context).distance;
    best = context;
  }
  return best;
}

std::string fill(std::string text, const Placeholders& values) {
  for (const auto& [key, value] : values) {
    const std::string pattern = "{" + key + "}";
    for (std::size_t at = text.find(pattern); at != std::string::npos; at = text.find(pattern, at + value.size())) {
      text.replace(at, pattern.size(), value);
    }
  }
  return text;
}

bool all_in(const std::vector<std::string>& wanted, const std::vector<std::string>& given) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const std::string& word) { return std::find(given.begin(), given.end(), word) != given.end(); });
}

}  // namespace

const Reporter::Text& Reporter::text(link::FileIndex file) {
  auto [slot, inserted] = texts_.try_emplace(file);
  if (inserted) {
    slot->second.content = input_.text_of(file);
    slot->second.lines = std::make_unique<source::LineIndex>(slot->second.content);
  }
  return slot->second;
}

Location Reporter::location(link::FileIndex file, Span span) {
  const Text& source = text(file);
  Location location;
  location.path = input_.program.files[file].path;
  location.offset = span.begin;
  const source::Position begin = source.lines->position(span.begin), end = source.lines->position(span.end);
  location.line = location.end_line = begin.line;
  location.column = begin.column;
  location.snippet = source.lines->line(begin.line);
  location.end_column = end.column;
  if (end.line != begin.line || end.column <= begin.column) {
    const auto points = std::count_if(location.snippet.begin(), location.snippet.end(), [](char c) { return (c & 0xC0) != 0x80; });
    location.end_column = std::max(begin.column + 1, static_cast<std::uint32_t>(points) + 1);
  }
  return location;
}

Location Reporter::location(FunctionIndex function, ir::OpId op) {
  const ir::FileIr& ir = input_.program.ir_of(function);
  const ir::Function& f = input_.program.function(function);
  if (!op) return location(input_.program.file_of_function[function], f.name_span.end ? f.name_span : f.span);
  return location(input_.program.file_of_function[function], ir.op(f, op).span);
}

std::string Reporter::function_text(FunctionIndex function) const {
  const ir::Function& f = input_.program.function(function);
  if (f.name) return std::string(input_.program.ir_of(function).text(f.name));
  return f.kind == ir::FunctionKind::Module ? "the module" : "a function in " + std::string(input_.program.file_of(function).path);
}

void Reporter::add_path(Finding& finding, const Hit& hit) {
  FunctionIndex current = hit.function;
  if (hit.contexts) {
    const auto path = input_.contexts.path(hit.function, nearest(input_.contexts, hit.function, hit.contexts));
    const flow::EntryPoint& entry = input_.contexts.entries()[path.front().second.entry];
    finding.path.push_back({location(path.front().first, ir::OpId{}),
                            fmt::format("{} is handled by `{}`", entry.label, function_text(path.front().first)),
                            Evidence::Resolved});
    for (std::size_t i = 1; i < path.size(); ++i) {
      const flow::Step& step = path[i].second;
      const std::string what = (step.op ? "calls `" : "is wrapped by `") + function_text(path[i].first) + "`";
      finding.path.push_back({location(step.caller, step.op), what, step.evidence});
      finding.evidence = std::min(finding.evidence, step.evidence);
      finding.confidence *= 0.95;
    }
  }
  for (std::size_t i = 0; i + 1 < hit.hops.size(); ++i) {
    current = hit.hops[i + 1].first;
    finding.path.push_back(
        {location(hit.hops[i].first, hit.hops[i].second), fmt::format("calls `{}`", function_text(current)), Evidence::Resolved});
    finding.confidence *= 0.95;
  }
  if (hit.site && (!finding.path.empty() || !hit.hops.empty())) {
    const auto sink = hit.hops.empty() ? std::make_pair(hit.function, hit.op) : hit.hops.back();
    finding.path.push_back({location(sink.first, sink.second), fmt::format("`{}`", hit.site->name), hit.site->evidence});
  }
}

void Reporter::add_routes(Finding& finding, const Hit& hit) {
  if (!hit.contexts) return;
  const auto entries = input_.contexts.entries_reaching(hit.function, hit.contexts);
  for (std::uint32_t index : entries) finding.routes.push_back(input_.contexts.entries()[index].label);
  std::sort(finding.routes.begin(), finding.routes.end());
  finding.routes.erase(std::unique(finding.routes.begin(), finding.routes.end()), finding.routes.end());
  finding.route_count = static_cast<std::uint32_t>(finding.routes.size());
  if (finding.routes.size() > kMaxRoutes) finding.routes.resize(kMaxRoutes);
}

bool Reporter::holds(const Hit& hit, const std::string& fact) const {
  if (hit.project) return facts::holds(*input_.facts, hit.project, fact);
  return input_.fact && input_.fact(input_.program.file_of_function[hit.function], fact);
}

// In code, or in a file of the project: its text is added when findings are finished.
void Reporter::add_place(Finding& finding, const Hit& hit, Placeholders& values) {
  if (hit.function != kNone) {
    finding.location = location(hit.function, hit.op);
    finding.function = input_.program.function_name(hit.function);
    values.emplace("function", function_text(hit.function));
    return;
  }
  finding.location.path = hit.place.file;
  finding.location.line = finding.location.end_line = std::max(1u, hit.place.line);
  finding.location.column = std::max(1u, hit.place.column);
  finding.location.end_column = 0;
}

findings::Severity Reporter::severity(const Rule& rule, const Hit& hit) const {
  for (const SeverityCase& given : rule.severity_cases) {
    if (!given.effects.empty() && !(hit.site && (hit.site->effects & input_.words.of(given.effects)))) continue;
    const bool context = given.contexts.empty() ||
                         std::any_of(given.contexts.begin(), given.contexts.end(),
                                     [&](const std::string& word) { return (flow::contexts_named(word) & hit.contexts) != 0; });
    if (!context || !all_in(given.traits, hit.traits)) continue;
    if (!std::all_of(given.facts.begin(), given.facts.end(), [&](const std::string& fact) { return holds(hit, fact); })) continue;
    return given.severity;
  }
  return rule.info.severity;
}

Finding Reporter::report(const Rule& rule, const Hit& hit) {
  Finding finding;
  finding.rule = rule.info.id;
  finding.severity = severity(rule, hit);
  finding.evidence = std::min(hit.evidence, hit.site ? hit.site->evidence : Evidence::Resolved);
  finding.confidence = rule.info.precision == "P4" ? std::min(hit.certainty, kUncertain) : hit.certainty;
  Placeholders values = hit.placeholders;
  add_place(finding, hit, values);
  finding.because = hit.because;
  if (hit.site) values.emplace("sink", hit.site->name);
  finding.message = fill(rule.message, values);
  add_path(finding, hit);
  add_routes(finding, hit);
  if (hit.site) {
    finding.because.push_back(
        fmt::format("model `{}` line {} says what `{}` does", hit.site->origin.file, hit.site->origin.line, hit.site->name));
  }
  if (hit.contexts) {
    const flow::EntryPoint& entry =
        input_.contexts.entries()
            [input_.contexts.path(hit.function, nearest(input_.contexts, hit.function, hit.contexts)).front().second.entry];
    finding.because.push_back(entry.origin.file.empty()
                                  ? "it is started beside the rest and never ends"
                                  : fmt::format("model `{}` line {} makes {} an entry point {}", entry.origin.file,
                                                entry.origin.line, entry.label,
                                                entry.on_loop ? "on the event loop" : "on a thread of its own"));
  }
  if (finding.evidence == Evidence::Typed) finding.confidence *= 0.9;
  if (finding.evidence == Evidence::Guessed) finding.confidence *= 0.4;
  for (const auto& [op, words] : hit.related) finding.related.push_back({location(hit.function, op), words});
  finding.confidence = std::round(finding.confidence * 1000) / 1000;
  return finding;
}

}  // namespace chokepoint::rules
