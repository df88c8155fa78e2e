// Where the git repository of a directory begins, and the ignore file it keeps outside the tree.
#pragma once
#include <string>

namespace chokepoint::source {

struct Repository {
  std::string top;      // absolute path of the directory that holds `.git`; "" when there is none
  std::string exclude;  // path of info/exclude; the file may not exist
};

/// `directory` is an absolute, real path.
Repository find_repository(const std::string& directory);

/// The bytes of a small regular file; "" when it cannot be read or is a symbolic link.
std::string read_small_file(const std::string& path);

}  // namespace chokepoint::source
