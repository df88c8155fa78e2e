// Go: rows of which only the first is read, however many the query may have:
//
//   rows, err := db.Query("SELECT … WHERE name = ?", name)
//   if !rows.Next() { return nil, ErrNotFound }
#pragma once
#include "link/program.hpp"

namespace chokepoint::rules {

/// Whether the rows that the call yields are asked for the next one, and never in a loop, here or in the functions that get them.
bool reads_first_row_only(const link::Program& program, link::FunctionIndex function, ir::OpId query);

}  // namespace chokepoint::rules
