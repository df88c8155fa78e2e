// Whether a number in a function is the one a client has sent.
//
//   Number(request.query.limit) || 20      chosen: it may be a million
//   Math.min(Number(request.query.limit), 100)   capped
#pragma once
#include "rules/check.hpp"

namespace chokepoint::rules {

enum class ClientNumber : std::uint8_t {
  Unknown,  // it comes from where it cannot be followed
  Capped,   // a constant, or something has compared or cut it
  Chosen,   // the client's, and nothing on the way caps it
};

ClientNumber number_of_client(const CheckInput& input, link::FunctionIndex function, ir::OpId op);

}  // namespace chokepoint::rules
