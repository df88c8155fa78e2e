// The projects of a monorepo, and what a package.json tells about where its JavaScript runs.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "source/file.hpp"

namespace chokepoint::source {

/// What the dependencies of a package.json say: Node server, browser library, and whether the server renders pages.
struct PackageKind {
  bool known = false;  // there is a readable package.json
  bool server = false;
  bool browser = false;
  bool renders = false;  // Next.js, Nuxt, …: components run on the server too
  bool bundles = false;  // Vite, Parcel: with an index.html beside it, a page without any library
};
PackageKind package_kind(std::string_view package_json);

/// Sorted by path, the root first. `paths` are the paths, sorted, of all files that may make a project or stand beside one that does.
std::vector<Project> find_projects(const std::vector<std::string_view>& paths);

/// Nearest enclosing project of each path.
class ProjectIndex {
 public:
  explicit ProjectIndex(const std::vector<Project>& projects);
  ProjectId of(std::string_view path) const;

 private:
  std::vector<std::string_view> paths_;  // sorted as in the tree
};

}  // namespace chokepoint::source
