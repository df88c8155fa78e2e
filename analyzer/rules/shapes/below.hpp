// What a stretch of code does, itself and in what it calls: the effects below it, the nearest first.
//
//   look_below(input, sites, {f, 0, end}, Follow::Thread)     sends-mail in `f`, then what its callees do …
#pragma once
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "rules/check.hpp"

namespace chokepoint::rules {

/// Operations [first, end) of a function, as zero-based positions.
struct Stretch {
  link::FunctionIndex function = link::kNone;
  std::uint32_t first = 0;
  std::uint32_t end = 0;
};
Stretch whole_of(const link::Program& program, link::FunctionIndex function);

enum class Follow : std::uint8_t {
  Thread,    // what runs before the stretch is left, on whatever thread it is waited for
  Anywhere,  // also what it starts in this process
};

struct Reached {
  const flow::EffectSite* site = nullptr;
  std::vector<std::pair<link::FunctionIndex, ir::OpId>> hops;  // calls from the stretch down to the effect, which is last
};

struct Below {
  std::vector<Reached> effects;
  std::vector<link::FunctionIndex> functions;  // looked at, the stretch's own first
};

using SitesOf = std::map<link::FunctionIndex, std::vector<const flow::EffectSite*>>;
/// Effects of the rule, without those it excludes.
SitesOf sites_of(const CheckInput& input, const Rule& rule);

/// Functions of `closed` are not entered.
Below look_below(const CheckInput& input, const SitesOf& sites, const Stretch& stretch, Follow follow,
                 const std::set<link::FunctionIndex>& closed = {});

}  // namespace chokepoint::rules
