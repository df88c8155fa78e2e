// Gradle builds: scripts in Groovy and Kotlin, version catalogs, gradle.properties and gradle.lockfile.
#include "facts/gradle.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "facts/readers.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

/// [libraries] and [plugins] of a version catalog, by the name under which scripts use them: "libs.spring.web".
using Catalog = std::map<std::string, std::string, std::less<>>;

std::string accessor(std::string_view key) {
  std::string result(key);
  std::replace(result.begin(), result.end(), '-', '.');
  std::replace(result.begin(), result.end(), '_', '.');
  return result;
}

std::string version_of(const Node& entry, const Node& versions) {
  const Node& version = at(entry, "version");
  const Node* found = &version;
  if (const std::string_view reference = text_at(version, "ref"); !reference.empty()) found = &at(versions, reference);
  if (found->kind == Node::Kind::Text) return found->text;
  for (const char* key : {"strictly", "require", "prefer"}) {
    if (const std::string_view text = text_at(*found, key); !text.empty()) return std::string(text);
  }
  return {};
}

Catalog read_catalog(Workspace& workspace, const source::File& file) {
  const Node root = workspace.toml(file);
  const Node& versions = at(root, "versions");
  Catalog catalog;
  const auto add = [&](const Node& section, std::string_view prefix, std::string_view id) {
    for (std::size_t i = 0; i < section.keys.size(); ++i) {
      const Node& entry = section.items[i];
      std::string notation(entry.kind == Node::Kind::Text ? std::string_view(entry.text) : text_at(entry, id));
      if (notation.empty()) notation = fmt::format("{}:{}", text_at(entry, "group"), text_at(entry, "name"));
      if (const std::string version = version_of(entry, versions); !version.empty()) notation += ":" + version;
      catalog.emplace(std::string(prefix) + accessor(section.keys[i]), std::move(notation));
    }
  };
  add(at(root, "libraries"), "libs.", "module");
  add(at(root, "plugins"), "libs.plugins.", "id");
  const Node& bundles = at(root, "bundles");
  for (std::size_t i = 0; i < bundles.keys.size(); ++i) {
    std::string list;
    for (const Node& item : bundles.items[i].items) {
      const auto found = catalog.find("libs." + accessor(item.text));
      if (found != catalog.end()) list += (list.empty() ? "" : "\n") + found->second;
    }
    catalog.emplace("libs.bundles." + accessor(bundles.keys[i]), std::move(list));
  }
  return catalog;
}

struct Coordinates {
  std::string name, version;
};

// "group:artifact:version:classifier@ext"
Coordinates split(std::string_view notation) {
  notation = notation.substr(0, notation.find('@'));
  const std::size_t group = notation.find(':');
  if (group == std::string_view::npos) return {std::string(notation), ""};
  const std::size_t artifact = notation.find(':', group + 1);
  if (artifact == std::string_view::npos) return {std::string(notation), ""};
  const std::string_view version = notation.substr(artifact + 1);
  return {std::string(notation.substr(0, artifact)), std::string(version.substr(0, version.find(':')))};
}

bool is_exact(std::string_view version) { return !version.empty() && version.find_first_of("$[](,+") == std::string_view::npos; }

void add_dependency(const GradleEntry& entry, std::string_view notation, const source::File& file, ProjectFacts& facts) {
  const Coordinates coordinates = split(notation);
  if (!contains(coordinates.name, ":")) return;
  Dependency dependency;
  dependency.ecosystem = "maven";
  dependency.name = coordinates.name;
  dependency.range = coordinates.version;
  dependency.development =
      entry.configuration.starts_with("test") || entry.configuration == "developmentOnly" || contains(entry.configuration, "Test");
  dependency.place = {file.path, entry.line, entry.column};
  if (is_exact(coordinates.version)) {
    dependency.locked = coordinates.version;
    dependency.lock = dependency.place;
  }
  facts.dependencies.push_back(std::move(dependency));
}

