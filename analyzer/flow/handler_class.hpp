// Classes that answer requests: which of their methods do. `class UserView(AuditMixin, View)` is answered by the methods of both.
#pragma once
#include <string>
#include <vector>

#include "flow/constants.hpp"
#include "link/program.hpp"
#include "models/model.hpp"

namespace chokepoint::flow {

/// The decorator of one of these names at the method, whoever defines it; null if there is none.
const ir::Decorator* decorator_named(const link::Program& program, link::FunctionIndex method,
                                     const std::vector<std::string>& names);

/// The methods of a class that a row speaks of: also those it inherits from classes of the repository, or those of all classes
/// that implement an interface.
std::vector<link::FunctionIndex> handler_methods(const link::Program& program, const models::Entry& row, link::ClassIndex klass);

/// Java: a route declared in an interface is answered by the classes that implement it. In the interface of a client there is nobody
/// to answer.
std::vector<link::FunctionIndex> implementations(const link::Program& program, link::FunctionIndex function);

/// Java: whether the class of the method implements an interface of the project that the repository does not hold, because the build
/// makes it (from an OpenAPI specification), and no class of the repository declares the method first.
bool implements_generated(const link::Program& program, link::FunctionIndex method);

/// The functions handed to a call, also through calls in its arguments.
void functions_in(const link::Program& program, const Origin& origin, std::vector<link::FunctionIndex>& found, int depth);

/// Java: whether the result is a reactive type, by qualified name; models say which handlers that matters for.
bool is_reactive(const link::Program& program, link::FunctionIndex function);

/// Whether a library lies somewhere below the class.
bool extends_library(const link::Program& program, link::ClassIndex klass);

}  // namespace chokepoint::flow
