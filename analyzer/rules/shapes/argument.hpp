// Parameters of a function and what its callers give for them.
//
//   def page(self, limit): …     limit is the parameter at 1
//   users.page(50)               argument_for … 50
#pragma once
#include <cstdint>
#include <optional>

#include "flow/contexts.hpp"
#include "link/program.hpp"

namespace chokepoint::rules {

/// None if the slot is no parameter of the function.
std::optional<std::uint32_t> parameter_position(const link::Program& program, link::FunctionIndex function, link::SlotIndex slot);

/// What the call gives for the parameter, by its name or at its place; none if it gives nothing, or is no call.
ir::OpId argument_for(const link::Program& program, const flow::Contexts::Caller& caller, link::FunctionIndex function,
                      std::uint32_t position);

}  // namespace chokepoint::rules
