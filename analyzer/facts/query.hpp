// Questions about the facts of a project, for rules. A project sees its own facts and those of the projects around it: what a
// monorepo says at its root holds for its parts.
//
//   holds(facts, project, "replicated")                                   a word; conclusion() says why
//   find_dependency(facts, project, "npm", "express")                     a dependency with its locked version
//   find_settings(facts, project, "spring", "spring.datasource.hikari.*") keys of a configuration, nearest project first
//   find_processes(facts, project, "gunicorn")                            what is started
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "facts/project_facts.hpp"

namespace chokepoint::facts {

/// The project and those around it, nearest first.
std::vector<const ProjectFacts*> seen_from(const RepositoryFacts& facts, source::ProjectId project);

/// Why a word holds for a project, null when it does not: the nearest project that says anything about the word's kind decides
/// (`single` here hides `replicated` further out).
const Conclusion* conclusion(const RepositoryFacts& facts, source::ProjectId project, std::string_view word);
bool holds(const RepositoryFacts& facts, source::ProjectId project, std::string_view word);

/// Null when there is none. A name that ends in `*` is a prefix: "org.springframework.boot:*". Those for development come last.
const Dependency* find_dependency(const RepositoryFacts& facts, source::ProjectId project, std::string_view ecosystem,
                                  std::string_view name);

/// Settings with this key. `*` matches within a part of a key between dots: "DATABASES.*.ENGINE", "container.ports[*].name"; as the
/// last part it matches any rest. An empty source means any; those outside production and those that are overridden are left
/// out unless asked for.
std::vector<const Setting*> find_settings(const RepositoryFacts& facts, source::ProjectId project, std::string_view source,
                                          std::string_view key, bool also_development = false);

/// Processes of a program; "" means any.
std::vector<const Process*> find_processes(const RepositoryFacts& facts, source::ProjectId project, std::string_view program);

/// The locked version of a library, or the version that its range names exactly; "" if unknown. For Go the module path may go
/// without its major version ("github.com/redis/go-redis").
std::string version_of(const RepositoryFacts& facts, source::ProjectId project, std::string_view ecosystem,
                       std::string_view library);

/// The runtime as shipped (base image), else as asked for; null if unknown.
const Runtime* find_runtime(const RepositoryFacts& facts, source::ProjectId project, std::string_view name);

bool key_matches(std::string_view key, std::string_view pattern);

}  // namespace chokepoint::facts
