// What a report says of the scan itself: how much was read in which language, and what was left out and why.
#pragma once
#include "driver/index.hpp"
#include "findings/finding.hpp"
#include "source/file.hpp"

namespace chokepoint::driver {

/// Fills languages, skipped, ignored files, functions and notices.
void summarise(const source::Tree& tree, const Index& index, findings::Report& report);

/// Bytes of memory this process has held at most.
std::uint64_t peak_memory();

/// "2026-03-31", in UTC.
std::string today();

}  // namespace chokepoint::driver
