#include "source/file_name.hpp"

#include <utility>

#include "base/word_list.hpp"

namespace chokepoint::source {
namespace {

// Keep sorted.
constexpr std::string_view lock_files[] = {"Pipfile.lock",        "bun.lock",          "go.sum",   "gradle.lockfile",
                                           "npm-shrinkwrap.json", "package-lock.json", "pdm.lock", "pnpm-lock.yaml",
                                           "poetry.lock",         "uv.lock",           "yarn.lock"};

// Keep sorted.
constexpr std::string_view project_files[] = {"Pipfile", "build.gradle",   "build.gradle.kts", "go.mod",  "package.json",
                                              "pom.xml", "pyproject.toml", "requirements.txt", "setup.py"};

// Keep sorted.
constexpr std::string_view settings_files[] = {"Caddyfile",         "Procfile",        "chokepoint.yml",      "go.work",
                                               "gradle.properties", "settings.gradle", "settings.gradle.kts", "setup.cfg"};

constexpr std::pair<std::string_view, Language> extensions[] = {
    {".py", Language::Python},      {".js", Language::JavaScript}, {".mjs", Language::JavaScript}, {".cjs", Language::JavaScript},
    {".jsx", Language::JavaScript}, {".ts", Language::TypeScript}, {".mts", Language::TypeScript}, {".cts", Language::TypeScript},
    {".tsx", Language::Tsx},        {".go", Language::Go},         {".java", Language::Java},
};

bool starts_or_is(std::string_view name, std::string_view word) {
  return name.starts_with(word) && (name.size() == word.size() || name[word.size()] == '.' || name[word.size()] == '-');
}

}  // namespace

std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view directory_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

Language language_of_name(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return Language::None;
  for (const auto& [extension, language] : extensions) {
    if (name.substr(dot) == extension) return language;
  }
  return Language::None;
}

Language language_of_shebang(std::string_view text) {
  if (!text.starts_with("#!")) return Language::None;
  const std::string_view line = text.substr(0, text.find('\n'));
  auto names = [&](std::string_view program) {
    for (std::size_t i = line.find(program); i != std::string_view::npos; i = line.find(program, i + 1)) {
      if (i > 0 && (line[i - 1] == '/' || line[i - 1] == ' ')) return true;
    }
    return false;
  };
  if (names("python")) return Language::Python;
  if (names("tsx") || names("ts-node") || names("deno") || names("bun")) return Language::TypeScript;
  return names("node") ? Language::JavaScript : Language::None;
}

bool makes_project(std::string_view name) { return is_one_of_sorted(name, project_files); }
bool is_lock_file(std::string_view name) { return is_one_of_sorted(name, lock_files); }

bool is_manifest_path(std::string_view path) {
  const std::string_view name = name_of(path);
  if (name == "setup.py") return false;
  if (makes_project(name) || is_lock_file(name) || is_one_of_sorted(name, settings_files)) return true;
  auto ends = [&](std::string_view suffix) { return name.ends_with(suffix); };
  if (ends(".yml") || ends(".yaml") || ends(".properties") || ends(".service")) return true;
  if (starts_or_is(name, "Dockerfile") || name == "dockerfile" || ends(".dockerfile") || ends(".Dockerfile") ||
      starts_or_is(name, "Containerfile"))
    return true;
  if (ends(".toml")) return name == path || ends(".versions.toml");
  if (ends(".txt"))
    return name.starts_with("requirements") || ends("requirements.txt") || name_of(directory_of(path)) == "requirements";
  if (ends(".json")) return name.starts_with("tsconfig") || name.starts_with("appsettings") || name == "ecosystem.config.json";
  if (ends(".conf")) return name.find("nginx") != std::string_view::npos || path.find("nginx/") != std::string_view::npos;
  return name == ".env" || name.starts_with(".env.") || starts_or_is(name, "Procfile");
}

bool may_be_read(std::string_view path) {
  const std::string_view name = name_of(path);
  return name.find('.') == std::string_view::npos || language_of_name(name) != Language::None || is_manifest_path(path);
}

}  // namespace chokepoint::source
