// Looks for what a repository says of itself: settings, dependencies, runtimes, processes, facts, routes, calls.
//
//   Clues clues(input);
//   clues.find(project, {.setting = "docker:user", .is = {"root"}}, Reach::Own)     → Dockerfile:12, value "root"
#pragma once
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "rules/clue_sweep.hpp"

namespace chokepoint::rules {

/// How far around a project is looked.
enum class Reach : std::uint8_t {
  Own,     // what the project says itself
  Seen,    // also what the projects around it say
  Around,  // also what the projects inside it say
};

/// The clues of one rule, each looked for once in the whole repository. Keeps hold of the input and of the rule's clues.
class Clues {
 public:
  explicit Clues(const CheckInput& input);

  /// In the order of files and lines; they live as long as this. `about`: settings of the same kind of container count only if they
  /// belong to its subject.
  std::vector<const Trace*> find(source::ProjectId project, const Clue& clue, Reach reach, const Trace* about = nullptr);

  /// Clues about containers are about the anchor's container; about code, the anchor's project and what belongs to it.
  /// Whether all of `with` is found besides the anchor, and nothing of `without`.
  bool anchor_holds(source::ProjectId project, const Match& match, const Trace& anchor);

  /// Several different ones are one trace, at the first of them; nothing where they are fewer. It lives as long as this.
  std::vector<const Trace*> take_together(const std::vector<const Trace*>& found, std::uint32_t at_least);

 private:
  /// Projects whose manifests count, nearest first, and those whose code counts.
  struct Scope {
    std::vector<std::size_t> manifests;
    std::set<std::size_t> code;
  };
  const Scope& scope_of(source::ProjectId project, Reach reach);
  std::optional<Trace> conclude(source::ProjectId project, const Clue& clue, const Scope& scope) const;
  const flow::EntryPoint* served_in(const Scope& scope) const;
  bool listens_in(const Scope& scope) const;
  bool is_served(source::ProjectId project, const Trace& trace);
  bool library_fits(source::ProjectId project, const Clue& clue, bool silences) const;

  const CheckInput& input_;
  std::map<std::pair<const Clue*, bool>, std::vector<std::vector<Trace>>> swept_;  // by clue, and whether it silences
  std::map<std::tuple<const Clue*, std::size_t, Reach>, std::optional<Trace>> concluded_;
  std::map<std::pair<std::size_t, Reach>, Scope> scopes_;
  std::deque<Trace> together_;  // of clues with `at_least`
};

}  // namespace chokepoint::rules
