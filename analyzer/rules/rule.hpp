// A pitfall as a concept: the typed form of rules/catalog/<family>/<rule-id>.yml. A rule names no library.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "findings/finding.hpp"

namespace chokepoint::rules {

/// Reach: from a context to an effect along the call graph. Call: an effectful call whose option is absent or disabled.
/// Chain: a query chain that is evaluated without a bound. Loop: an effect inside a loop. Resource: acquired, not released.
/// State, Config, Absence, Pair, Dependency: over project facts.
enum class Shape : std::uint8_t { Reach, Call, Chain, Loop, Resource, State, Config, Absence, Pair, Dependency };

/// All that is given must hold; the first case of a rule that holds decides the severity.
struct SeverityCase {
  std::vector<std::string> effects;
  std::vector<std::string> contexts;
  std::vector<std::string> facts;   // replicated, single, proxied …
  std::vector<std::string> traits;  // what a shape computes: "direct", "unbounded-source", "serialised" …
  findings::Severity severity = findings::Severity::Warning;
};

struct Match {
  Shape shape = Shape::Reach;
  std::vector<std::string> from;     // contexts: event-loop, request, job, startup, any
  std::vector<std::string> effects;  // any of
  std::vector<std::string> except;   // effects that exclude a call
  std::string option;                // Call: the option
  std::vector<std::string> states;   // Call: absent, disabled
  std::string resource;              // Resource
  std::vector<std::string> unless;   // silencers by name: memoised, bounded-loop, batched, small-table, keyed …
  std::uint32_t depth = 0;           // Loop: hops below the loop; 0 = unlimited
};

struct Rule {
  findings::RuleInfo info;
  Match match;
  std::vector<SeverityCase> severity_cases;
  std::string at;       // first-call-in-context, sink, call
  std::string message;  // placeholders: {function} {sink} {option} {absent} {note} {source} {loop}
  std::string file;     // "event-loop/event-loop-blocking-io.yml"
};

}  // namespace chokepoint::rules
