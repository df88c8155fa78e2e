#include "facts/query.hpp"

#include <algorithm>
#include <array>

#include "facts/deployment.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

// Words of which one at most holds: the nearest project that says one of them decides.
constexpr std::array<std::array<std::string_view, 2>, 5> kKinds = {
    {{"replicated", "single"}, {"scaled-out", "single"}, {"proxied", "unproxied"}, {"asgi", "wsgi"}, {"reactive", "servlet"}}};

bool same_kind(std::string_view a, std::string_view b) {
  return a == b || std::any_of(kKinds.begin(), kKinds.end(), [&](const auto& kind) {
           return std::find(kind.begin(), kind.end(), a) != kind.end() && std::find(kind.begin(), kind.end(), b) != kind.end();
         });
}

bool name_matches(std::string_view name, std::string_view wanted) {
  return wanted.ends_with('*') ? name.starts_with(wanted.substr(0, wanted.size() - 1)) : name == wanted;
}

// "github.com/redis/go-redis/v9" → "github.com/redis/go-redis", "gopkg.in/yaml.v3" → "gopkg.in/yaml"
std::string_view without_major(std::string_view module) {
  const std::size_t at = module.find_last_of("/.");
  if (at == std::string_view::npos || at + 2 > module.size() || module[at + 1] != 'v') return module;
  const std::string_view digits = module.substr(at + 2);
  const bool major = !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  return major ? module.substr(0, at) : module;
}

bool same_library(std::string_view ecosystem, std::string_view name, std::string_view wanted) {
  return name == wanted || (ecosystem == "go" && without_major(name) == without_major(wanted));
}

// "1.2.3", "=1.2.3", "==1.2.3", "v1.2.3": one version and nothing else.
std::string exact(std::string_view range) {
  while (range.starts_with('=') || range.starts_with('v')) range.remove_prefix(1);
  if (range.empty() || range[0] < '0' || range[0] > '9' || range.find('.') == std::string_view::npos) return {};
  const bool plain = range.find_first_of(" ,<>=~^*|!xX") == std::string_view::npos;
  return plain ? std::string(range) : std::string();
}

const Dependency* find_in(const ProjectFacts& facts, std::string_view ecosystem, std::string_view name, bool development) {
  const auto found = std::find_if(facts.dependencies.begin(), facts.dependencies.end(), [&](const Dependency& dependency) {
    return dependency.ecosystem == ecosystem && dependency.development == development && name_matches(dependency.name, name);
  });
  return found == facts.dependencies.end() ? nullptr : &*found;
}

const Locked* locked_in(const ProjectFacts& facts, std::string_view ecosystem, std::string_view library) {
  const auto first = std::lower_bound(facts.locked.begin(), facts.locked.end(), std::tie(ecosystem, library),
                                      [](const Locked& locked, const auto& key) {
                                        return std::tuple(std::string_view(locked.ecosystem), std::string_view(locked.name)) < key;
                                      });
  if (first != facts.locked.end() && first->ecosystem == ecosystem && first->name == library) return &*first;
  if (ecosystem != "go") return nullptr;
  const auto found = std::find_if(facts.locked.begin(), facts.locked.end(), [&](const Locked& locked) {
    return locked.ecosystem == ecosystem && same_library(ecosystem, locked.name, library);
  });
  return found == facts.locked.end() ? nullptr : &*found;
}

// Of `Dockerfile.worker` and `Dockerfile` in one directory the latter is the service.
const Runtime* of_plain_dockerfile(const ProjectFacts& project, const Runtime& runtime) {
  if (!runtime.shipped || !is_dockerfile(source::name_of(runtime.place.file))) return &runtime;
  const std::string plain = source::join_path(source::directory_of(runtime.place.file), "Dockerfile");
  const auto found = std::find_if(project.runtimes.rbegin(), project.runtimes.rend(), [&](const Runtime& one) {
    return one.name == runtime.name && one.shipped && one.place.file == plain;
  });
  return found != project.runtimes.rend() ? &*found : &runtime;
}

}  // namespace

std::vector<const ProjectFacts*> seen_from(const RepositoryFacts& facts, source::ProjectId project) {
  std::vector<const ProjectFacts*> seen;
  std::size_t index = project ? project.index() : 0;
  while (index < facts.projects.size()) {
    seen.push_back(&facts.projects[index]);
    const std::size_t next = index < facts.enclosing.size() ? facts.enclosing[index] : index;
    if (next >= index) break;  // those around a project stand before it
    index = next;
  }
  return seen;
}

