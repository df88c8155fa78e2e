// Which JavaScript modules run on the server, by who imports whom.
//
//   "lib/format.ts", imported by nothing but components that begin with 'use client', runs in the browser only
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chokepoint::source {

struct Module {
  /// Open: neither path nor content tell. Page: in a directory of files for the browser, which the server may share.
  enum class Side : std::uint8_t { Server, Browser, Open, Page };
  std::string_view path;
  Side side = Side::Server;
  std::span<const std::string> imports;  // as written
};

/// The names in `import … from "x"`, `export … from "x"`, `import("x")` and `require("x")`.
std::vector<std::string> imports_of(std::string_view text);

/// Per module, whether the server runs it: server modules, what they import unless it is a Browser module, and open modules that
/// nothing imports, as a framework may load them by their path. A page counts only when the import names exactly this file.
std::vector<bool> server_modules(const std::vector<Module>& modules);

}  // namespace chokepoint::source
