// `chokepoint entries` and `chokepoint trace`: what the analysis believes, for people who want to check it.
#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "driver/pipeline.hpp"

namespace chokepoint::driver {

/// One line per entry point: method and path, function, place, where it runs, effects it reaches.
std::string list_entries(const Scan& scan);

/// Who reaches a function and what it reaches, and why each step is believed. `name` is a qualified name or its last parts.
/// Fails, with the nearest names, when no function or more than one matches.
Result<std::string> trace(const Scan& scan, std::string_view name);

/// Every call of the analysed files with its targets, for `--dump calls`.
std::string dump_calls(const Scan& scan);
std::string dump_symbols(const Scan& scan);
std::string dump_annotations(const Scan& scan);
std::string dump_flow(const Scan& scan);

}  // namespace chokepoint::driver
