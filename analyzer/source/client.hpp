// Whether JavaScript runs in a browser instead of on the server.
//
//   "web/src/App.tsx" in a project that depends on react and on no server library  →  "project depends on a browser library"
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "source/project.hpp"

namespace chokepoint::source {

struct ClientContext {
  PackageKind package;          // of the nearest package.json
  bool other_language = false;  // the repository has production code in another language
};

/// Where a file runs. Open: the file itself does not tell, as its project has both pages and a server; who imports it decides.
struct Side {
  enum class Kind : std::uint8_t { Server, Browser, Open };
  Kind kind = Kind::Server;
  std::string reason;         // for Browser
  bool by_directory = false;  // nothing but the directory says Browser: the server may use the file too
};

/// Only for the JavaScript family.
/// `imports`: the names of modules in its imports.
Side side_of(std::string_view path, std::string_view text, const std::vector<std::string>& imports, const ClientContext& context);

}  // namespace chokepoint::source
