// Everywhere one clue is found: the traces of each project's own manifests, settings and code.
//
//   sweep(input, {.package = "npm:express"}, false)[project]     → package.json:14, name "express", version "4.18.2"
#pragma once
#include <map>
#include <string>
#include <vector>

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

/// In the order of RepositoryFacts::projects, each in the order of files and lines. A value that cannot be read fits only where it
/// `silences`. Words (Clue::fact) are concluded for a project, not found.
std::vector<std::vector<Trace>> sweep(const CheckInput& input, const Clue& clue, bool silences);

/// Whether a clue speaks of code rather than of manifests.
bool is_of_code(const Clue& clue);

/// Whether settings of this source belong to one container each, so that another container's do not count.
bool is_per_subject(std::string_view source);

}  // namespace chokepoint::rules
