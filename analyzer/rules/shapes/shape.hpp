// A rule shape: how one kind of rule looks at the program. Rules are data, shapes are code.
#pragma once
#include <vector>

#include "rules/check.hpp"
#include "rules/reporter.hpp"

namespace chokepoint::rules {

std::vector<Hit> check_reach(const CheckInput& input, const Rule& rule);
std::vector<Hit> check_call(const CheckInput& input, const Rule& rule);
std::vector<Hit> check_chain(const CheckInput& input, const Rule& rule);
std::vector<Hit> check_loop(const CheckInput& input, const Rule& rule);
std::vector<Hit> check_resource(const CheckInput& input, const Rule& rule);
std::vector<Hit> check_entry(const CheckInput& input, const Rule& rule);
std::vector<Hit> check_hold(const CheckInput& input, const Rule& rule);
std::vector<Hit> check_state(const CheckInput& input, const Rule& rule);
std::vector<Hit> check_page(const CheckInput& input, const Rule& rule);
std::vector<Hit> check_project(const CheckInput& input, const Rule& rule);
std::vector<Hit> check_pair(const CheckInput& input, const Rule& rule);

/// Whether a rule speaks of this file at all: its language, and the file is analysed.
bool applies_to(const CheckInput& input, const Rule& rule, link::FunctionIndex function);
/// The contexts a rule asks for.
flow::ContextSet wanted_contexts(const Rule& rule);
/// Sites of the effects that a rule wants, without those it excludes, with evidence enough.
std::vector<const flow::EffectSite*> wanted_sites(const CheckInput& input, const Rule& rule);
/// Whether a parameter is the object that a method is called on, which the caller does not pass.
bool is_receiver(const link::Program& program, link::FunctionIndex function, std::uint32_t position);
bool has_word(const std::vector<std::string>& words, std::string_view word);

/// A value made once and kept: guarded by a look at the variable, field or map that it is stored to, or in a cached function.
bool is_memoised(const link::Program& program, link::FunctionIndex function, ir::OpId op);
/// The same for a factory: what the function returns is made once by everybody who calls it in production.
bool is_memoised_by_callers(const CheckInput& input, link::FunctionIndex function, ir::OpId op, int depth = 0);
/// A callback passed to a cache that runs it on a miss: `cache.Users.Load(id, func() { … })`.
bool fills_cache(const link::Program& program, link::FunctionIndex caller, ir::OpId call);
/// A call of something named a cache that reads: `s.userCache.Get(id)`.
bool reads_cache(const link::Program& program, link::FunctionIndex caller, ir::OpId call);

const ir::Op& op_at(const link::Program& program, link::FunctionIndex function, ir::OpId op);
std::string_view text_at(const link::Program& program, link::FunctionIndex function, Str text);

}  // namespace chokepoint::rules
