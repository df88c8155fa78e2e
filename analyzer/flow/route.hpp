// How a route is read off the call that registers it: `router.Handle("GET", "/users", handler)` → "GET", "/users".
#pragma once
#include <string>
#include <string_view>

#include "flow/constants.hpp"
#include "models/model.hpp"

namespace chokepoint::flow {

/// What a route is registered with: the call, and what binds the parameters of the function around it.
struct RouteSite {
  FunctionIndex caller = link::kNone;
  ir::OpId op;
  Bindings bindings;
  std::string_view name;  // of the registering function or decorator
};

/// "GET", "GET|HEAD"; "" if any or none.
std::string verb_of(const Program& program, const models::Entry& row, const RouteSite& site, FunctionIndex handler);

/// The path that another annotation of the same function gives: `@GET @Path("/users")`.
std::string path_beside(const Program& program, const models::Entry& row, FunctionIndex function);

/// "/users/{id}" as written; "" if the row names none or nothing of it is known.
std::string path_of(const Program& program, const models::Entry& row, const RouteSite& site);

/// Whether the registration names a path, if only "".
bool names_path(const Program& program, const models::Entry& row, const RouteSite& site);

/// Python: a regular expression as path, without what says that it begins and ends there.
std::string without_anchors(std::string path);

/// The path in a request predicate: "/users" of `GET("/users").and(accept(JSON))`; "" if there is none.
std::string path_in_predicate(const Program& program, FunctionIndex function, ir::OpId predicate, const Bindings* bindings);

/// The HTTP method that the method of a handler class answers: "GET" of `get`; "" of `dispatch_request`, which answers all.
std::string verb_of_method(std::string_view method);

}  // namespace chokepoint::flow
