#include "facts/project_facts.hpp"

#include <algorithm>
#include <functional>

#include "facts/deployment.hpp"
#include "facts/derive.hpp"
#include "facts/readers.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {
namespace {

using Read = void (*)(Workspace&, const source::File&);

struct Named {
  std::string_view name;
  Read read;
};

constexpr Named kDependencyFiles[] = {
    {"package.json", read_package_json},
    {"package-lock.json", read_npm_lock},
    {"npm-shrinkwrap.json", read_npm_lock},
    {"yarn.lock", read_yarn_lock},
    {"bun.lock", read_bun_lock},
    {"pnpm-lock.yaml", read_pnpm_lock},
    {"pyproject.toml", read_pyproject},
    {"Pipfile", read_pipfile},
    {"Pipfile.lock", read_pipfile_lock},
    {"poetry.lock", read_python_lock},
    {"uv.lock", read_python_lock},
    {"pdm.lock", read_python_lock},
    {"setup.cfg", read_setup_cfg},
    {"go.mod", read_go_mod},
    {".nvmrc", read_version_file},
    {".node-version", read_version_file},
    {".python-version", read_version_file},
    {"runtime.txt", read_version_file},
    {".java-version", read_version_file},
    {".tool-versions", read_version_file},
    {"gradle.lockfile", read_gradle_lock},
};

bool is_requirements(std::string_view path) {
  const std::string_view name = source::name_of(path);
  if (!name.ends_with(".txt")) return false;
  return name.starts_with("requirements") || name.ends_with("requirements.txt") ||
         source::name_of(source::directory_of(path)) == "requirements";
}

bool is_yaml(std::string_view name) { return name.ends_with(".yml") || name.ends_with(".yaml"); }

bool is_compose(std::string_view name) {
  return is_yaml(name) && (name.starts_with("docker-compose") || name.starts_with("compose.") || name.starts_with("docker-stack"));
}

bool is_spring(std::string_view name) {
  return (is_yaml(name) || name.ends_with(".properties")) &&
         (name.starts_with("application.") || name.starts_with("application-") || name.starts_with("bootstrap.") ||
          name.starts_with("bootstrap-"));
}

// Kubernetes manifests have no name of their own; a file that is not one is left alone without a word.
void read_other_yaml(Workspace& workspace, const source::File& file) {
  if (file.size > kMaxManifest) return;
  const Result<std::string> text = workspace.peek(file, kMaxManifest);
  if (!text) return;
  const bool services = text->starts_with("services:") || contains(*text, "\nservices:");
  if (services && contains(file.path, "compose") && !is_data(file.path)) return read_compose(workspace, file);
  const bool manifest = contains(*text, "apiVersion:") && contains(*text, "kind:");
  const bool kustomization = source::name_of(file.path).starts_with("kustomization.");
  if (contains(*text, "AWS::Serverless::Function") || contains(*text, "AWS::ECS::Service"))
    return read_cloud_formation(workspace, file);
  // `spring.config.name` may call application.yml anything.
  const bool spring = contains(file.path, "src/main/resources/") && (text->starts_with("spring:") || contains(*text, "\nspring:"));
  if (spring) return read_spring(workspace, file);
  if (!manifest && !kustomization) return;
  // Only now is the file known to be of use: `text` says what is wrong with it and counts it as read.
  if (const std::optional<std::string> whole = workspace.text(file)) read_kubernetes(workspace, file, *whole);
}

Read reader_of_dependencies(std::string_view path) {
  const std::string_view name = source::name_of(path);
  for (const Named& known : kDependencyFiles) {
    if (known.name == name) return known.read;
  }
  return is_requirements(path) ? read_requirements : nullptr;
}

constexpr Named kPlatformFiles[] = {
    {"serverless.yml", read_serverless},
    {"serverless.yaml", read_serverless},
    {"app.yaml", read_app_yaml},
    {"app.yml", read_app_yaml},
    {"app.json", read_app_json},
    {"render.yaml", read_render},
    {"fly.toml", read_fly},
    {"pm2.json", read_pm2},
    {"ecosystem.config.json", read_pm2},
    {"ecosystem.json", read_pm2},
    {"Caddyfile", read_proxy_settings},
};

Read reader_of_platform(std::string_view name) {
  for (const Named& known : kPlatformFiles) {
    if (known.name == name) return known.read;
  }
  return nullptr;
}

bool is_ci(std::string_view path) {
  const std::string_view name = source::name_of(path);
  return (is_yaml(name) && contains(path, ".github/workflows/")) || path == ".gitlab-ci.yml" || path == "bitbucket-pipelines.yml" ||
         path == "azure-pipelines.yml" || path == ".github/dependabot.yml" || path == ".github/dependabot.yaml" ||
         name == "renovate.json" || name == "renovate.json5" || name == ".renovaterc";
}

Read reader_by_path(const Workspace& workspace, std::string_view path) {
  const std::string_view name = source::name_of(path);
  if (is_dockerfile(name)) return is_data(path) ? nullptr : read_dockerfile;
  if (name == "Procfile") return read_procfile;
  if (name.ends_with(".service")) return read_systemd_unit;
  if (is_compose(name)) return is_data(path) ? nullptr : read_compose;
  if (name == "values.yaml" && workspace.find(std::string(path.substr(0, path.size() - 11)) + "Chart.yaml"))
    return read_helm_values;
  if (is_spring(name)) return read_spring;
  if (name.ends_with(".config") && contains(path, ".ebextensions/")) return read_beanstalk;
  if (contains(path, "nginx") && !is_data(path) && (name.ends_with(".conf") || name.ends_with(".template")))
    return read_proxy_settings;
  if (const Read platform = reader_of_platform(name)) return platform;
  return is_yaml(name) ? read_other_yaml : nullptr;
}

// What is for development deploys nothing; the settings of Spring say themselves for whom they are.
Read reader_of_deployment(const Workspace& workspace, std::string_view path) {
  const Read read = reader_by_path(workspace, path);
  return read && !is_spring(source::name_of(path)) && is_for_development(path) ? nullptr : read;
}

}  // namespace

RepositoryFacts read_project_facts(const source::Tree& tree, const IrOf& ir_of, const Declared& declared,
                                   std::vector<source::Notice>& notices, const ReadText& read_text) {
  Workspace workspace(tree, notices, read_text);
  for (const source::File& file : tree.files) {
    if (!takes_part(file)) continue;
    Read read = reader_of_dependencies(file.path);
    if (!read && is_ci(file.path)) read = read_ci;
    if (!read) read = reader_of_deployment(workspace, file.path);
    if (read) read(workspace, file);
  }
  read_poms(workspace);
  read_gradle(workspace);
  if (ir_of) {
    read_django(workspace, ir_of);
    read_gunicorn_settings(workspace, ir_of);
    read_script_settings(workspace, ir_of);
    read_assigned_environment(workspace, ir_of);
  }
  return derive(std::move(workspace.facts()), tree, declared);
}

}  // namespace chokepoint::facts
