#include "rules/check.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>

#include "base/parallel.hpp"
#include "rules/reporter.hpp"
#include "rules/shapes/shape.hpp"
#include "rules/shared.hpp"

namespace chokepoint::rules {
namespace {

std::vector<Hit> hits_of(const CheckInput& input, const Rule& rule) {
  switch (rule.match.shape) {
    case Shape::Reach: return check_reach(input, rule);
    case Shape::Call: return check_call(input, rule);
    case Shape::Chain: return check_chain(input, rule);
    case Shape::Loop: return check_loop(input, rule);
    case Shape::Resource: return check_resource(input, rule);
    case Shape::Entry: return check_entry(input, rule);
    case Shape::Hold: return check_hold(input, rule);
    case Shape::State: return check_state(input, rule);
    case Shape::Page: return check_page(input, rule);
    case Shape::Config:
    case Shape::Absence:
    case Shape::Dependency: return check_project(input, rule);
    case Shape::Pair: return check_pair(input, rule);
  }
  return {};
}

}  // namespace

std::vector<const flow::EffectSite*> wanted_sites(const CheckInput& input, const Rule& rule) {
  const flow::EffectSet wanted = input.words.of(rule.match.effects), except = input.words.of(rule.match.except);
  std::vector<const flow::EffectSite*> sites;
  for (const flow::EffectSite& site : input.effects) {
    if ((site.effects & wanted) && !(site.effects & except) && site.evidence >= input.least) sites.push_back(&site);
  }
  return sites;
}

bool is_receiver(const link::Program& program, link::FunctionIndex f, std::uint32_t position) {
  if (position != 0) return false;
  const ir::Function& function = program.function(f);
  if (program.file_of(f).language == Language::Go) return static_cast<bool>(function.receiver);
  return program.file_of(f).language == Language::Python && program.owner_of_function[f] != link::kNone && !function.is_static;
}

bool has_word(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool applies_to(const CheckInput& input, const Rule& rule, link::FunctionIndex function) {
  const link::ProgramFile& file = input.program.file_of(function);
  return !file.offline && has_word(rule.info.languages, family(file.language));
}

flow::ContextSet wanted_contexts(const Rule& rule) {
  flow::ContextSet set = 0;
  for (const std::string& word : rule.match.from) set |= flow::contexts_named(word);
  return set;
}

const ir::Op& op_at(const link::Program& program, link::FunctionIndex function, ir::OpId op) {
  return program.ir_of(function).op(program.function(function), op);
}

std::string_view text_at(const link::Program& program, link::FunctionIndex function, Str text) {
  return program.ir_of(function).text(text);
}

std::vector<findings::Finding> check(const CheckInput& given, const std::vector<Rule>& rules,
                                     std::vector<findings::RuleTime>& times) {
  using Clock = std::chrono::steady_clock;
  CheckInput input = given;
  const Shared shared{Lazy<ProcessState>([&] { return find_state(input); }),
                      Lazy<CallIndex>([&] { return CallIndex(input.program); }),
                      Lazy<MentionIndex>([&] { return MentionIndex(input.program, rules, input.jobs); }),
                      Lazy<PackageIndex>([&] { return PackageIndex(*input.facts, rules); }),
                      Lazy<PathIndex>([&] { return PathIndex(*input.facts, rules); })};
  input.shared = &shared;
  std::vector<std::size_t> order(rules.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto first_of_state =
      std::stable_partition(order.begin(), order.end(), [&](std::size_t i) { return rules[i].match.shape != Shape::State; });
  // What the rules about state share is found first, and waited for by those alone, which come last.
  const bool has_state = first_of_state != order.end();
  std::vector<std::vector<Hit>> hits(rules.size());
  times.resize(rules.size());
  parallel_for(rules.size() + 1, input.jobs, [&](std::size_t at, unsigned) {
    if (at == 0) {
      if (has_state) static_cast<void>(*shared.state);
      return;
    }
    const std::size_t i = order[at - 1];
    const Clock::time_point start = Clock::now();
    hits[i] = hits_of(input, rules[i]);
    times[i] = {rules[i].info.id, std::chrono::duration<double>(Clock::now() - start).count()};
  });
  Reporter reporter(input);
  std::vector<findings::Finding> findings;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (const Hit& hit : hits[i]) findings.push_back(reporter.report(rules[i], hit));
  }
  return findings;
}

}  // namespace chokepoint::rules
