#include "driver/progress.hpp"

#include <fmt/format.h>

namespace chokepoint::driver {
namespace {

constexpr std::chrono::milliseconds kInterval{80};

}  // namespace

void Progress::start(std::string_view pass, std::size_t total) {
  if (!enabled_) return;
  const std::lock_guard lock(mutex_);
  pass_ = pass;
  total_ = total;
  done_ = 0;
  show();
}

void Progress::step() {
  if (!enabled_) return;
  ++done_;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock || Clock::now() - shown_at_ < kInterval) return;
  show();
}

void Progress::clear() {
  const std::lock_guard lock(mutex_);
  if (visible_) fmt::print(stderr, "\r\033[K");
  visible_ = false;
}

void Progress::show() {
  if (total_ == 0) fmt::print(stderr, "\r\033[K{} …", pass_);
  else fmt::print(stderr, "\r\033[K{} {}/{}", pass_, done_.load(), total_);
  std::fflush(stderr);
  visible_ = true;
  shown_at_ = Clock::now();
}

}  // namespace chokepoint::driver
