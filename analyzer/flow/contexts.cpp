#include "flow/contexts.hpp"

#include <algorithm>

namespace chokepoint::flow {
namespace {

using link::kNone;
using models::Run;

Context entry_context(const EntryPoint& entry) {
  switch (entry.kind) {
    case EntryKind::Request:
    case EntryKind::Socket: return entry.on_loop ? kRequestLoop : kRequestThread;
    case EntryKind::Job:
    case EntryKind::Schedule: return entry.on_loop ? kJobLoop : kJobThread;
    case EntryKind::Startup: return kStartup;
    case EntryKind::Cli: return kCli;
  }
  return kCli;
}

std::vector<bool> functions_of(const Program& program, const std::vector<EntryPoint>& entries) {
  std::vector<bool> found(program.file_of_function.size());
  for (const EntryPoint& entry : entries) {
    if (entry.function != kNone) found[entry.function] = true;
  }
  return found;
}

}  // namespace

ContextSet contexts_named(std::string_view word) {
  if (word == "request" || word == "function") return bit(kRequestLoop) | bit(kRequestThread);
  if (word == "event-loop") return bit(kRequestLoop);
  if (word == "worker-thread") return bit(kRequestThread);
  if (word == "job" || word == "schedule") return bit(kJobLoop) | bit(kJobThread);
  if (word == "startup") return bit(kStartup);
  if (word == "cli") return bit(kCli);
  if (word == "any") return 0xFF;
  return 0;
}

bool follow(const link::Edge& edge, Context from, Context& to) {
  to = from;
  const bool request = from == kRequestLoop || from == kRequestThread;
  if (edge.endless || (edge.detached && request)) {  // in the background of the service
    to = kJobThread;
    return true;
  }
  if (edge.on_worker) {
    if (from == kRequestLoop) to = kRequestThread;
    if (from == kJobLoop) to = kJobThread;
    return edge.where != Run::Where::Process;
  }
  switch (edge.where) {
    case Run::Where::Here:
    case Run::Where::PerElement:
    case Run::Where::Later: return true;
    case Run::Where::WorkerThread:
      if (from == kRequestLoop) to = kRequestThread;
      if (from == kJobLoop) to = kJobThread;
      return true;
    case Run::Where::EventLoop:
      if (from == kRequestThread) to = kRequestLoop;
      if (from == kJobThread) to = kJobLoop;
      return true;
    case Run::Where::Job: to = kJobThread; return from != kStartup && from != kCli;
    case Run::Where::Startup: to = kStartup; return true;
    case Run::Where::Process: return false;
  }
  return false;
}

Contexts::Contexts(const Program& program, const std::vector<EntryPoint>& entries, Evidence least,
                   const std::vector<EntryPoint>& test_routes)
    : program_(program),
      entries_(entries),
      least_(least),
      reached_(program.file_of_function.size()),
      is_entry_(functions_of(program, entries)) {
  // Neither if a wrapper around all handlers calls it.
  const std::vector<bool> for_tests = functions_of(program, test_routes);
  struct Item {
    FunctionIndex function;
    Context context;
  };
  for (auto& steps : steps_) steps.resize(program.file_of_function.size());
  std::vector<Item> level, next;
  auto reach = [&](FunctionIndex f, Context context, const Step& step) {
    if ((reached_[f] & bit(context)) || (for_tests[f] && !is_entry_[f])) return;
    reached_[f] |= bit(context);
    steps_[context][f] = step;
    next.push_back({f, context});
  };
  std::vector<bool> detached(program.file_of_function.size());
  for (const EntryPoint& entry : entries) {
    if (entry.detached && entry.function != kNone) detached[entry.function] = true;
  }
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    if (entries[i].function == kNone || program.file_of(entries[i].function).offline) continue;
    Step step;
    step.entry = i;
    reach(entries[i].function, entry_context(entries[i]), step);
  }
  // Level by level in the order of functions and calls, so that the shortest way is the same in every run.
  while (!next.empty()) {
    level.swap(next);
    next.clear();
    for (const Item& item : level) {
      for (const auto& [function, wrapper] : program.wrappers_of(item.function)) {
        if (least_ > Evidence::Typed || program.file_of(wrapper).offline) continue;
        const Step& before = steps_[item.context][function];
        reach(wrapper, item.context,
              {function, {}, item.context, kNone, std::min(before.evidence, Evidence::Typed), before.distance + 1});
      }
      for (const link::CallSite& call : program.calls_of(item.function)) {
        for (const link::Edge& edge : program.edges_of(call)) {
          Context to{};
          if (edge.relay == link::Relay::Away || (detached[edge.target] && edge.kind != link::EdgeKind::Callback)) continue;
          if (edge.evidence < least_ || program.file_of(edge.target).offline || !follow(edge, item.context, to)) continue;
          const Step& before = steps_[item.context][item.function];
          reach(edge.target, to,
                {item.function, call.op, item.context, kNone, std::min(before.evidence, edge.evidence), before.distance + 1});
        }
      }
    }
  }
  index_callers();
}

void Contexts::index_callers() {
  std::vector<std::uint32_t> count(program_.file_of_function.size() + 1);
  for (const link::Edge& edge : program_.edges) ++count[edge.target + 1];
  for (const auto& [function, wrapper] : program_.wrappers) ++count[wrapper + 1];
  for (std::size_t i = 1; i < count.size(); ++i) count[i] += count[i - 1];
  first_caller_ = count;
  callers_.resize(program_.edges.size() + program_.wrappers.size());
  for (const link::CallSite& call : program_.calls) {
    for (const link::Edge& edge : program_.edges_of(call)) callers_[count[edge.target]++] = {call.caller, call.op, edge};
  }
  for (const auto& [function, wrapper] : program_.wrappers) {
    callers_[count[wrapper]++] = {function, {}, {wrapper, link::EdgeKind::Call, Run::Where::Here, Evidence::Typed}};
  }
}

std::vector<std::pair<FunctionIndex, Step>> Contexts::path(FunctionIndex f, Context context) const {
  std::vector<std::pair<FunctionIndex, Step>> steps;
  while (f != kNone) {
    const Step& last = step(f, context);
    steps.emplace_back(f, last);
    f = last.caller;
    context = last.from;
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

std::vector<std::uint32_t> Contexts::entries_reaching(FunctionIndex f, ContextSet contexts) const {
  std::vector<std::uint8_t> seen(reached_.size());  // bit set of contexts already followed upward
  std::vector<std::pair<FunctionIndex, Context>> pending;
  auto push = [&](FunctionIndex function, Context context) {
    if (!(reached_[function] & bit(context)) || (seen[function] & bit(context))) return;
    seen[function] |= bit(context);
    pending.emplace_back(function, context);
  };
  for (std::size_t c = 0; c < kContexts; ++c) {
    if (contexts & (1u << c)) push(f, static_cast<Context>(c));
  }
  while (!pending.empty()) {
    const auto [function, context] = pending.back();
    pending.pop_back();
    for (std::uint32_t i = first_caller_[function]; i < first_caller_[function + 1]; ++i) {
      const Caller& caller = callers_[i];
      if (caller.edge.evidence < least_ || caller.edge.relay == link::Relay::Away) continue;
      for (std::size_t c = 0; c < kContexts; ++c) {
        Context to{};
        if (follow(caller.edge, static_cast<Context>(c), to) && to == context) push(caller.caller, static_cast<Context>(c));
      }
    }
  }
  std::vector<std::uint32_t> result;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].function != kNone && seen[entries_[i].function] & bit(entry_context(entries_[i]))) result.push_back(i);
  }
  return result;
}

}  // namespace chokepoint::flow
