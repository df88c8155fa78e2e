// Under which path the routes of a router are served: `app.use("/api", users)` puts those of `users` under "/api".
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "link/program.hpp"
#include "models/library_index.hpp"

namespace chokepoint::flow {

/// "/api" and "/users" → "/api/users", with one slash between them.
std::string join_paths(const std::string& prefix, const std::string& path);

class RouterPrefixes {
 public:
  RouterPrefixes(const link::Program& program, const models::LibraryIndex& library);

  /// The whole prefix of a router, "" if it is mounted nowhere.
  std::string of(std::uint32_t router, int depth = 0) const;

  /// A module counts as a router by its first operation.
  static std::uint32_t module_of(const link::Program& program, link::FunctionIndex function);

 private:
  void add(const link::Program& program, const link::Registration& registration, const models::Mount& mount);

  std::map<std::uint32_t, std::string> own_;                                // of routers made with a prefix
  std::map<std::uint32_t, std::pair<std::uint32_t, std::string>> parents_;  // router → where it is mounted, and under what
};

}  // namespace chokepoint::flow
