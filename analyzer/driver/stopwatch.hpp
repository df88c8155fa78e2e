// Wall-clock time per pass, for --stats only: never part of a report that must be the same every time.
#pragma once
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "findings/finding.hpp"

namespace chokepoint::driver {

class Stopwatch {
 public:
  /// The time since the last lap belongs to this pass.
  void lap(std::string pass) {
    const auto now = std::chrono::steady_clock::now();
    times_.push_back({std::move(pass), std::chrono::duration<double>(now - last_).count()});
    last_ = now;
  }
  const std::vector<findings::PassTime>& times() const { return times_; }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  std::vector<findings::PassTime> times_;
};

}  // namespace chokepoint::driver
