// Small constants of a program: strings and numbers followed through variables and concatenation.
#pragma once
#include <optional>
#include <string>

#include "link/program.hpp"

namespace chokepoint::flow {

using link::FunctionIndex;
using link::Program;

/// What the parameters of a registration are bound to: by the calls around it, innermost first, and by the struct literal whose
/// fields it reads.
struct Bindings {
  FunctionIndex function = link::kNone;  // where the registration stands
  const std::vector<link::Frame>* frames = nullptr;
  link::Frame literal;
  link::ClassIndex literal_class = link::kNone;
};

/// The text an operation stands for: a literal, a template with `{}` for what is not constant, a concatenation, or a variable
/// that is written once. nullopt if nothing of it is known.
std::optional<std::string> constant_text(const Program& program, FunctionIndex function, ir::OpId op, int depth = 0,
                                         const Bindings* bindings = nullptr);

/// The number an operation stands for; folds `60 * 1000`.
std::optional<double> constant_number(const Program& program, FunctionIndex function, ir::OpId op, int depth = 0);

/// Whether the operation is this literal as written: "None", "null", "0", "false".
bool is_literal(const Program& program, FunctionIndex function, ir::OpId op, std::string_view text);

/// The operation whose value `op` carries, through names that are written once: the origin of `timeout` in `f(timeout)`.
struct Origin {
  FunctionIndex function = link::kNone;
  ir::OpId op;
};
Origin origin_of(const Program& program, FunctionIndex function, ir::OpId op, const Bindings* bindings = nullptr);

}  // namespace chokepoint::flow
