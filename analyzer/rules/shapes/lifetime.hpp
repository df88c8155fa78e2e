// How long a connection lives, and for what: tells one that is opened for a request from one whose life others decide about.
#pragma once
#include "rules/check.hpp"

namespace chokepoint::rules {

/// The value of `made` is returned, kept in an object or wrapped in one: what it is for does not show in this function.
bool handed_on(const link::Program& program, link::FunctionIndex function, ir::OpId made);

/// The connection only proves that one can be opened (`ping`, then `close`), or sets up the database itself (`CREATE DATABASE`).
bool tests_or_sets_up(const link::Program& program, link::FunctionIndex function, ir::OpId made);

}  // namespace chokepoint::rules
