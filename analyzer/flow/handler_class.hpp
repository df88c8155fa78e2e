// Classes that answer requests: which of their methods do. `class UserView(AuditMixin, View)` is answered by the methods of both.
#pragma once
#include <vector>

#include "link/program.hpp"
#include "models/model.hpp"

namespace chokepoint::flow {

/// The methods of a class that a row speaks of: also those it inherits from classes of the repository, or those of all classes
/// that implement an interface.
std::vector<link::FunctionIndex> handler_methods(const link::Program& program, const models::Entry& row, link::ClassIndex klass);

/// Whether a library lies somewhere below the class.
bool extends_library(const link::Program& program, link::ClassIndex klass);

}  // namespace chokepoint::flow
