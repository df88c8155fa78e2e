// A pitfall as a concept: the typed form of rules/catalog/<family>/<rule-id>.yml. A rule names no library.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "findings/finding.hpp"

namespace chokepoint::rules {

/// Reach: from a context to an effect along the call graph. Call: an effectful call whose option is absent or disabled.
/// Chain: a query chain that is evaluated without a bound. Loop: an effect inside a loop. Resource: acquired, not released.
/// Entry: what entry points of a kind do, all told. Hold: an effect while a resource is held.
/// Page: a bound of a query that the client chooses. State: kept in the process and written by requests.
/// Config, Absence, Pair, Dependency: over project facts.
enum class Shape : std::uint8_t { Reach, Call, Chain, Loop, Resource, Entry, Hold, Page, State, Config, Absence, Pair, Dependency };

/// All that is given must hold; the first case of a rule that holds decides the severity.
struct SeverityCase {
  std::vector<std::string> effects;
  std::vector<std::string> contexts;
  std::vector<std::string> facts;   // replicated, single, proxied …
  std::vector<std::string> traits;  // what a shape computes: "direct", "unbounded-source", "serialised" …
  findings::Severity severity = findings::Severity::Warning;
};

/// Something a repository says. What is given must hold together; exactly one of the kinds names what is looked for.
struct Clue {
  // Kinds.
  std::string setting;                 // "source:key" as facts::Setting has them, with `*`: "django:DATABASES.*.CONN_MAX_AGE"
  std::string package;                 // "npm:express"
  std::vector<std::string> packages;   // one of these: "npm:got", "pypi:httpx"
  std::string runtime;                 // "node"
  std::string process;                 // the program of a command line: "gunicorn"; `*` for any
  std::string fact;                    // "replicated"
  std::vector<std::string> files;      // globs of paths from the project's directory: "package-lock.json", "**/Chart.yaml"
  std::vector<std::string> routes;     // globs of the paths of entry points, "POST **/login" of those with the method or any
  std::string mentions;                // regular expression over all names and texts of the code
  std::vector<std::string> effects;    // a call with one of these effects in code that serves
  std::vector<std::string> functions;  // a call of one of these functions of libraries; `*` for the rest of a name
  // Conditions.
  std::vector<std::string> is, is_not;  // the value of a setting, whatever its case
  std::string matches, lacks;     // regular expressions over a value, a command line, or the range of a package that nothing locks;
                                  // `matches` also over what a fact was concluded from; `lacks` also over the names that a call
                                  // with an effect is given, put into, and stands in
  std::string above, below;       // numbers: the value of a setting, the workers of a process
  std::string versions;           // of a package or runtime: "<18"
  std::string ended;              // ISO date: holds from this day on
  bool development = false;       // also settings that do not reach production
  bool fixed = false;             // only settings that no environment variable replaces
  bool deployed = false;          // only processes that an image or a platform starts, not scripts of a manifest
  bool listens = false;           // only processes that listen
  bool beside = false;            // only in the file of the anchor
  bool own = false;               // only what is said of the anchor's project itself, not of all that its repository deploys
  std::string argument;           // functions: regular expression over an argument that is a constant text
  std::string other_argument;     // functions: the same over another one, or name and type of the variable that takes the result
  std::vector<std::string> from;  // effects, functions: only in code that these contexts reach
  std::string option;             // effects: only calls whose option is in one of `states`
  std::vector<std::string> states;  // absent, disabled
  std::string library;              // `versions` is of this library, as it is locked: "pypi:redis"
  bool looped = false;              // functions: only calls inside a loop
  std::string inside;               // functions: regular expression over the qualified name of the function around the call
  bool onward = false;              // effects: only what requests themselves ask of other services: rules/onward.hpp
  bool imported = false;            // packages of Go: only those that code imports which is no test
  std::uint32_t at_least = 0;       // so many different ones must be found; together they are one
  bool unserved = false;            // a setting that names a path which none of the routes answers
  std::string trait;                // what findings at this anchor have, for severity_cases
  std::string note;                 // a fact worth showing, {note} of the message
};

struct Match {
  Shape shape = Shape::Reach;
  std::vector<std::string> from;     // contexts: event-loop, request, job, startup, any; Entry: schedule
  std::vector<std::string> effects;  // any of
  std::vector<std::string> except;   // effects that exclude a call
  std::string option;                // Call: the option
  std::vector<std::string> states;   // Call: absent, disabled
  std::string resource;              // Resource
  std::vector<std::string> unless;   // silencers by name: memoised, bounded-loop, batched, small-table, keyed …
  std::uint32_t depth = 0;           // Loop: hops below the loop; 0 = unlimited
  // State: what lives as long as the process and is written in `from`. With `anchors`, also what libraries keep.
  std::vector<std::string> natures;   // what it is: map, list, set, queue, lock, variable
  std::vector<std::string> elements;  // what it holds: connection
  std::string named;                  // regular expression over its name
  std::vector<std::string> drained;   // contexts in which something is taken out
  std::uint32_t callback = 0;         // Entry: the parameter, from 1, that the function calls to answer; 0 = it is not asked
  // Config, Absence and Dependency: a finding at every anchor, if all of `with` and none of `without` can be found.
  std::vector<Clue> anchors, with, without;
  bool once = false;            // one finding for a project, at its first anchor
  bool per_repository = false;  // one finding for all projects together
  // Pair: the anchor's number, times how often it is there, against the first limit that is found.
  std::vector<std::string> factors;  // workers, replicas
  std::vector<Clue> limits;
  std::string unit;     // mebibytes or seconds: what the numbers are given in
  std::string assumed;  // the limit where the repository names none; "" for no finding then
};

struct Rule {
  findings::RuleInfo info;
  Match match;
  std::vector<SeverityCase> severity_cases;
  std::string at;       // decision, sink, call, anchor
  std::string message;  // with placeholders: rulebase/spec.hpp lists them
  std::string file;     // "event-loop/event-loop-blocking-io.yml"
};

/// Whatever any rule looks for in a repository.
template <class Visit>
void each_clue(const std::vector<Rule>& rules, Visit&& visit) {
  for (const Rule& rule : rules) {
    for (const auto* clues : {&rule.match.anchors, &rule.match.with, &rule.match.without, &rule.match.limits}) {
      for (const Clue& clue : *clues) visit(clue);
    }
  }
}

}  // namespace chokepoint::rules
