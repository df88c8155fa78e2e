// pyproject.toml (PEP 621, dependency groups, Poetry, uv, PDM), Pipfile, and their lock files.
#include "facts/readers.hpp"
#include "facts/requirement.hpp"

namespace chokepoint::facts {
namespace {

void add_list(const source::File& file, const Node& list, bool development, ProjectFacts& facts) {
  for (const Node& item : list.items) {
    std::optional<Dependency> dependency = item.kind == Node::Kind::Text ? parse_requirement(item.text) : std::nullopt;
    if (!dependency) continue;  // `{include-group = …}`
    dependency->development = development;
    dependency->place = place_of(file, item);
    facts.dependencies.push_back(std::move(*dependency));
  }
}

void add_groups(const source::File& file, const Node& groups, bool development, ProjectFacts& facts) {
  for (const Node& group : groups.items) add_list(file, group, development, facts);
}

// Poetry and Pipfile: name = "range" or name = {version = "range", …}.
void add_table(const source::File& file, const Node& table, bool development, ProjectFacts& facts) {
  for (std::size_t i = 0; i < table.keys.size(); ++i) {
    const Node& entry = table.items[i];
    const std::string range(entry.kind == Node::Kind::Map ? text_at(entry, "version") : std::string_view(entry.text));
    if (table.keys[i] == "python") {
      facts.runtimes.push_back({"python", range, false, place_of(file, entry)});
      continue;
    }
    Dependency dependency;
    dependency.ecosystem = "pypi";
    dependency.name = pypi_name(table.keys[i]);
    dependency.range = range;
    dependency.development = development;
    dependency.place = place_of(file, entry);
    facts.dependencies.push_back(std::move(dependency));
  }
}

void add_runtime(const source::File& file, const Node& version, ProjectFacts& facts) {
  if (version.kind == Node::Kind::Text) facts.runtimes.push_back({"python", version.text, false, place_of(file, version)});
}

}  // namespace

void read_pyproject(Workspace& workspace, const source::File& file) {
  const Node manifest = workspace.toml(file);
  ProjectFacts& facts = workspace.project(file.path);
  const Node& project = at(manifest, "project");
  add_runtime(file, at(project, "requires-python"), facts);
  add_list(file, at(project, "dependencies"), false, facts);
  add_groups(file, at(project, "optional-dependencies"), false, facts);
  add_groups(file, at(manifest, "dependency-groups"), true, facts);
  add_list(file, at(manifest, {"tool", "uv", "dev-dependencies"}), true, facts);
  add_groups(file, at(manifest, {"tool", "pdm", "dev-dependencies"}), true, facts);
  const Node& poetry = at(manifest, {"tool", "poetry"});
  add_table(file, at(poetry, "dependencies"), false, facts);
  add_table(file, at(poetry, "dev-dependencies"), true, facts);
  const Node& groups = at(poetry, "group");
  for (std::size_t i = 0; i < groups.items.size(); ++i) {
    add_table(file, at(groups.items[i], "dependencies"), groups.keys[i] != "main", facts);
  }
}

void read_pipfile(Workspace& workspace, const source::File& file) {
  const Node manifest = workspace.toml(file);
  ProjectFacts& facts = workspace.project(file.path);
  add_table(file, at(manifest, "packages"), false, facts);
  add_table(file, at(manifest, "dev-packages"), true, facts);
  for (const char* key : {"python_full_version", "python_version"}) add_runtime(file, at(manifest, {"requires", key}), facts);
}

void read_python_lock(Workspace& workspace, const source::File& file) {
  const Node lock = workspace.toml(file, kMaxLockFile);
  ProjectFacts& facts = workspace.project(file.path);
  for (const Node& package : at(lock, "package").items) {
    const Node& name = at(package, "name");
    const std::string_view version = text_at(package, "version");
    if (name && !version.empty())
      facts.locked.push_back({"pypi", pypi_name(name.text), std::string(version), "", place_of(file, name)});
  }
}

void read_pipfile_lock(Workspace& workspace, const source::File& file) {
  const Node lock = workspace.json(file, kMaxLockFile);
  const Node& packages = at(lock, "default");
  for (std::size_t i = 0; i < packages.keys.size(); ++i) {
    std::string_view version = text_at(packages.items[i], "version");
    if (!version.starts_with("==")) continue;
    version.remove_prefix(2);
    workspace.project(file.path).locked.push_back(
        {"pypi", pypi_name(packages.keys[i]), std::string(version), "", place_of(file, packages.items[i])});
  }
}

}  // namespace chokepoint::facts