// The plugin of Spring Boot brings its BOM along.
void add_plugin(const GradleEntry& entry, std::string_view notation, const source::File& file, ProjectFacts& facts) {
  const std::size_t colon = notation.find(':');
  const std::string_view id = notation.substr(0, colon);
  if (id != "org.springframework.boot" && id != "io.quarkus" && id != "io.micronaut.application") return;
  const std::string version = colon == std::string_view::npos ? "" : std::string(notation.substr(colon + 1));
  const std::string artifact = id == "org.springframework.boot" ? ":spring-boot-dependencies" : ":gradle-plugin";
  add_dependency(entry, fmt::format("{}{}{}{}", id, artifact, version.empty() ? "" : ":", version), file, facts);
}

void read_properties(Workspace& workspace, const source::File& file, GradleVariables& variables) {
  const std::optional<std::string> text = workspace.text(file, 1u << 18);
  if (!text) return;
  each_line(*text, [&](std::string_view line, std::uint32_t) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || trim(line).starts_with('#')) return;
    variables[std::string(trim(line.substr(0, equals)))] = trim(line.substr(equals + 1));
  });
}

class Gradle {
 public:
  explicit Gradle(Workspace& workspace) : workspace_(workspace) {}

  void read() {
    for (const source::File& file : workspace_.tree().files) {
      const std::string_view name = source::name_of(file.path);
      if (name.ends_with(".versions.toml")) catalog_.merge(read_catalog(workspace_, file));
    }
    // Paths are sorted, so that a script comes before those in directories below it; "a/build.gradle" after "a.x/…" does no harm.
    std::vector<const source::File*> scripts;
    for (const source::File& file : workspace_.tree().files) {
      const std::string_view name = source::name_of(file.path);
      const bool script =
          name == "build.gradle" || name == "build.gradle.kts" || name == "dependencies.gradle" || name == "versions.gradle";
      if (script && takes_part(file)) scripts.push_back(&file);
    }
    std::stable_sort(scripts.begin(), scripts.end(), [](const source::File* a, const source::File* b) {
      return std::count(a->path.begin(), a->path.end(), '/') < std::count(b->path.begin(), b->path.end(), '/');
    });
    for (const source::File* script : scripts) read_script(*script);
  }

 private:
  GradleVariables outer_of(std::string_view path) const {
    GradleVariables variables;
    for (std::string_view directory = source::directory_of(path);; directory = source::directory_of(directory)) {
      if (const auto found = by_directory_.find(directory); found != by_directory_.end()) {
        variables = found->second;
        break;
      }
      if (directory.empty()) break;
    }
    if (const source::File* properties = workspace_.find(source::join_path(source::directory_of(path), "gradle.properties"))) {
      read_properties(workspace_, *properties, variables);
    }
    return variables;
  }

  void read_script(const source::File& file) {
    const std::optional<std::string> text = workspace_.text(file);
    if (!text) return;
    GradleScript script = read_gradle_script(*text, outer_of(file.path));
    ProjectFacts& facts = workspace_.project(file.path);
    for (const GradleEntry& entry : script.entries) {
      const Place place{file.path, entry.line, entry.column};
      std::string notation = entry.notation;
      if (const auto found = catalog_.find(notation); found != catalog_.end()) notation = found->second;
      if (entry.configuration == "java") {
        facts.runtimes.push_back({"java", notation, false, place});
      } else if (entry.configuration == "plugin") {
        add_plugin(entry, notation, file, facts);
      } else {
        each_line(notation, [&](std::string_view one, std::uint32_t) { add_dependency(entry, one, file, facts); });
      }
    }
    by_directory_[std::string(source::directory_of(file.path))] = std::move(script.variables);
  }

  Workspace& workspace_;
  Catalog catalog_;
  std::map<std::string, GradleVariables, std::less<>> by_directory_;
};

}  // namespace

void read_gradle(Workspace& workspace) { Gradle(workspace).read(); }

void read_gradle_lock(Workspace& workspace, const source::File& file) {
  const std::optional<std::string> text = workspace.text(file, kMaxLockFile);
  if (!text) return;
  ProjectFacts& facts = workspace.project(file.path);
  each_line(*text, [&](std::string_view line, std::uint32_t number) {
    if (line.starts_with('#') || line.starts_with("empty=")) return;
    Coordinates coordinates = split(line.substr(0, line.find('=')));
    if (!coordinates.version.empty())
      facts.locked.push_back({"maven", std::move(coordinates.name), std::move(coordinates.version), "", {file.path, number, 1}});
  });
}

}  // namespace chokepoint::facts
