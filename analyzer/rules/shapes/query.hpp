// A query as the chain of calls that builds it: what bounds it, what it filters by, where it starts.
#pragma once
#include <string>

#include "rules/check.hpp"

namespace chokepoint::rules {

struct Query {
  bool bounded = false;   // limit, slice, page, first, key, aggregate
  bool filtered = false;  // some condition narrows it
  bool unknown = false;   // part of it cannot be seen (SQL from elsewhere, a builder passed in)
  models::Rows rows = models::Rows::Same;
  std::string root;  // what it queries, as written: "User", "orders"
};

Query read_query(const CheckInput& input, const flow::EffectSite& site);

}  // namespace chokepoint::rules
