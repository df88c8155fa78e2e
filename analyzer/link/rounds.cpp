// Evaluates all functions, and some again, until nothing changes.
#include <algorithm>
#include <iterator>
#include <memory>

#include "link/evaluator.hpp"
#include "link/linker.hpp"

namespace chokepoint::link {
namespace {

constexpr int kMaxRounds = 6;  // of re-evaluating what depends on a changed value; what has not settled by then stays as it is

// Which functions have read a slot: a list per slot, all in one vector.
class Readers {
 public:
  void add(SlotIndex slot, FunctionIndex function) {
    if (first_.size() <= slot) first_.resize(slot + slot / 8 + 1, kNone);
    if (first_[slot] != kNone && all_[first_[slot]].function == function) return;
    all_.push_back({function, first_[slot]});
    first_[slot] = static_cast<std::uint32_t>(all_.size() - 1);
  }

  template <class Body>
  void each(SlotIndex slot, Body&& body) const {
    if (slot >= first_.size()) return;
    for (std::uint32_t at = first_[slot]; at != kNone; at = all_[at].next) body(all_[at].function);
  }

 private:
  struct Reader {
    FunctionIndex function;
    std::uint32_t next;
  };
  std::vector<std::uint32_t> first_;  // per slot
  std::vector<Reader> all_;
};

template <class T>
void append(const std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

template <class T>
void append(std::vector<T>&& from, std::vector<T>& to) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

// What evaluating each function found in its last round.
class Results {
 public:
  explicit Results(std::size_t functions) : found_(functions) {}

  void take(FunctionIndex function, Evaluator& evaluator) {
    Found& found = found_[function];
    found.calls = add(evaluator.calls, calls_);
    found.edges = add(evaluator.edges, edges_);
    found.writes = add(evaluator.writes, writes_);
    found.rare.reset();
    const bool plain = evaluator.registrations.empty() && evaluator.evaluations.empty() && evaluator.library_stores.empty() &&
                       evaluator.literal_functions.empty() && evaluator.passed.empty();
    if (plain) return;
    found.rare = std::make_unique<Rare>(Rare{std::move(evaluator.registrations), std::move(evaluator.evaluations),
                                             std::move(evaluator.library_stores), std::move(evaluator.literal_functions),
                                             std::move(evaluator.passed)});
  }

  void move_to(Program& program, std::vector<Passed>& passed) {
    program.calls.reserve(calls_.size());
    program.edges.reserve(edges_.size());
    program.writes.reserve(writes_.size());
    program.first_call.reserve(found_.size() + 1);
    for (Found& found : found_) {
      program.first_call.push_back(static_cast<std::uint32_t>(program.calls.size()));
      const std::uint32_t offset = static_cast<std::uint32_t>(program.edges.size());
      for (CallSite& site : found.calls.of(calls_)) {
        site.first_edge += offset;
        program.calls.push_back(site);
      }
      for (const Edge& edge : found.edges.of(edges_)) program.edges.push_back(edge);
      for (const Write& write : found.writes.of(writes_)) program.writes.push_back(write);
      if (!found.rare) continue;
      append(std::move(found.rare->registrations), program.registrations);
      append(found.rare->evaluations, program.evaluations);
      append(found.rare->library_stores, program.library_stores);
      append(found.rare->literal_functions, program.literal_functions);
      append(found.rare->passed, passed);
    }
    program.first_call.push_back(static_cast<std::uint32_t>(program.calls.size()));
  }

 private:
  struct Stretch {
    std::uint32_t first = 0, count = 0;
    template <class T>
    std::span<T> of(std::vector<T>& all) const {
      return std::span<T>(all).subspan(first, count);
    }
  };
  struct Rare {
    std::vector<Registration> registrations;
    std::vector<Evaluation> evaluations;
    std::vector<LibraryStore> library_stores;
    std::vector<LiteralFunction> literal_functions;
    std::vector<Passed> passed;
  };
  struct Found {
    Stretch calls, edges, writes;
    std::unique_ptr<Rare> rare;
  };

  template <class T>
  static Stretch add(const std::vector<T>& from, std::vector<T>& to) {
    const Stretch stretch{static_cast<std::uint32_t>(to.size()), static_cast<std::uint32_t>(from.size())};
    append(from, to);
    return stretch;
  }

  std::vector<Found> found_;
  std::vector<CallSite> calls_;  // of all rounds
  std::vector<Edge> edges_;
  std::vector<Write> writes_;
};

}  // namespace

// Rounds: everything once, then only what read a value that changed since; at once, if its turn is still to come.
void Linker::evaluate_all() {
  Evaluator evaluator(*this);
  const std::size_t count = program_.file_of_function.size();
  Results results(count);
  Readers readers;
  std::vector<bool> dirty(count, true);
  const std::vector<FunctionIndex> order = evaluation_order();
  std::vector<std::uint32_t> position(count);
  for (std::size_t i = 0; i < count; ++i) position[order[i]] = static_cast<std::uint32_t>(i);
  for (int round = 0; round < kMaxRounds; ++round) {
    std::vector<bool> next(count, false);
    bool any = false;
    round_ = round;
    for (const FunctionIndex f : order) {
      if (!dirty[f]) continue;
      evaluator.run(f);
      results.take(f, evaluator);
      if (evaluator.deferred) next[f] = any = true;
      for (SlotIndex slot : evaluator.read) readers.add(slot, f);
      for (SlotIndex slot : evaluator.changed) {
        readers.each(slot, [&](FunctionIndex reader) {
          if (position[reader] > position[f]) dirty[reader] = true;
          else next[reader] = any = true;
        });
      }
      evaluator.changed.clear();
    }
    if (!any) break;
    dirty = std::move(next);
  }
  results.move_to(program_, passed_);
  for (CallSite& site : program_.calls) {
    if (site.external) site.rows = known_.function(program_.file_of(site.caller).language, site.external).rows;
  }
  std::sort(program_.literal_functions.begin(), program_.literal_functions.end());
  program_.index_writes();
  for (const Target& target : import_targets_) {
    program_.import_slots.push_back(target.member ? kNone : target.slot);
    program_.import_values.push_back(target.value);
  }
}

}  // namespace chokepoint::link
