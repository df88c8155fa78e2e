#include "facts/sibling_modules.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "source/file_name.hpp"

namespace chokepoint::facts {
namespace {

constexpr int kMaxRounds = 8;  // modules through which a stack comes

// Artifact → module: by convention the directory bears its name. None where several do.
std::map<std::string, const ProjectFacts*, std::less<>> modules_by_name(const RepositoryFacts& facts) {
  std::map<std::string, const ProjectFacts*, std::less<>> modules;
  for (const ProjectFacts& project : facts.projects) {
    if (project.directory.empty()) continue;
    const auto [known, is_new] = modules.try_emplace(std::string(source::name_of(project.directory)), &project);
    if (!is_new) known->second = nullptr;
  }
  return modules;
}

bool has_stack(const ProjectFacts& project, const std::string& kind) {
  return std::any_of(project.web_stacks.begin(), project.web_stacks.end(), [&](const WebStack& one) { return one.kind == kind; });
}

}  // namespace

void share_web_stacks(RepositoryFacts& facts) {
  const auto modules = modules_by_name(facts);
  bool changed = true;
  for (int round = 0; changed && round < kMaxRounds; ++round) {
    changed = false;
    for (ProjectFacts& project : facts.projects) {
      for (const Dependency& dependency : project.dependencies) {
        if (dependency.ecosystem != "maven" || dependency.development) continue;
        const auto found = modules.find(std::string_view(dependency.name).substr(dependency.name.find(':') + 1));
        if (found == modules.end() || !found->second || found->second == &project) continue;
        for (const WebStack& stack : std::vector<WebStack>(found->second->web_stacks)) {
          if (has_stack(project, stack.kind)) continue;
          project.web_stacks.push_back({stack.kind, fmt::format("depends on `{}`", dependency.name), dependency.place});
          changed = true;
        }
      }
    }
  }
}

}  // namespace chokepoint::facts
