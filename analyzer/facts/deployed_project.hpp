// Which project a deployment file, or a workload in it, speaks of: what is said of one service must not be said of its neighbours.
//
//   deploy/k8s/api.yaml   workload `api`   services/api      a project of that name
//   shop/compose.yml      nginx            shop/app          the only project below, although nothing makes `shop` a project
//   compose.yml           image acme/x     none              images are built in services/*, none of which has that name
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "facts/workspace.hpp"

namespace chokepoint::facts {

/// The projects a deployment file speaks of: those below its directory if there are any and it is no directory for deployment
/// alone, else the one it lies in.
std::vector<ProjectFacts*> deployed_projects(Workspace& workspace, const source::File& file);

/// The only one of them, else the one the file lies in: for settings, which have to be somewhere.
ProjectFacts& deployed_project(Workspace& workspace, const source::File& file);

/// Whether a platform's file describes the whole of the project and not a folder of it with its code.
bool describes_project(Workspace& workspace, const source::File& file);

/// The project that a workload runs: of its image's name, or of its own or its ending; null if that cannot be told. The ending of
/// an image says nothing: `libsql-server` is not what `apps/server` is.
ProjectFacts* project_of_workload(Workspace& workspace, const source::File& file, std::string_view image, std::string_view name);

/// Whether the names alone say that the workload runs this project, not only that nothing else fits.
bool runs_by_name(const ProjectFacts& project, std::string_view image, std::string_view name);

/// The project whose jar the words of a Dockerfile name (`shop-admin-1.0.jar`), else the one it lies in.
ProjectFacts& project_of_image(Workspace& workspace, const source::File& dockerfile, const std::vector<std::string>& words);

/// The projects that stand behind a proxy which sends requests to hosts of these names, else those its file speaks of.
std::vector<ProjectFacts*> projects_behind(Workspace& workspace, const source::File& file, const std::vector<std::string>& hosts);

}  // namespace chokepoint::facts
