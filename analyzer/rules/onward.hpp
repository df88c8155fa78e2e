// Which remote calls are a service's own way on to other services, rather than its start, itself, or what a caller sent along.
//
//   rate = requests.get(f"{RATES}/today")            onward: the service knows whom it asks
//   page = requests.get(request.args["url"])         not: whoever calls says whom
//   requests.post(webhook.url, json=event)           not: neither operator nor author is known to have named it
//   requests.get("http://localhost:8080/health")     not: asks its own machine
#pragma once
#include <map>

#include "rules/check.hpp"

namespace chokepoint::rules {

/// Keeps hold of the input; each function is looked at once.
class Onward {
 public:
  explicit Onward(const CheckInput& input) : input_(input) {}

  /// Whether a route of the same service leads to the call, nearer than any other entry point, and the address is the service's own.
  bool holds(const flow::EffectSite& site);

 private:
  bool is_served(link::FunctionIndex function);

  const CheckInput& input_;
  std::map<link::FunctionIndex, bool> served_;
};

/// What stands before the routes of others: a filter or interceptor. It makes no service by itself.
bool is_filter(const flow::EntryPoint& entry);

}  // namespace chokepoint::rules
