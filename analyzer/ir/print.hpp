// A readable dump of a FileIr, for `--dump ir` and for golden tests, and the check of its invariants.
#pragma once
#include <string>
#include <vector>

#include "ir/file_ir.hpp"

namespace chokepoint::ir {

/// One line per declaration, operation and region; stable across runs.
std::string dump(const FileIr& ir);
/// Only this function with its operations.
std::string dump(const FileIr& ir, FunctionId id);
/// A type as one word: `Map<String, List<User>>`.
std::string show(const FileIr& ir, TypeId id);

/// What is wrong with this FileIr, empty when nothing is: operands precede their users, ids are in range, regions nest.
std::vector<std::string> verify(const FileIr& ir);

}  // namespace chokepoint::ir
