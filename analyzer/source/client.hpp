// Whether JavaScript runs in a browser instead of on the server.
//
//   "web/src/App.tsx" in a project that depends on react and on no server library  →  "project depends on a browser library"
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "source/project.hpp"

namespace chokepoint::source {

struct ClientContext {
  PackageKind package;             // of the nearest package.json
  bool other_language = false;     // the repository has production code in another language
};

/// The reason, none for code of a server. Only for the JavaScript family.
std::optional<std::string> client_reason(std::string_view path, std::string_view text, const ClientContext& context);

}  // namespace chokepoint::source
