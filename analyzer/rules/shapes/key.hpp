// Conditions that name keys, so that a query yields at most as many rows as there are keys: `where("id = ?", id)`,
// `filter_by(id=1)`, `find({_id: x})`, `In("object_id", ids)`.
#pragma once
#include <string>
#include <string_view>

#include "link/program.hpp"

namespace chokepoint::rules {

/// Whether a column of this name identifies a row.
bool is_key(std::string_view column);

/// The same for a list of values, `"tag.slug_name"`: of a foreign key it holds the parents that somebody has picked.
bool is_listed_key(std::string_view column);

/// Whether a `where` of this SQL names a key.
bool has_key_condition(const std::string& sql);

/// Whether an argument of this call is a condition on a key.
bool has_key(const link::Program& program, link::FunctionIndex function, const ir::Op& call);

}  // namespace chokepoint::rules
