// Work that is bounded in steps, so that enormous or hostile code comes to an end: which bounds have been reached, and where.
#pragma once
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

namespace chokepoint {

enum class Budget : std::uint8_t {
  Rounds,     // of evaluating what depends on a value that has changed
  Callbacks,  // functions that one variable, field or result is known to hold
  Dispatch,   // implementations of a method followed at one call
  Below,      // functions looked at below one call
};

class Budgets {
 public:
  struct Spent {
    Budget budget;
    std::size_t functions;  // in how many
    std::uint32_t first;    // of them
  };

  /// `function`: the number of that at which the work stopped. From any thread.
  void spend(Budget budget, std::uint32_t function) {
    const std::lock_guard lock(mutex_);
    spent_.insert({budget, function});
  }
  /// One for each budget that was reached.
  std::vector<Spent> spent() const {
    const std::lock_guard lock(mutex_);
    std::vector<Spent> all;
    for (const auto& [budget, function] : spent_) {
      if (all.empty() || all.back().budget != budget) all.push_back({budget, 0, function});
      ++all.back().functions;
    }
    return all;
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::pair<Budget, std::uint32_t>> spent_;
};

}  // namespace chokepoint
