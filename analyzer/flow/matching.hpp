// How places, types and files of a model are found in a program.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "flow/constants.hpp"
#include "link/program.hpp"
#include "models/library_index.hpp"

namespace chokepoint::flow {

using link::FunctionIndex;
using link::Program;

/// The operation at this place of a call, none if it is not there. `known` becomes false when a spread or an object from elsewhere
/// may hide it, so that "absent" must not be concluded.
struct Found {
  FunctionIndex function = link::kNone;  // in which function `op` stands: an option object may be built elsewhere
  ir::OpId op;
  bool known = true;
};
Found find_place(const Program& program, FunctionIndex caller, ir::OpId call, const models::Place& place);

/// The same without following option objects into other functions; none if it is not there.
ir::OpId argument_at(const Program& program, FunctionIndex caller, ir::OpId call, const models::Place& place);

/// Whether the n-th operand of the call stands at one of the places.
bool operand_matches(const Program& program, FunctionIndex caller, ir::OpId call, std::uint32_t operand,
                     const std::vector<models::Place>& places);

/// Whether the first argument may name one of these events, `on("request", f)`; without events anything may.
bool takes_event(const Program& program, FunctionIndex caller, ir::OpId call, const std::vector<std::string>& events);

/// One text or the texts of a list.
std::vector<std::string> constant_texts(const Program& program, FunctionIndex function, ir::OpId op,
                                        const Bindings* bindings = nullptr);

/// The library types that a class of the repository derives from, through classes of the repository and of libraries.
std::vector<std::string_view> library_ancestors(const Program& program, const models::LibraryIndex& library,
                                                link::ClassIndex klass);

/// Whether a class of the repository derives from a library type, through classes of the repository and of libraries.
bool class_derives(const Program& program, const models::LibraryIndex& library, link::ClassIndex klass, std::string_view base);

/// Functions a JavaScript file exports under one of these names ("default" included), or a Python file has at its top.
std::vector<FunctionIndex> exported_functions(const Program& program, link::FileIndex file, const std::vector<std::string>& names);

/// The URL of a route file: "app/api/users/[id]/route.ts" → "/api/users/[id]".
std::string route_of_file(std::string_view path);

}  // namespace chokepoint::flow
