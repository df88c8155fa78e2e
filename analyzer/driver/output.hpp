// Where reports go: standard output and files. Files appear whole or not at all.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "driver/settings.hpp"

namespace chokepoint::driver {

/// Before a long scan: whether each output can be written, and none is written twice.
Result<void> check_outputs(const std::vector<Output>& outputs);

/// Through a temporary file in the same directory that then takes the place of the old one. Devices and pipes are written to directly.
Result<void> write_output(const std::string& path, std::string_view text);

/// A reader that has gone away (`| head`) is no error.
Result<void> write_standard_output(std::string_view text);

}  // namespace chokepoint::driver
