#include "facts/deployed_project.hpp"

#include <algorithm>

#include "base/word_list.hpp"
#include "facts/deployment.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

// Keep sorted.
constexpr std::string_view kForDeployment[] = {"build",          "chart",      "charts",      "cloud",      "compose",   "config",
                                               "deploy",         "deployment", "deployments", "docker",     "helm",      "infra",
                                               "infrastructure", "k8s",        "kube",        "kubernetes", "manifests", "ops",
                                               "packaging",      "scripts",    "terraform"};

// `deploy`, `.docker`: describes what lies beside it, not what lies in it.
bool is_for_deployment(std::string_view directory) {
  std::string_view name = source::name_of(directory);
  if (name.starts_with('.')) name.remove_prefix(1);
  return is_one_of_sorted(name, kForDeployment);
}

bool is_below(std::string_view directory, std::string_view outer) {
  return outer.empty() ? !directory.empty()
                       : directory.size() > outer.size() && directory.starts_with(outer) && directory[outer.size()] == '/';
}

// A project that only deploys, such as one of Pulumi, is not what it deploys.
ProjectFacts& owner_of(Workspace& workspace, const source::File& file) {
  ProjectFacts* owner = &workspace.project(file.path);
  while (is_for_deployment(owner->directory) && !workspace.builds_image(*owner))
    owner = &workspace.project_of_directory(source::directory_of(owner->directory));
  return *owner;
}

// Whether the directory of a project has this name, or its ending: `services/api` and `shop-api`.
bool has_name(const ProjectFacts& project, std::string_view name) {
  const std::string_view last = source::name_of(project.directory);
  return !last.empty() && (name == last || name.ends_with("-" + std::string(last)));
}

// The one whose directory has the name, or its longest ending; null if there is none or several.
ProjectFacts* find_by_name(const std::vector<ProjectFacts*>& projects, std::string_view name) {
  ProjectFacts* found = nullptr;
  bool several = false;
  for (ProjectFacts* project : projects) {
    if (!has_name(*project, name)) continue;
    const std::size_t known = found ? source::name_of(found->directory).size() : 0;
    const std::size_t size = source::name_of(project->directory).size();
    several = found && size == known ? true : several && size < known;
    if (!found || size > known) found = project;
  }
  return several ? nullptr : found;
}

ProjectFacts* find_exactly(const std::vector<ProjectFacts*>& projects, std::string_view name) {
  ProjectFacts* found = find_by_name(projects, name);
  return found && source::name_of(found->directory) == name ? found : nullptr;
}

std::vector<ProjectFacts*> all_below(Workspace& workspace, const ProjectFacts& owner) {
  std::vector<ProjectFacts*> projects;
  for (ProjectFacts& project : workspace.facts().projects) {
    if (is_below(project.directory, owner.directory)) projects.push_back(&project);
  }
  return projects;
}

}  // namespace

bool runs_by_name(const ProjectFacts& project, std::string_view image, std::string_view name) {
  return has_name(project, name) || image == source::name_of(project.directory);
}

std::vector<ProjectFacts*> deployed_projects(Workspace& workspace, const source::File& file) {
  ProjectFacts& owner = owner_of(workspace, file);
  std::vector<ProjectFacts*> projects;
  for (std::string_view directory = source::directory_of(file.path); is_below(directory, owner.directory) && projects.empty();
       directory = source::directory_of(directory)) {
    if (is_for_deployment(directory)) continue;
    for (ProjectFacts& project : workspace.facts().projects) {
      if (is_below(project.directory, directory)) projects.push_back(&project);
    }
  }
  if (projects.empty()) projects.push_back(&owner);
  return projects;
}

ProjectFacts& deployed_project(Workspace& workspace, const source::File& file) {
  const std::vector<ProjectFacts*> projects = deployed_projects(workspace, file);
  return projects.size() == 1 ? *projects.front() : workspace.project(file.path);
}

bool describes_project(Workspace& workspace, const source::File& file) {
  const std::vector<ProjectFacts*> projects = deployed_projects(workspace, file);
  if (projects.size() != 1) return false;
  const std::string_view directory = source::directory_of(file.path);
  if (!is_below(directory, projects.front()->directory)) return true;
  if (workspace.find(source::join_path(projects.front()->directory, source::name_of(file.path)))) return false;
  const std::vector<source::File>& files = workspace.tree().files;
  return std::none_of(files.begin(), files.end(), [&](const source::File& one) {
    const bool code = one.language != Language::None || is_dockerfile(source::name_of(one.path));
    return code && is_below(one.path, directory);
  });
}

ProjectFacts* project_of_workload(Workspace& workspace, const source::File& file, std::string_view image, std::string_view name) {
  const std::vector<ProjectFacts*> deployed = deployed_projects(workspace, file);
  const std::vector<ProjectFacts*> inner = all_below(workspace, *deployed.front());
  const std::vector<ProjectFacts*>& known = deployed.size() > 1 ? deployed : inner;
  if (ProjectFacts* found = find_exactly(known, image)) return found;
  if (ProjectFacts* found = find_by_name(known, name)) return found;
  if (deployed.size() > 1) return nullptr;
  // Where parts of it have images of their own and it has none, one of them must be meant.
  const bool of_a_part =
      !workspace.builds_image(*deployed.front()) &&
      std::any_of(inner.begin(), inner.end(), [&](const ProjectFacts* one) { return workspace.builds_image(*one); });
  return of_a_part ? nullptr : deployed.front();
}

ProjectFacts& project_of_image(Workspace& workspace, const source::File& dockerfile, const std::vector<std::string>& words) {
  ProjectFacts& owner = workspace.project(dockerfile.path);
  const std::vector<ProjectFacts*> inner = all_below(workspace, owner);
  for (const std::string& word : words) {
    const std::string_view jar = source::name_of(word);
    if (!jar.ends_with(".jar")) continue;
    std::size_t end = jar.size() - 4;
    for (std::size_t i = 0; i + 1 < end; ++i) {
      if (jar[i] == '-' && jar[i + 1] >= '0' && jar[i + 1] <= '9') end = i;
    }
    if (ProjectFacts* found = find_exactly(inner, jar.substr(0, end))) return *found;
  }
  return owner;
}

std::vector<ProjectFacts*> projects_behind(Workspace& workspace, const source::File& file, const std::vector<std::string>& hosts) {
  const std::vector<ProjectFacts*> deployed = deployed_projects(workspace, file);
  const std::vector<ProjectFacts*> known = deployed.size() > 1 ? deployed : all_below(workspace, *deployed.front());
  std::vector<ProjectFacts*> behind;
  for (const std::string& host : hosts) {
    ProjectFacts* found = find_by_name(known, host);
    if (found && std::find(behind.begin(), behind.end(), found) == behind.end()) behind.push_back(found);
  }
  return behind.empty() ? deployed : behind;
}

}  // namespace chokepoint::facts
