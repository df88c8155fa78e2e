// Looks for what a repository says of itself: settings, dependencies, runtimes, processes, facts, routes, calls.
//
//   find_clues(input, project, {.setting = "docker:user", .is = {"root"}})     → Dockerfile:12, value "root"
#pragma once
#include <map>
#include <string>
#include <vector>

#include "facts/project_facts.hpp"
#include "rules/check.hpp"

namespace chokepoint::rules {

/// One place where a clue was found.
struct Trace {
  facts::Place place;                          // of a manifest, a setting …
  link::FunctionIndex function = link::kNone;  // … or of a call
  ir::OpId op;
  std::string subject;                       // what a setting belongs to: the compose service, the last stage of a Dockerfile
  std::string trait;                         // of the clue
  std::map<std::string, std::string> words;  // for the message: {key}, {value}, {name}, {version}, {command}, {reason}, {note}
  std::string source = {};                   // of a setting: docker, compose …
};

/// How far around a project is looked.
enum class Reach : std::uint8_t {
  Own,     // what the project says itself
  Seen,    // also what the projects around it say
  Around,  // also what the projects inside it say
};

/// In the order of files and lines. `about`: settings of the same kind of container count only if they belong to its subject.
std::vector<Trace> find_clues(const CheckInput& input, source::ProjectId project, const Clue& clue, Reach reach,
                              const Trace* about = nullptr);

/// Whether settings of this source belong to one container each, so that another container's do not count.
bool is_per_subject(std::string_view source);

/// Clues about containers are about the anchor's container; about code, the anchor's project and what belongs to it.
/// Whether all of `with` is found besides the anchor, and nothing of `without`.
bool anchor_holds(const CheckInput& input, source::ProjectId project, const Match& match, const Trace& anchor);

}  // namespace chokepoint::rules