const Conclusion* conclusion(const RepositoryFacts& facts, source::ProjectId project, std::string_view word) {
  for (const ProjectFacts* one : seen_from(facts, project)) {
    bool decided = false;
    for (const Conclusion& conclusion : one->conclusions) {
      if (conclusion.word == word) return &conclusion;
      decided |= same_kind(conclusion.word, word);
    }
    if (decided) return nullptr;
  }
  return nullptr;
}

bool holds(const RepositoryFacts& facts, source::ProjectId project, std::string_view word) {
  return conclusion(facts, project, word) != nullptr;
}

const Dependency* find_dependency(const RepositoryFacts& facts, source::ProjectId project, std::string_view ecosystem,
                                  std::string_view name) {
  for (const bool development : {false, true}) {
    for (const ProjectFacts* one : seen_from(facts, project)) {
      if (const Dependency* found = find_in(*one, ecosystem, name, development)) return found;
    }
  }
  return nullptr;
}

bool key_matches(std::string_view key, std::string_view pattern) {
  std::size_t k = 0, p = 0;
  std::size_t star = std::string_view::npos, after = 0;  // where the last `*` stood, and how far it has matched
  if (pattern == "*") return true;
  if (pattern.ends_with(".*") && key.starts_with(pattern.substr(0, pattern.size() - 1)) && pattern.find('*') == pattern.size() - 1)
    return true;
  while (k < key.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      if (p + 1 == pattern.size() && p > 0 && pattern[p - 1] == '.') return true;
      star = p++;
      after = k;
    } else if (p < pattern.size() && pattern[p] == key[k]) {
      ++p;
      ++k;
    } else if (star != std::string_view::npos && key[after] != '.') {
      p = star + 1;
      k = ++after;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::vector<const Setting*> find_settings(const RepositoryFacts& facts, source::ProjectId project, std::string_view source,
                                          std::string_view key, bool also_development) {
  std::vector<const Setting*> found;
  for (const ProjectFacts* one : seen_from(facts, project)) {
    for (const Setting& setting : one->settings) {
      if (!source.empty() && setting.source != source) continue;
      if ((!setting.production || setting.overridden) && !also_development) continue;
      if (key_matches(setting.key, key)) found.push_back(&setting);
    }
  }
  return found;
}

std::vector<const Process*> find_processes(const RepositoryFacts& facts, source::ProjectId project, std::string_view program) {
  std::vector<const Process*> found;
  for (const ProjectFacts* one : seen_from(facts, project)) {
    for (const Process& process : one->processes) {
      if (program.empty() || process.program == program) found.push_back(&process);
    }
  }
  return found;
}

std::string version_of(const RepositoryFacts& facts, source::ProjectId project, std::string_view ecosystem,
                       std::string_view library) {
  const std::vector<const ProjectFacts*> seen = seen_from(facts, project);
  for (const ProjectFacts* one : seen) {
    for (const Dependency& dependency : one->dependencies) {
      if (dependency.ecosystem == ecosystem && !dependency.locked.empty() && same_library(ecosystem, dependency.name, library))
        return dependency.locked;
    }
    if (const Locked* locked = locked_in(*one, ecosystem, library)) return locked->version;
  }
  for (const ProjectFacts* one : seen) {
    for (const Dependency& dependency : one->dependencies) {
      if (dependency.ecosystem != ecosystem || !same_library(ecosystem, dependency.name, library)) continue;
      if (std::string version = exact(dependency.range); !version.empty()) return version;
    }
  }
  return {};
}

const Runtime* find_runtime(const RepositoryFacts& facts, source::ProjectId project, std::string_view name) {
  for (const bool shipped : {true, false}) {
    for (const ProjectFacts* one : seen_from(facts, project)) {
      const auto found = std::find_if(one->runtimes.rbegin(), one->runtimes.rend(),
                                      [&](const Runtime& runtime) { return runtime.name == name && runtime.shipped == shipped; });
      if (found != one->runtimes.rend()) return of_plain_dockerfile(*one, *found);
    }
  }
  return nullptr;
}

}  // namespace chokepoint::facts
