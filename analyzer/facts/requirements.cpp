// requirements*.txt with its includes, and setup.cfg.
#include <set>

#include <fmt/format.h>

#include "base/letter_case.hpp"
#include "facts/readers.hpp"
#include "facts/requirement.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

constexpr std::size_t kMaxIncludes = 50;

bool is_development(std::string_view path) {
  const std::string name = lower_case(source::name_of(path));
  for (const char* word : {"dev", "test", "lint", "doc", "ci", "local", "typing", "bench", "example"}) {
    if (contains(name, word)) return true;
  }
  return false;
}

struct Includes {
  std::set<std::string> seen;
  bool development = false;
};

void read_file(Workspace& workspace, const source::File& file, ProjectFacts& facts, Includes& includes);

void include(Workspace& workspace, const source::File& file, std::uint32_t line, std::string_view target, ProjectFacts& facts,
             Includes& includes) {
  const std::string path = source::resolve(source::directory_of(file.path), target);
  const source::File* included = workspace.find(path);
  if (!included) {
    if (!contains(target, "://"))
      workspace.note(file, line, 1, fmt::format("includes `{}`, which is not in the repository", target));
    return;
  }
  if (includes.seen.size() >= kMaxIncludes) return workspace.note(file, line, 1, "includes too many files");
  if (includes.seen.insert(path).second) read_file(workspace, *included, facts, includes);
}

// The target of `-r x`, `-rx`, `--requirement=x`, `-c x`; empty for other lines.
std::string_view include_target(std::string_view line) {
  for (const std::string_view option : {"--requirement", "--constraint", "-r", "-c"}) {
    if (!line.starts_with(option)) continue;
    line.remove_prefix(option.size());
    if (line.starts_with('=')) line.remove_prefix(1);
    return trim(line.substr(0, line.find(" #")));
  }
  return {};
}

void read_file(Workspace& workspace, const source::File& file, ProjectFacts& facts, Includes& includes) {
  const std::optional<std::string> text = workspace.text(file);
  if (!text) return;
  std::string joined;  // lines that end in a backslash go on
  std::uint32_t start = 0;
  each_line(*text, [&](std::string_view raw, std::uint32_t number) {
    if (joined.empty()) start = number;
    joined += trim(raw);
    if (joined.ends_with('\\')) {
      joined.back() = ' ';
      return;
    }
    const std::string line = std::exchange(joined, {});
    if (line.empty() || line.starts_with('#')) return;
    if (const std::string_view target = include_target(line); !target.empty())
      return include(workspace, file, start, target, facts, includes);
    std::optional<Dependency> dependency = parse_requirement(line);
    if (!dependency) {
      if (!line.starts_with('-') && !contains(line, "/")) workspace.note(file, start, 1, "is no requirement of pip");
      return;
    }
    dependency->development = includes.development;
    dependency->place = {file.path, start, 1};
    if (!dependency->locked.empty() && !includes.development) {
      facts.locked.push_back({"pypi", dependency->name, dependency->locked, "", dependency->place});
    }
    dependency->lock = dependency->locked.empty() ? Place{} : dependency->place;
    facts.dependencies.push_back(std::move(*dependency));
  });
}

}  // namespace

void read_requirements(Workspace& workspace, const source::File& file) {
  // What an image in a folder takes along is not what the project needs.
  const std::string_view directory = source::directory_of(file.path);
  const bool own = directory == workspace.project(file.path).directory;
  if (!own && workspace.find(source::join_path(directory, "Dockerfile"))) return;
  Includes includes{{file.path}, is_development(file.path)};
  read_file(workspace, file, workspace.project(file.path), includes);
}

void read_setup_cfg(Workspace& workspace, const source::File& file) {
  const std::optional<std::string> text = workspace.text(file);
  if (!text) return;
  ProjectFacts& facts = workspace.project(file.path);
  std::string section, key;
  each_line(*text, [&](std::string_view line, std::uint32_t number) {
    const std::string_view content = trim(line);
    if (content.empty() || content.front() == '#' || content.front() == ';') return;
    if (content.front() == '[') {
      section = content;
      key.clear();
      return;
    }
    std::string_view value = content;
    if (line.front() != ' ' && line.front() != '\t') {
      const std::size_t equals = content.find_first_of("=:");
      if (equals == std::string_view::npos) return;
      key = trim(content.substr(0, equals));
      value = trim(content.substr(equals + 1));
    }
    if (value.empty() || section != "[options]") return;
    const Place place{file.path, number, static_cast<std::uint32_t>(value.data() - line.data() + 1)};
    if (key == "python_requires") facts.runtimes.push_back({"python", std::string(value), false, place});
    if (key != "install_requires") return;
    if (std::optional<Dependency> dependency = parse_requirement(value)) {
      dependency->place = place;
      facts.dependencies.push_back(std::move(*dependency));
    }
  });
}

}  // namespace chokepoint::facts
