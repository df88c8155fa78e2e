// package.json and package-lock.json (versions 1 to 3).
#include <algorithm>

#include <fmt/format.h>

#include "base/word_list.hpp"
#include "facts/command_line.hpp"
#include "facts/deployment.hpp"
#include "facts/readers.hpp"
#include "facts/settings.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

constexpr std::string_view kModules = "node_modules/";

void add_dependencies(const source::File& file, const Node& section, bool development, ProjectFacts& facts) {
  for (std::size_t i = 0; i < section.keys.size(); ++i) {
    Dependency dependency;
    dependency.ecosystem = "npm";
    dependency.name = section.keys[i];
    dependency.range = section.items[i].text;
    dependency.development = development;
    dependency.place = place_of(file, section.items[i]);
    facts.dependencies.push_back(std::move(dependency));
  }
}

void add_runtime(const source::File& file, const Node& version, ProjectFacts& facts) {
  if (version.kind == Node::Kind::Text) facts.runtimes.push_back({"node", version.text, false, place_of(file, version)});
}

// `nodemon app.js`, `vite`, `npm run build:watch`: starts again whenever a file changes.
bool is_for_developers(std::string_view command) {
  static constexpr std::string_view words[] = {"nodemon",           "ts-node-dev", "watch", "webpack-dev-server", "react-scripts",
                                               "react-app-rewired", "ng",          "expo",  "docusaurus",         "dev",
                                               "start:dev"};
  std::vector<std::string> parts = split_command(command);
  return std::any_of(parts.begin(), parts.end(), [&](std::string& part) {
    if (part == "vite") return !contains(command, "vite preview");
    if (part.starts_with("--")) part.erase(0, 2);
    return is_one_of(part, words) || part.starts_with("watch:") || part.ends_with(":watch");
  });
}

}  // namespace

void read_package_json(Workspace& workspace, const source::File& file) {
  const Node manifest = workspace.json(file);
  ProjectFacts& facts = workspace.project(file.path);
  add_dependencies(file, at(manifest, "dependencies"), false, facts);
  add_dependencies(file, at(manifest, "optionalDependencies"), false, facts);
  add_dependencies(file, at(manifest, "peerDependencies"), true, facts);
  add_dependencies(file, at(manifest, "devDependencies"), true, facts);
  add_runtime(file, at(manifest, {"engines", "node"}), facts);
  add_runtime(file, at(manifest, {"volta", "node"}), facts);
  const Setting like{.source = "npm", .subject = std::string(text_at(manifest, "name"))};
  for (const char* key : {"type", "scripts", "engines"}) add_settings(facts, like, key, at(manifest, key), file);
  for (const char* name : {"start:prod", "start"}) {
    const Node& script = at(manifest, {"scripts", name});
    if (script.kind != Node::Kind::Text) continue;
    if (is_for_developers(script.text)) break;
    add_process(facts, fmt::format("npm run {}", name), script.text, false, place_of(file, script));
    break;  // `start` beside `start:prod` is for development
  }
}

// "packages": {"express": ["express@4.19.2", …], "a/express": …}; a key with a parent serves that library only.
void read_bun_lock(Workspace& workspace, const source::File& file) {
  const Node lock = workspace.json(file, kMaxLockFile);
  const Node& packages = at(lock, "packages");
  for (std::size_t i = 0; i < packages.keys.size(); ++i) {
    const std::string_view text =
        packages.items[i].items.empty() ? std::string_view() : std::string_view(packages.items[i].items.front().text);
    const std::size_t sign = text.rfind('@');
    if (sign == std::string_view::npos || sign == 0 || text.substr(0, sign) != packages.keys[i]) continue;
    const std::string_view version = text.substr(sign + 1);
    if (version.starts_with("workspace:")) continue;
    workspace.project(file.path).locked.push_back(
        {"npm", packages.keys[i], std::string(version), "", place_of(file, packages.items[i])});
  }
}

void read_npm_lock(Workspace& workspace, const source::File& file) {
  const Node lock = workspace.json(file, kMaxLockFile);
  const std::string_view directory = source::directory_of(file.path);
  const Node& packages = at(lock, "packages");
  for (std::size_t i = 0; i < packages.keys.size(); ++i) {
    const std::string_view key = packages.keys[i];
    const std::size_t modules = key.find(kModules);
    // Nested copies serve other libraries, not the project's code.
    if (modules == std::string_view::npos || contains(key.substr(modules + kModules.size()), kModules)) continue;
    const std::string_view version = text_at(packages.items[i], "version");
    if (version.empty()) continue;  // a link to a workspace
    const std::string_view member = modules == 0 ? std::string_view() : key.substr(0, modules - 1);
    ProjectFacts& facts = workspace.project_of_directory(source::join_path(directory, member));
    facts.locked.push_back(
        {"npm", std::string(key.substr(modules + kModules.size())), std::string(version), "", place_of(file, packages.items[i])});
  }
  if (packages) return;
  const Node& dependencies = at(lock, "dependencies");
  for (std::size_t i = 0; i < dependencies.keys.size(); ++i) {
    const std::string_view version = text_at(dependencies.items[i], "version");
    workspace.project(file.path).locked.push_back(
        {"npm", dependencies.keys[i], std::string(version), "", place_of(file, dependencies.items[i])});
  }
}

}  // namespace chokepoint::facts
