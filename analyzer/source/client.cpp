#include "source/client.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include <fmt/format.h>

#include "source/file_name.hpp"
#include "source/module_graph.hpp"
#include "source/word_search.hpp"

namespace chokepoint::source {
namespace {

/// What words of a text tell, a bit each.
enum Sign : std::uint32_t {
  kNodeCode = 1,      // only a Node process can do this
  kModuleOfPage = 2,  // the module system of browsers
  kPageRequest = 4,   // a URL without a host is relative to a page
  kAsksForPage = 8,   // code that asks whether there is a page
  kPageCode = 16,     // what only a page has
  kBrowser = 32,      // what looks like it
  kClientHook = 64,   // hooks that need a mounted component
  kServerRendering = 128,
  kNodeModule = 256,
};

std::uint32_t signs_of(std::string_view text) {
  static const WordSearch search{
      {"'node:", "\"node:", "exports.handler", "process.exit(", "__dirname", "(req, res", "req.body", "req.params", "req.query",
       "res.json({", "res.send(", "res.status(", "ctx.body"},
      {"define.amd"},
      {"fetch('/", "fetch(\"/", "fetch(`/", "fetch('../", "fetch(\"../", "fetch('./", "fetch(\"./"},
      {"typeof window", "typeof document", "globalThis", "page.evaluate"},
      {"})(window)", "(window);", "window.location", "window.addEventListener", "localStorage.", "sessionStorage.",
       "document.createElement(", "document.querySelector(", "document.getElementById(", "document.body",
       "document.addEventListener(", "new FileReader(", "new XMLHttpRequest(", "navigator.clipboard"},
      {"document.", "window.", "localStorage", "sessionStorage", "addEventListener(", "$(", "jQuery"},
      {"useState", "useEffect", "useRef", "useReducer", "useContext", "useLayoutEffect", "createContext"},
      {"getServerSideProps", "getStaticProps", "getInitialProps"},
      {"require(", "module.exports", "process.env"},
  };
  return search.groups_in(text);
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

bool is_node_code(std::uint32_t signs, const Imports& imports) {
  if (signs & kModuleOfPage) return false;
  return (signs & kNodeCode) ||
         imports_any(
             imports,
             {"express",        "koa", "fastify",     "@nestjs",    "@hapi/hapi", "hono",          "next/server", "next/headers",
              "mongoose",       "pg",  "mysql2",      "ioredis",    "redis",      "sequelize",     "typeorm",     "knex",
              "@prisma/client", "fs",  "fs/promises", "http",       "https",      "child_process", "cluster",     "net",
              "worker_threads", "os",  "server-only", "drizzle-orm"});
}

bool uses_browser(std::uint32_t signs, const Imports& imports) {
  return (signs & kBrowser) ||
         imports_any(imports, {"react-dom", "vue", "@angular", "svelte", "preact", "solid-js", "jquery", "angular"});
}

bool uses_client_hooks(std::uint32_t signs, const Imports& imports) {
  return (signs & kClientHook) && imports_any(imports, {"react", "preact/hooks", "preact"});
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
Side side_in_mixed(std::string_view path, std::string_view text, std::uint32_t signs, const Imports& imports,
                   const PackageKind& package) {
  if (has_directive(text, "use server") || (signs & kServerRendering)) return {};
  if (uses_client_hooks(signs, imports)) return browser("hooks of a mounted component");
  if (is_component_file(path) && (!package.renders || directory_among(path, {"components"}))) return browser("component of a page");
  if (!package.renders &&
      imports_any(imports, {"react", "react-dom", "vue", "@angular/core", "svelte", "preact", "solid-js", "jquery"})) {
    return browser("imports a browser library");
  }
  const auto directory = directory_among(path, {"client", "frontend", "front-end", "webapp", "ui", "browser"});
  if (directory && uses_browser(signs, imports)) return browser(fmt::format("directory `{}` with browser code", *directory));
  if ((signs & kPageCode) && !(signs & kAsksForPage)) return browser("code for a page");
  return {Side::Kind::Open, {}};
}

}  // namespace

Side side_of(std::string_view path, std::string_view text, const Imports& imports, const ClientContext& context) {
  if (has_directive(text, "use client")) return browser("directive `use client`");
  const auto directory = page_directory(path, context.package);
  const std::uint32_t signs = signs_of(text);
  if (is_node_code(signs, imports)) return {};
  const bool answers = path.find("/route.") != std::string_view::npos;  // what it sends to the page may be a script
  if (!answers && (signs & kPageRequest)) return browser("requests relative to a page");
  if (directory) return {Side::Kind::Browser, fmt::format("directory `{}`", *directory), true};
  if (context.package.server) return context.package.browser ? side_in_mixed(path, text, signs, imports, context.package) : Side{};
  if (context.package.browser) return browser("project depends on a browser library and on no server library");
  if (!context.other_language) return {};
  const auto pages = directory_among(path, {"client", "frontend", "front-end", "webapp", "ui", "web", "www", "templates"});
  if (pages) return browser(fmt::format("directory `{}`", *pages));
  if (uses_browser(signs, imports) || !(signs & kNodeModule)) { return browser("browser script beside another language"); }
  return {};
}

}  // namespace chokepoint::source
