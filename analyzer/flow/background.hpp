// Goroutines that run for as long as the process: `go worker.run()` with an endless loop is a job nobody registers.
#pragma once
#include <vector>

#include "flow/entries.hpp"

namespace chokepoint::flow {

/// The entry points with these added; in the same order.
std::vector<EntryPoint> with_background(const Program& program, std::vector<EntryPoint> entries);

}  // namespace chokepoint::flow
