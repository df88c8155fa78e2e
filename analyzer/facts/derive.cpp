#include "facts/derive.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "base/word_list.hpp"
#include "facts/query.hpp"
#include "facts/settings.hpp"
#include "facts/sibling_modules.hpp"
#include "facts/volume_claims.hpp"
#include "facts/workspace.hpp"

namespace chokepoint::facts {
namespace {

void find_enclosing(RepositoryFacts& facts) {
  for (std::size_t i = 0; i < facts.projects.size(); ++i) {
    std::uint32_t around = 0;
    for (std::size_t j = 0; j < i; ++j) {
      const std::string& outer = facts.projects[j].directory;
      const bool encloses = outer.empty() || facts.projects[i].directory.starts_with(outer + "/");
      if (encloses && outer.size() >= facts.projects[around].directory.size()) around = static_cast<std::uint32_t>(j);
    }
    facts.enclosing.push_back(i == 0 ? 0 : around);
  }
}

const Locked* find_locked(const ProjectFacts& facts, const Dependency& dependency) {
  auto at =
      std::lower_bound(facts.locked.begin(), facts.locked.end(), dependency, [](const Locked& locked, const Dependency& wanted) {
        return std::tie(locked.ecosystem, locked.name) < std::tie(wanted.ecosystem, wanted.name);
      });
  const Locked* any = nullptr;
  for (; at != facts.locked.end() && at->ecosystem == dependency.ecosystem && at->name == dependency.name; ++at) {
    if (!at->range.empty() && at->range == dependency.range) return &*at;
    if (!any) any = &*at;
  }
  return any;
}

void lock_dependencies(RepositoryFacts& facts) {
  for (std::size_t i = 0; i < facts.projects.size(); ++i) {
    const std::vector<const ProjectFacts*> seen = seen_from(facts, source::ProjectId::from_index(i));
    for (Dependency& dependency : facts.projects[i].dependencies) {
      for (const ProjectFacts* one : seen) {
        const Locked* locked = dependency.locked.empty() ? find_locked(*one, dependency) : nullptr;
        if (!locked) continue;
        dependency.locked = locked->version;
        dependency.lock = locked->place;
      }
    }
  }
}

const Dependency* find_bom(const ProjectFacts& facts, std::string_view group) {
  const auto found = std::find_if(facts.dependencies.begin(), facts.dependencies.end(), [&](const Dependency& other) {
    const bool bom = other.name.ends_with("-dependencies") || other.name.ends_with("-bom") || other.name.ends_with("-parent");
    return bom && !other.locked.empty() && other.name.starts_with(group);
  });
  return found == facts.dependencies.end() ? nullptr : &*found;
}

// What another module brings along holds for all of them if there is no other version in the repository.
const Dependency* only_bom(const RepositoryFacts& facts, std::string_view group) {
  const Dependency* only = nullptr;
  for (const ProjectFacts& project : facts.projects) {
    const Dependency* found = find_bom(project, group);
    if (found && only && found->locked != only->locked) return nullptr;
    if (found) only = found;
  }
  return only;
}

// A parent, BOM or plugin of a group gives its version to what stands without one: Spring Boot and its starters.
void lock_by_group(RepositoryFacts& facts) {
  for (std::size_t i = 0; i < facts.projects.size(); ++i) {
    const std::vector<const ProjectFacts*> seen = seen_from(facts, source::ProjectId::from_index(i));
    for (Dependency& dependency : facts.projects[i].dependencies) {
      if (dependency.ecosystem != "maven" || !dependency.locked.empty() || !dependency.range.empty()) continue;
      const std::string_view group = std::string_view(dependency.name).substr(0, dependency.name.find(':') + 1);
      for (const ProjectFacts* one : seen) {
        const Dependency* found = find_bom(*one, group);
        if (!found) continue;
        dependency.locked = found->locked;
        dependency.lock = found->place;
        break;
      }
      if (const Dependency* only = dependency.locked.empty() ? only_bom(facts, group) : nullptr) {
        dependency.locked = only->locked;
        dependency.lock = only->place;
      }
    }
  }
}

struct Framework {
  std::string_view ecosystem, name, kind;
};

// What a dependency alone tells about the interface a service speaks; command lines tell more and come first.
constexpr Framework kFrameworks[] = {{"maven", "org.springframework.boot:spring-boot-starter-web", "servlet"},
                                     {"maven", "org.springframework.boot:spring-boot-starter-webmvc", "servlet"},
                                     {"maven", "org.springframework:spring-webmvc", "servlet"},
                                     {"maven", "org.glassfish.jersey.containers:jersey-container-servlet", "servlet"},
                                     {"maven", "io.dropwizard:dropwizard-core", "servlet"},
                                     {"maven", "io.quarkus:quarkus-resteasy", "servlet"},
                                     {"maven", "org.springframework.boot:spring-boot-starter-webflux", "reactive"},
                                     {"maven", "io.quarkus:quarkus-rest", "reactive"},
                                     {"maven", "io.quarkus:quarkus-resteasy-reactive", "reactive"},
                                     {"maven", "io.vertx:vertx-web", "reactive"},
                                     {"maven", "org.springframework.cloud:spring-cloud-starter-gateway", "reactive"},
                                     {"maven", "org.springframework.cloud:spring-cloud-starter-gateway-server-webflux", "reactive"},
                                     {"pypi", "fastapi", "asgi"},
                                     {"pypi", "starlette", "asgi"},
                                     {"pypi", "litestar", "asgi"},
                                     {"pypi", "flask", "wsgi"}};

// Spring Boot serves servlets when both are there.
void add_frameworks(ProjectFacts& facts) {
  for (const Framework& framework : kFrameworks) {
    const auto found = std::find_if(facts.dependencies.begin(), facts.dependencies.end(), [&](const Dependency& dependency) {
      return dependency.ecosystem == framework.ecosystem && dependency.name == framework.name && !dependency.development;
    });
    if (found != facts.dependencies.end()) {
      facts.web_stacks.push_back({std::string(framework.kind), fmt::format("depends on `{}`", found->name), found->place});
    }
  }
}

bool opposes(std::string_view a, std::string_view b) {
  return (a == "asgi" && b == "wsgi") || (a == "wsgi" && b == "asgi") || (a == "servlet" && b == "reactive") ||
         (a == "reactive" && b == "servlet");
}

void conclude(ProjectFacts& facts, std::string word, std::string reason, const Place& place, Basis basis) {
  const bool known =
      std::any_of(facts.conclusions.begin(), facts.conclusions.end(), [&](const Conclusion& c) { return c.word == word; });
  if (!known) facts.conclusions.push_back({std::move(word), std::move(reason), place, basis});
}

// More than one copy anywhere outweighs any number of services that run once. What is declared of copies or workers stands instead
// of what was observed of them. Processes of one copy share its disk, so copies have a word of their own.
void conclude_copies(ProjectFacts& facts) {
  const auto is_declared = [&](bool workers) {
    return std::any_of(facts.replicas.begin(), facts.replicas.end(),
                       [&](const Replicas& r) { return r.basis == Basis::Declared && r.workers == workers; });
  };
  const bool declared[] = {is_declared(false), is_declared(true)};
  const Replicas* several = nullptr;
  const Replicas* copies = nullptr;
  const Replicas* one = nullptr;
  for (const Replicas& replicas : facts.replicas) {
    if (replicas.basis == Basis::Observed && declared[replicas.workers]) continue;
    if (replicas.count != 1 && !several) several = &replicas;
    if (replicas.count != 1 && !replicas.workers && !copies) copies = &replicas;
    if (replicas.on_purpose && !replicas.workers && !one) one = &replicas;
  }
  const auto conclude_from = [&](const char* word, const Replicas& replicas) {
    conclude(facts, word, fmt::format("{}: {}", replicas.subject, replicas.reason), replicas.place, replicas.basis);
  };
  if (several) conclude_from("replicated", *several);
  if (copies) conclude_from("scaled-out", *copies);
  if (!several && one) conclude_from("single", *one);
}

// Client libraries of databases: those that open a file, and those that speak to a server.
constexpr std::string_view kEmbedded[] = {"better-sqlite3",
                                          "sqlite",
                                          "sqlite3",
                                          "github.com/mattn/go-sqlite3",
                                          "modernc.org/sqlite",
                                          "github.com/glebarez/sqlite",
                                          "github.com/ncruces/go-sqlite3",
                                          "org.xerial:sqlite-jdbc"};
constexpr std::string_view kServers[] = {"cassandra", "couchbase", "mariadb", "mongo",   "mssql",     "mysql", "oracle",
                                         "pgx",       "postgres",  "psycopg", "asyncpg", "sqlserver", "/pq",   "tedious"};

// Nothing else than a file can hold the data of the project.
void conclude_embedded(ProjectFacts& facts) {
  const Dependency* embedded = nullptr;
  for (const Dependency& dependency : facts.dependencies) {
    if (dependency.development) continue;
    const auto names = [&](std::string_view part) { return dependency.name.find(part) != std::string::npos; };
    if (dependency.name == "pg" || std::any_of(std::begin(kServers), std::end(kServers), names)) return;
    if (is_one_of(dependency.name, kEmbedded)) embedded = &dependency;
  }
  if (embedded)
    conclude(facts, "embedded-database", fmt::format("depends on `{}`", embedded->name), embedded->place, Basis::Observed);
}

// The jar of a project with a web server in it is that server, whether or not anything says which port it takes.
void let_jars_listen(ProjectFacts& facts) {
  const auto serves = [](const WebStack& stack) { return stack.kind == "servlet" || stack.kind == "reactive"; };
  if (std::none_of(facts.web_stacks.begin(), facts.web_stacks.end(), serves)) return;
  for (Process& process : facts.processes) {
    if (process.program == "java" && contains(process.command, "-jar ")) process.listens = true;
  }
}

void conclude_all(ProjectFacts& facts) {
  conclude_copies(facts);
  conclude_embedded(facts);
  for (const Process& process : facts.processes) {
    // What an image starts by itself may be a page's server, unless there is a server in the project.
    const bool known = !process.command.empty() || !facts.web_stacks.empty();
    if (process.listens && known)
      conclude(facts, "deployable", fmt::format("`{}` listens", process.name), process.place, Basis::Observed);
  }
  for (const WebStack& stack : facts.web_stacks) {
    const bool opposed = std::any_of(facts.conclusions.begin(), facts.conclusions.end(),
                                     [&](const Conclusion& c) { return opposes(c.word, stack.kind); });
    if (!opposed) conclude(facts, stack.kind, stack.reason, stack.place, Basis::Observed);
  }
  const auto declared =
      std::find_if(facts.proxies.begin(), facts.proxies.end(), [](const Proxy& proxy) { return proxy.basis == Basis::Declared; });
  if (declared != facts.proxies.end())
    return conclude(facts, declared->present ? "proxied" : "unproxied", declared->reason, declared->place, Basis::Declared);
  for (const Proxy& proxy : facts.proxies) conclude(facts, "proxied", proxy.reason, proxy.place, Basis::Observed);
}

template <class Fact>
void sort_by_place(std::vector<Fact>& list) {
  std::stable_sort(list.begin(), list.end(), [](const Fact& a, const Fact& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) < std::tie(b.place.file, b.place.line, b.place.column);
  });
}

// A file that two others include is read twice; what anything but tests needs is needed.
void merge_dependencies(std::vector<Dependency>& dependencies) {
  const auto key = [](const Dependency& d) { return std::tie(d.place.file, d.place.line, d.place.column, d.name); };
  std::stable_sort(dependencies.begin(), dependencies.end(), [&](const Dependency& a, const Dependency& b) {
    return key(a) != key(b) ? key(a) < key(b) : a.development < b.development;
  });
  dependencies.erase(std::unique(dependencies.begin(), dependencies.end(),
                                 [&](const Dependency& a, const Dependency& b) { return key(a) == key(b); }),
                     dependencies.end());
}

void order(ProjectFacts& facts) {
  merge_dependencies(facts.dependencies);
  std::stable_sort(facts.locked.begin(), facts.locked.end(), [](const Locked& a, const Locked& b) {
    return std::tie(a.ecosystem, a.name, a.place.file, a.place.line) < std::tie(b.ecosystem, b.name, b.place.file, b.place.line);
  });
  std::stable_sort(facts.settings.begin(), facts.settings.end(),
                   [](const Setting& a, const Setting& b) { return a.source < b.source; });
  std::sort(facts.read.begin(), facts.read.end());
  facts.read.erase(std::unique(facts.read.begin(), facts.read.end()), facts.read.end());
}

void declare(ProjectFacts& root, const Declared& declared) {
  for (const Declared::Value& value : declared.values) {
    root.settings.push_back({.source = "declared",
                             .key = value.key,
                             .value = value.value,
                             .kind = kind_of(value.value),
                             .place = value.place,
                             .basis = Basis::Declared});
    const std::optional<std::uint32_t> count = number(value.value);
    if ((value.key == "deployment.replicas" || value.key == "deployment.workers") && count) {
      root.replicas.push_back({"service", fmt::format("`{}: {}`", value.key, *count), *count, *count == 1,
                               value.key == "deployment.workers", value.place, Basis::Declared});
    }
    if (value.key == "proxy") {
      const bool present = value.value != "false" && value.value != "none" && value.value != "no";
      root.proxies.push_back({fmt::format("`proxy: {}`", value.value), present, value.place, Basis::Declared});
    }
  }
}

}  // namespace

RepositoryFacts derive(RepositoryFacts facts, const source::Tree& tree, const Declared& declared) {
  for (const source::File& file : tree.files) facts.files.push_back(file.path);
  facts.whole = tree.whole;
  find_enclosing(facts);
  add_claim_modes(facts);
  for (ProjectFacts& project : facts.projects) order(project);
  lock_dependencies(facts);
  lock_by_group(facts);
  declare(facts.projects.front(), declared);
  for (ProjectFacts& project : facts.projects) {
    sort_by_place(project.processes);
    add_frameworks(project);
  }
  share_web_stacks(facts);
  for (ProjectFacts& project : facts.projects) {
    let_jars_listen(project);
    conclude_all(project);
  }
  return facts;
}

}  // namespace chokepoint::facts
