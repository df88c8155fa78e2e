// Pass 8: the rules over the annotated program. One file per rule shape.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "facts/query.hpp"
#include "findings/finding.hpp"
#include "flow/contexts.hpp"
#include "flow/effects.hpp"
#include "rules/rule.hpp"

namespace chokepoint::rules {

struct Shared;

struct CheckInput {
  const link::Program& program;
  const models::LibraryIndex& library;
  const flow::Contexts& contexts;
  const std::vector<flow::EffectSite>& effects;
  const flow::EffectWords& words;
  /// Facts that hold for the project of a file: "replicated", "single", "proxied" …
  std::function<bool(link::FileIndex, std::string_view)> fact;
  /// The text of a file, for lines, columns and snippets.
  std::function<std::string(link::FileIndex)> text_of;
  Evidence least = Evidence::Typed;  // Guessed with --all
  unsigned jobs = 1;
  /// What manifests, settings and deployment files say; facts/query.hpp asks it. Program::files know their project.
  const facts::RepositoryFacts* facts = nullptr;
  std::string as_of;  // ISO date on which ends of life are judged
  flow::VersionOf version_of = {};
  const Shared* shared = nullptr;  // what check() makes for all rules
};

/// The certainty of what holds for every second finding only: less than is shown without --all.
inline constexpr double kUncertain = 0.45;

/// Findings of all rules, in rule order, then by place; not yet suppressed or fingerprinted. `times` gets one entry for each rule.
std::vector<findings::Finding> check(const CheckInput& input, const std::vector<Rule>& rules,
                                     std::vector<findings::RuleTime>& times);

}  // namespace chokepoint::rules
