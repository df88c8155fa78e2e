// What the readers of deployment files share: which images are somebody else's, which files are for development only, and how a
// command line becomes a process.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "facts/workspace.hpp"

namespace chokepoint::facts {

/// "ghcr.io/org/api:1.2@sha256:…" → "api"
std::string image_name(std::string_view image);

/// Databases, brokers, monitoring and the like: not the service that is analysed.
bool is_foreign_image(std::string_view image);
/// nginx, traefik, caddy, haproxy, envoy.
bool is_proxy_image(std::string_view image);

/// By the name of the file: `Dockerfile`, `Dockerfile.api`, `api.dockerfile`.
bool is_dockerfile(std::string_view name);

/// The runtime a base image ships, with an empty name if it ships none that is known: "node:20-alpine" → node 20.
Runtime runtime_of_image(std::string_view image);

/// `docker-compose.dev.yml`, `overlays/staging/api.yaml`: says nothing about production.
bool is_for_development(std::string_view path);

/// Lies with what a program carries along or generates: describes others than the project.
bool is_data(std::string_view path);

/// So many copies of what the subject names may run; 0: any number.
void add_copies(ProjectFacts& facts, std::string subject, std::string reason, std::uint32_t count, const Place& place);

/// Adds a process and the interface its server speaks. `listens` if something else says so, such as published ports.
void add_process(ProjectFacts& facts, std::string name, std::string command, bool listens, const Place& place);

/// A container with ports that starts what its image starts.
void add_image_process(ProjectFacts& facts, std::string_view name, const Place& place);

/// "a" and ["a", "b c"] alike, as one command line.
std::string command_text(const Node& node);

}  // namespace chokepoint::facts
