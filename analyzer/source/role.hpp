// Why a file takes part in the deployed service, or does not, as far as its path and its content tell.
//
//   role_of_path({"src/user/user.spec.ts", …})  →  Test, "name `*.spec.*`"
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "source/file.hpp"

namespace chokepoint::source {

struct Verdict {
  Role role = Role::Production;
  std::string reason;
};

/// Directories whose files show that they are named after a domain of the service: `vendor/` with a vendor.controller.ts.
using FeatureDirectories = std::unordered_set<std::string_view>;
/// Whether the file shows that of its directory.
bool shows_feature(std::string_view path);

/// What a role is judged from besides the path.
struct PathContext {
  std::string_view project;    // path of the file's project, "" for the root
  bool judge_examples = true;  // false in a repository that is all examples
  const FeatureDirectories* features = nullptr;
};

/// None: the path says nothing, so production as far as it goes. Only components of `path` count, which is relative to the root.
std::optional<Verdict> role_of_path(std::string_view path, Language language, const PathContext& context);

/// Generated, minified, a helper of tests or left out of the build, by the text; none for other code written by hand.
std::optional<Verdict> role_of_content(std::string_view text, Language language);

/// `bin/` holds scripts, except those that start the server.
bool starts_server(std::string_view text);

}  // namespace chokepoint::source
