// chokepoint.yml: the settings of the command line in a file, for a whole team.
//
//   fail-on: warning
//   exclude: ["legacy/**"]
//   output: [sarif=chokepoint.sarif]
//   deployment: {replicas: 3}      what the repository does not say; also db: {max_connections: 100}, proxy: nginx
//
// The scanned repository is not trusted: outputs must stay inside the directory of the file.
#pragma once
#include <string>

#include "driver/settings.hpp"

namespace chokepoint::driver {

constexpr std::string_view kConfigurationFile = "chokepoint.yml";

/// Settings of `file` if given, else of chokepoint.yml in the scanned directory, else the defaults. Messages name file, line
/// and column.
Result<Settings> read_configuration(const std::string& file, const std::string& scanned_path);

}  // namespace chokepoint::driver
