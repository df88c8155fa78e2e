// The readers of manifests, one file per kind. Each takes one file and adds to the facts of the project it speaks of.
#pragma once
#include "facts/workspace.hpp"

namespace chokepoint::facts {

// Dependencies and runtimes.
void read_package_json(Workspace& workspace, const source::File& file);
void read_npm_lock(Workspace& workspace, const source::File& file);  // package-lock.json, npm-shrinkwrap.json
void read_bun_lock(Workspace& workspace, const source::File& file);
void read_yarn_lock(Workspace& workspace, const source::File& file);  // classic and berry
void read_pnpm_lock(Workspace& workspace, const source::File& file);
void read_requirements(Workspace& workspace, const source::File& file);
void read_pyproject(Workspace& workspace, const source::File& file);
void read_pipfile(Workspace& workspace, const source::File& file);
void read_setup_cfg(Workspace& workspace, const source::File& file);
void read_python_lock(Workspace& workspace, const source::File& file);  // poetry.lock, uv.lock, pdm.lock
void read_pipfile_lock(Workspace& workspace, const source::File& file);
void read_go_mod(Workspace& workspace, const source::File& file);
void read_poms(Workspace& workspace);    // all of the tree: they look at each other
void read_gradle(Workspace& workspace);  // all scripts, version catalogs and gradle.properties
void read_gradle_lock(Workspace& workspace, const source::File& file);
void read_version_file(Workspace& workspace, const source::File& file);  // .nvmrc, .python-version, runtime.txt

// Settings.
void read_spring(Workspace& workspace, const source::File& file);  // application*.yml, application*.properties

void read_django(Workspace& workspace, const IrOf& ir_of);  // all of the tree: settings modules import each other

// Processes and deployment.
void read_dockerfile(Workspace& workspace, const source::File& file);
void read_procfile(Workspace& workspace, const source::File& file);
void read_systemd_unit(Workspace& workspace, const source::File& file);
void read_compose(Workspace& workspace, const source::File& file);
void read_kubernetes(Workspace& workspace, const source::File& file, std::string_view text);
void read_helm_values(Workspace& workspace, const source::File& file);
void read_gunicorn_settings(Workspace& workspace, const IrOf& ir_of);       // all of the tree
void read_script_settings(Workspace& workspace, const IrOf& ir_of);         // ecosystem.config.js, next.config.js of the tree
void read_assigned_environment(Workspace& workspace, const IrOf& ir_of);    // JavaScript of the tree
void read_pm2(Workspace& workspace, const source::File& file);              // ecosystem.config.json, pm2.json
void read_serverless(Workspace& workspace, const source::File& file);       // serverless.yml
void read_cloud_formation(Workspace& workspace, const source::File& file);  // SAM and ECS
void read_app_json(Workspace& workspace, const source::File& file);         // Heroku
void read_app_yaml(Workspace& workspace, const source::File& file);         // App Engine
void read_beanstalk(Workspace& workspace, const source::File& file);        // .ebextensions/*.config
void read_render(Workspace& workspace, const source::File& file);           // render.yaml
void read_fly(Workspace& workspace, const source::File& file);              // fly.toml
void read_proxy_settings(Workspace& workspace, const source::File& file);   // nginx.conf, Caddyfile
void read_ci(Workspace& workspace, const source::File& file);               // GitHub workflows, .gitlab-ci.yml, dependabot.yml …

}  // namespace chokepoint::facts
