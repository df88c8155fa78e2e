// Under which path the routes of a router are served: `app.use("/api", users)` puts those of `users` under "/api".
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "flow/route_lists.hpp"
#include "link/program.hpp"
#include "models/library_index.hpp"

namespace chokepoint::flow {

/// "/api" and "/users" → "/api/users", with one slash between them.
std::string join_paths(const std::string& prefix, const std::string& path);

class RouterPrefixes {
 public:
  RouterPrefixes(const link::Program& program, const models::LibraryIndex& library);

  /// What a registration registers on: a router, a list of routes or, without either, the module around it.
  std::uint32_t router_of(const link::Registration& registration);

  /// The whole prefix of a router wherever it is mounted; one empty text if nowhere.
  std::vector<std::string> all_of(std::uint32_t router, int depth = 0) const;
  std::string of(std::uint32_t router) const { return all_of(router).front(); }

  /// A module counts as a router by its first operation.
  static std::uint32_t module_of(const link::Program& program, link::FunctionIndex function);

 private:
  using Parent = std::pair<std::uint32_t, std::string>;  // where a router is mounted, and under what

  void add(const link::Registration& registration, const models::Mount& mount);
  void mount(std::uint32_t router, std::uint32_t parent, const std::string& prefix);
  void mount_lists(const link::Registration& registration, const models::Mount& mount, std::uint32_t parent,
                   const std::string& prefix);
  std::uint32_t list_around(link::FunctionIndex function, ir::OpId op);
  void splice_lists();

  const link::Program& program_;
  RouteLists lists_;
  std::set<std::uint32_t> mounting_;                      // Python: calls that mount lists
  std::map<std::uint32_t, link::FunctionIndex> holders_;  // Python: lists of routes, and a function that fills them
  std::map<std::uint32_t, std::string> own_;              // of routers made with a prefix
  std::map<std::uint32_t, std::vector<Parent>> parents_;
};

}  // namespace chokepoint::flow
