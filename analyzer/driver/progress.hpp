// One line on a terminal that says how far a pass is; nothing elsewhere.
//
//   progress.start("parse", files);  … progress.step();  // from any thread
//   progress.clear();                                     // before anything else is written
#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string_view>

namespace chokepoint::driver {

class Progress {
 public:
  explicit Progress(bool enabled) : enabled_(enabled) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void start(std::string_view pass, std::size_t total = 0);
  void step();
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  void show();

  const bool enabled_;
  std::string_view pass_;
  std::size_t total_ = 0;
  std::atomic<std::size_t> done_{0};
  std::mutex mutex_;  // guards the three below and the terminal
  Clock::time_point shown_at_;
  bool visible_ = false;
};

}  // namespace chokepoint::driver
