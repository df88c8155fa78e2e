#include "source/client.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include <fmt/format.h>

#include "source/file_name.hpp"
#include "source/module_graph.hpp"

namespace chokepoint::source {
namespace {

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// The first directory of the path that is one of `names`.
std::optional<std::string_view> directory_among(std::string_view path, std::initializer_list<std::string_view> names) {
  for (std::size_t begin = 0, end; (end = path.find('/', begin)) != std::string_view::npos; begin = end + 1) {
    const std::string_view component = path.substr(begin, end - begin);
    if (std::find(names.begin(), names.end(), component) != names.end()) return component;
  }
  return std::nullopt;
}

using Imports = std::vector<std::string>;

/// Whether one of these modules is imported, or a path below it.
bool imports_any(const Imports& imports, std::initializer_list<std::string_view> modules) {
  return std::any_of(imports.begin(), imports.end(), [&](std::string_view name) {
    return std::any_of(modules.begin(), modules.end(), [&](std::string_view module) {
      return name.starts_with(module) && (name.size() == module.size() || name[module.size()] == '/');
    });
  });
}

bool has_directive(std::string_view text, std::string_view directive) {
  const std::size_t found = text.substr(0, 2048).find(directive);
  return found != std::string_view::npos && found > 0 && (text[found - 1] == '\'' || text[found - 1] == '"');
}

/// Only a Node process can do this.
bool is_node_code(std::string_view text, const Imports& imports) {
  if (text.find("define.amd") != std::string_view::npos) return false;
  return imports_any(
             imports,
             {"express",        "koa", "fastify",     "@nestjs",    "@hapi/hapi", "hono",          "next/server", "next/headers",
              "mongoose",       "pg",  "mysql2",      "ioredis",    "redis",      "sequelize",     "typeorm",     "knex",
              "@prisma/client", "fs",  "fs/promises", "http",       "https",      "child_process", "cluster",     "net",
              "worker_threads", "os",  "server-only", "drizzle-orm"}) ||
         contains_any(text, {"'node:", "\"node:", "exports.handler", "process.exit(", "__dirname", "(req, res", "req.body",
                             "req.params", "req.query", "res.json({", "res.send(", "res.status(", "ctx.body"});
}

/// A URL without a host is relative to a page.
bool fetches_from_page(std::string_view text) {
  return contains_any(text, {"fetch('/", "fetch(\"/", "fetch(`/", "fetch('../", "fetch(\"../", "fetch('./", "fetch(\"./"});
}

/// What only a page has, in code that does not ask whether there is one.
bool runs_in_page(std::string_view text) {
  if (contains_any(text, {"typeof window", "typeof document", "globalThis", "page.evaluate"})) return false;
  return contains_any(text,
                      {"})(window)", "(window);", "window.location", "window.addEventListener", "localStorage.", "sessionStorage.",
                       "document.createElement(", "document.querySelector(", "document.getElementById(", "document.body",
                       "document.addEventListener(", "new FileReader(", "new XMLHttpRequest(", "navigator.clipboard"});
}

bool uses_browser(std::string_view text, const Imports& imports) {
  return contains_any(text, {"document.", "window.", "localStorage", "sessionStorage", "addEventListener(", "$(", "jQuery"}) ||
         imports_any(imports, {"react-dom", "vue", "@angular", "svelte", "preact", "solid-js", "jquery", "angular"});
}

/// Hooks that need a mounted component.
bool uses_client_hooks(std::string_view text, const Imports& imports) {
  return imports_any(imports, {"react", "preact/hooks", "preact"}) &&
         contains_any(text, {"useState", "useEffect", "useRef", "useReducer", "useContext", "useLayoutEffect", "createContext"});
}

bool is_component_file(std::string_view path) { return path.ends_with(".tsx") || path.ends_with(".jsx"); }

/// `public/js/` holds files for the browser, `routes/public/` does not.
std::optional<std::string_view> page_directory(std::string_view path, const PackageKind& package) {
  const auto directory =
      directory_among(path, {"public", "static", "wwwroot", "assets", path.ends_with(".js") ? "templates" : "public"});
  if (!directory || !package.server) return directory;
  const std::string_view above = path.substr(0, static_cast<std::size_t>(directory->data() - path.data()));
  const bool is_part_of_server = directory_among(above, {"api", "controller", "controllers", "domain", "features", "graphql",
                                                         "handlers", "middleware", "middlewares", "models", "modules", "resolvers",
                                                         "route", "router", "routers", "routes", "services", "v1", "v2"})
                                     .has_value();
  return is_part_of_server ? std::nullopt : directory;
}

Side browser(std::string reason) { return {Side::Kind::Browser, std::move(reason)}; }

/// In a project that has both: only what the file itself shows counts.
Side side_in_mixed(std::string_view path, std::string_view text, const Imports& imports, const PackageKind& package) {
  if (has_directive(text, "use server") || contains_any(text, {"getServerSideProps", "getStaticProps", "getInitialProps"}))
    return {};
  if (uses_client_hooks(text, imports)) return browser("hooks of a mounted component");
  if (is_component_file(path) && (!package.renders || directory_among(path, {"components"}))) return browser("component of a page");
  if (!package.renders &&
      imports_any(imports, {"react", "react-dom", "vue", "@angular/core", "svelte", "preact", "solid-js", "jquery"})) {
    return browser("imports a browser library");
  }
  const auto directory = directory_among(path, {"client", "frontend", "front-end", "webapp", "ui", "browser"});
  if (directory && uses_browser(text, imports)) return browser(fmt::format("directory `{}` with browser code", *directory));
  if (runs_in_page(text)) return browser("code for a page");
  return {Side::Kind::Open, {}};
}

}  // namespace

Side side_of(std::string_view path, std::string_view text, const Imports& imports, const ClientContext& context) {
  if (has_directive(text, "use client")) return browser("directive `use client`");
  const auto directory = page_directory(path, context.package);
  if (is_node_code(text, imports)) return {};
  const bool answers = path.find("/route.") != std::string_view::npos;  // what it sends to the page may be a script
  if (!answers && fetches_from_page(text)) return browser("requests relative to a page");
  if (directory) return {Side::Kind::Browser, fmt::format("directory `{}`", *directory), true};
  if (context.package.server) return context.package.browser ? side_in_mixed(path, text, imports, context.package) : Side{};
  if (context.package.browser) return browser("project depends on a browser library and on no server library");
  if (!context.other_language) return {};
  const auto pages = directory_among(path, {"client", "frontend", "front-end", "webapp", "ui", "web", "www", "templates"});
  if (pages) return browser(fmt::format("directory `{}`", *pages));
  if (uses_browser(text, imports) || !contains_any(text, {"require(", "module.exports", "process.env"})) {
    return browser("browser script beside another language");
  }
  return {};
}

}  // namespace chokepoint::source
