#include "source/project.hpp"

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "base/word_list.hpp"
#include "source/file_name.hpp"

namespace chokepoint::source {
namespace {

// Libraries that only a process on a server uses. Keep sorted.
constexpr std::string_view server_packages[] = {"@adonisjs/core",
                                                "@apollo/server",
                                                "@elastic/elasticsearch",
                                                "@feathersjs/express",
                                                "@feathersjs/feathers",
                                                "@feathersjs/koa",
                                                "@google-cloud/functions-framework",
                                                "@grpc/grpc-js",
                                                "@hapi/hapi",
                                                "@hono/node-server",
                                                "@keystone-6/core",
                                                "@koa/router",
                                                "@loopback/rest",
                                                "@medusajs/framework",
                                                "@medusajs/medusa",
                                                "@mikro-orm/core",
                                                "@nestjs/common",
                                                "@nestjs/core",
                                                "@prisma/client",
                                                "@strapi/strapi",
                                                "@trpc/server",
                                                "amqplib",
                                                "apollo-server",
                                                "apollo-server-express",
                                                "better-sqlite3",
                                                "bull",
                                                "bullmq",
                                                "connect",
                                                "directus",
                                                "drizzle-orm",
                                                "egg",
                                                "elysia",
                                                "express",
                                                "fastify",
                                                "firebase-admin",
                                                "firebase-functions",
                                                "graphql-yoga",
                                                "grpc",
                                                "h3",
                                                "hapi",
                                                "hono",
                                                "ioredis",
                                                "kafkajs",
                                                "keystone",
                                                "knex",
                                                "koa",
                                                "mariadb",
                                                "meteor-node-stubs",
                                                "micro",
                                                "midway",
                                                "moleculer",
                                                "mongodb",
                                                "mongoose",
                                                "mysql",
                                                "mysql2",
                                                "nitropack",
                                                "nodemailer",
                                                "objection",
                                                "parse-server",
                                                "payload",
                                                "pg",
                                                "polka",
                                                "redis",
                                                "restify",
                                                "sails",
                                                "sequelize",
                                                "socket.io",
                                                "sqlite3",
                                                "typeorm",
                                                "uWebSockets.js",
                                                "ws"};
// Frameworks that render pages on the server. Keep sorted.
constexpr std::string_view rendering_packages[] = {"@analogjs/platform",
                                                   "@builder.io/qwik-city",
                                                   "@react-router/node",
                                                   "@react-router/serve",
                                                   "@redwoodjs/core",
                                                   "@remix-run/node",
                                                   "@remix-run/serve",
                                                   "@solidjs/start",
                                                   "@sveltejs/adapter-node",
                                                   "@tanstack/react-start",
                                                   "@tanstack/solid-start",
                                                   "astro",
                                                   "blitz",
                                                   "next",
                                                   "nuxt",
                                                   "nuxt3",
                                                   "remix"};
// Keep sorted.
constexpr std::string_view browser_packages[] = {
    "@angular/core", "@tauri-apps/api", "@vue/cli-service", "alpinejs", "angular", "backbone", "ember-source",
    "expo",          "htmx.org",        "jquery",           "lit",      "preact",  "react",    "react-dom",
    "react-native",  "solid-js",        "svelte",           "vue"};

void count(const nlohmann::json& dependencies, PackageKind& kind, bool shipped) {
  if (!dependencies.is_object()) return;
  for (const auto& [name, version] : dependencies.items()) {
    kind.renders |= is_one_of_sorted(name, rendering_packages);
    // Test helpers and dev servers are development dependencies too.
    if (shipped) kind.server |= is_one_of_sorted(name, server_packages);
    kind.browser |= is_one_of_sorted(name, browser_packages);
    kind.bundles |= name == "vite" || name == "parcel" || name == "webpack-dev-server";
  }
}

}  // namespace

PackageKind package_kind(std::string_view package_json) {
  if (package_json.starts_with("\xEF\xBB\xBF")) package_json.remove_prefix(3);
  const nlohmann::json package = nlohmann::json::parse(package_json, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  PackageKind kind;
  if (!package.is_object()) return kind;
  kind.known = true;
  for (const char* key : {"dependencies", "optionalDependencies", "peerDependencies"}) {
    if (const auto found = package.find(key); found != package.end()) count(*found, kind, true);
  }
  if (const auto found = package.find("devDependencies"); found != package.end()) count(*found, kind, false);
  kind.server |= kind.renders;
  return kind;
}

std::vector<Project> find_projects(const std::vector<std::string_view>& paths) {
  std::map<std::string_view, std::vector<std::string>> manifests;
  for (const std::string_view path : paths) {
    if (makes_project(name_of(path))) manifests[directory_of(path)];
  }
  manifests[""];
  for (const std::string_view path : paths) {
    const std::string_view name = name_of(path);
    if (!makes_project(name) && !is_lock_file(name)) continue;
    if (const auto found = manifests.find(directory_of(path)); found != manifests.end()) found->second.emplace_back(path);
  }
  std::vector<Project> projects;
  for (auto& [path, files] : manifests) projects.push_back({std::string(path), std::move(files)});
  return projects;
}

ProjectIndex::ProjectIndex(const std::vector<Project>& projects) {
  for (const Project& project : projects) paths_.push_back(project.path);
}

ProjectId ProjectIndex::of(std::string_view path) const {
  for (std::string_view directory = directory_of(path);; directory = directory_of(directory)) {
    const auto found = std::lower_bound(paths_.begin(), paths_.end(), directory);
    if (found != paths_.end() && *found == directory)
      return ProjectId::from_index(static_cast<std::size_t>(found - paths_.begin()));
    if (directory.empty()) return ProjectId{};
  }
}

}  // namespace chokepoint::source
