// What a request brings: whether a value comes from the parameters of a handler, through variables, calls and the parameters of the
// functions it calls.
//
//   app.post("/:id", (request) => save(request.params.id));
//   function save(id) { carts.set(id, …); }                    `id` comes from the request
#pragma once
#include <map>
#include <set>
#include <utility>

#include "rules/state/lifespan.hpp"

namespace chokepoint::rules {

class RequestData {
 public:
  RequestData(const CheckInput& input, const Lifespans& lifespans);

  bool comes_from_request(link::FunctionIndex f, ir::OpId op) { return comes_from_request(f, op, 0); }

 private:
  bool comes_from_request(link::FunctionIndex f, ir::OpId op, int depth);
  bool is_request(link::FunctionIndex f, ir::OpId name) const;
  bool variable(link::SlotIndex slot, int depth);
  bool parameter(link::FunctionIndex f, std::uint32_t position, int depth);
  bool given(const flow::Contexts::Caller& caller, link::FunctionIndex f, std::uint32_t position, int depth);

  const CheckInput& input_;
  const link::Program& program_;
  const Lifespans& lifespans_;
  std::set<link::FunctionIndex> handlers_;
  std::map<link::SlotIndex, bool> known_;  // parameters and variables; false while they are asked
};

}  // namespace chokepoint::rules
