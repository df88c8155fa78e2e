// Shell scripts that start a container: their commands, with the variables the script itself sets.
//
//   WORKERS=${WORKERS:-4}
//   exec gunicorn app:api \        →   exec gunicorn app:api   --workers 4
//     --workers $WORKERS
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "facts/workspace.hpp"

namespace chokepoint::facts {

struct ShellCommand {
  std::string text;
  std::uint32_t line = 0;
  bool conditional = false;  // in a branch of an `if`, or behind a test: `[ -n "$DEBUG" ] && flask run`
};

/// Continued lines joined, without comments.
std::vector<ShellCommand> shell_commands(std::string_view text);

/// The file of the repository that a Dockerfile calls by this path, relative to itself, to its project or to the root; else the
/// only one of that name. Null if there is none.
const source::File* find_script(const Workspace& workspace, const source::File& dockerfile, std::string_view path);

}  // namespace chokepoint::facts
