// Evaluates all functions, and some again, until nothing changes.
#include <algorithm>
#include <iterator>
#include <memory>
#include <span>

#include "link/evaluator.hpp"
#include "link/linker.hpp"

namespace chokepoint::link {
namespace {

constexpr int kMaxRounds = 20;  // of re-evaluating what depends on a changed value; what has not settled by then stays as it is

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
void append(std::vector<T>& from, std::vector<T>& to) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

// Values in blocks that stay where they are.
template <class T>
class Pool {
 public:
  std::span<T> add(const std::vector<T>& values) {
    if (values.size() > rest_.size()) {
      const std::size_t size = std::max(kBlock, values.size());
      blocks_.push_back(std::make_unique<T[]>(size));
      rest_ = {blocks_.back().get(), size};
    }
    const std::span<T> kept = rest_.first(values.size());
    std::copy(values.begin(), values.end(), kept.begin());
    rest_ = rest_.subspan(values.size());
    return kept;
  }
  void clear() { blocks_.clear(); }

 private:
  static constexpr std::size_t kBlock = 4096;
  std::vector<std::unique_ptr<T[]>> blocks_;
  std::span<T> rest_;
};

// What evaluating each function found in its last round.
class Results {
 public:
  explicit Results(std::size_t functions) : found_(functions) {}

  void take(FunctionIndex function, Evaluator& evaluator) {
    Found& found = found_[function];
    found.calls = calls_.add(evaluator.calls);
    found.edges = edges_.add(evaluator.edges);
    found.writes = writes_.add(evaluator.writes);
    found.rare.reset();
    const bool plain = evaluator.registrations.empty() && evaluator.evaluations.empty() && evaluator.library_stores.empty() &&
                       evaluator.literal_functions.empty() && evaluator.passed.empty();
    if (plain) return;
    found.rare = std::make_unique<Rare>(Rare{std::move(evaluator.registrations), std::move(evaluator.evaluations),
                                             std::move(evaluator.library_stores), std::move(evaluator.literal_functions),
                                             std::move(evaluator.passed)});
  }

  void move_to(Program& program, std::vector<Passed>& passed) {
    move_calls(program);
    calls_.clear();
    program.edges = joined(&Found::edges);
    edges_.clear();
    program.writes = joined(&Found::writes);
    writes_.clear();
    for (Found& found : found_) {
      if (!found.rare) continue;
      append(found.rare->registrations, program.registrations);
      append(found.rare->evaluations, program.evaluations);
      append(found.rare->library_stores, program.library_stores);
      append(found.rare->literal_functions, program.literal_functions);
      append(found.rare->passed, passed);
    }
  }

 private:
  struct Rare {
    std::vector<Registration> registrations;
    std::vector<Evaluation> evaluations;
    std::vector<LibraryStore> library_stores;
    std::vector<LiteralFunction> literal_functions;
    std::vector<Passed> passed;
  };
  struct Found {
    std::span<CallSite> calls;
    std::span<Edge> edges;
    std::span<Write> writes;
    std::unique_ptr<Rare> rare;
  };

  void move_calls(Program& program) {
    program.calls = joined(&Found::calls);
    program.first_call.reserve(found_.size() + 1);
    std::uint32_t call = 0, edge = 0;
    for (const Found& found : found_) {
      program.first_call.push_back(call);
      for (const std::size_t end = call + found.calls.size(); call < end; ++call) program.calls[call].first_edge += edge;
      edge += static_cast<std::uint32_t>(found.edges.size());
    }
    program.first_call.push_back(call);
  }

  // Of all functions, in their order.
  template <class T>
  std::vector<T> joined(std::span<T> Found::*part) const {
    std::size_t count = 0;
    for (const Found& found : found_) count += (found.*part).size();
    std::vector<T> all;
    all.reserve(count);
    for (const Found& found : found_) all.insert(all.end(), (found.*part).begin(), (found.*part).end());
    return all;
  }

  std::vector<Found> found_;
  Pool<CallSite> calls_;  // of all rounds
  Pool<Edge> edges_;
  Pool<Write> writes_;
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
    if (round + 1 < kMaxRounds) continue;
    for (FunctionIndex f = 0; f < count; ++f) {
      if (dirty[f]) program_.budgets->spend(Budget::Rounds, f);
    }
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
