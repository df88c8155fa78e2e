// Paths relative to the scan root, as manifests write them: joined, and freed of `.` and `..`.
//
//   resolve("services/api", "../shared/./index.ts")   →   "services/shared/index.ts"
#pragma once
#include <string>
#include <string_view>

namespace chokepoint::source {

/// "a" and "b/c" → "a/b/c"; an empty part adds no slash.
std::string join_path(std::string_view directory, std::string_view rest);

/// Resolves "." and ".."; empty when it leaves the root (then `ok` is false).
std::string normalise(std::string_view path, bool& ok);

/// Both at once; "" when the path leaves the root or names it.
std::string resolve(std::string_view directory, std::string_view path);

}  // namespace chokepoint::source
