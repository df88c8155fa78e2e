// Runs `body(index)` for every index in [0, count) on `jobs` threads. The order of execution is unspecified, so bodies write
// only to their own slot; results are then read in index order, which keeps output independent of the number of threads.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace chokepoint {

/// `body(index, worker)`: worker is in [0, jobs) and names the thread, for reusing per-thread buffers.
template <class Body>
void parallel_for(std::size_t count, unsigned jobs, Body&& body) {
  const unsigned workers = static_cast<unsigned>(std::min<std::size_t>(std::max(1u, jobs), count));
  if (workers <= 1) {
    for (std::size_t i = 0; i < count; ++i) body(i, 0u);
    return;
  }
  std::atomic<std::size_t> next{0};
  auto work = [&](unsigned worker) {
    for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) body(i, worker);
  };
  std::vector<std::jthread> threads;
  threads.reserve(workers - 1);
  for (unsigned worker = 1; worker < workers; ++worker) threads.emplace_back(work, worker);
  work(0);
}

}  // namespace chokepoint
