// Python: in which list a route stands. Django's routes are known by the list that holds them, not by a router they are made on:
//
//   shop = [path("carts/", carts)]                      # in the list `shop`,
//   urlpatterns = [path("api/", include((shop, "s")))]  # which is served below "api/"
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "link/program.hpp"

namespace chokepoint::flow {

class RouteLists {
 public:
  explicit RouteLists(const link::Program& program) : program_(program) {}

  /// A variable that holds routes counts as a router of its own.
  static std::uint32_t of_variable(link::SlotIndex slot) { return kVariable | slot; }

  static bool is_variable(std::uint32_t router) { return (router & kVariable) != 0 && router != link::kNone; }

  /// What holds the value of an operation: a variable, or the call that it is an argument of if `mounts` says that this mounts
  /// routers; kNone if nothing does.
  template <class Mounts>
  std::uint32_t around(link::FunctionIndex function, ir::OpId op, Mounts mounts) {
    for (int hops = 0; op && hops < kMaxHops; ++hops) {
      const ir::OpId user = user_of(function, op);
      if (!user) return link::kNone;
      if (mounts(user)) return program_.global_op(function, user);
      if (const link::SlotIndex slot = stored_in(function, user); slot != link::kNone) return of_variable(slot);
      op = passes_on(function, user, op) ? user : ir::OpId{};
    }
    return link::kNone;
  }

  /// The variables named in an operand: in `include((shop, "s"))`, `include(router.urls)`.
  std::vector<link::SlotIndex> named(link::FunctionIndex function, ir::OpId op, int depth = 0) const;

 private:
  static constexpr std::uint32_t kVariable = 0x80000000u;
  static constexpr int kMaxHops = 32;  // lists in calls in lists

  ir::OpId user_of(link::FunctionIndex function, ir::OpId op);
  link::SlotIndex stored_in(link::FunctionIndex function, ir::OpId user) const;
  bool passes_on(link::FunctionIndex function, ir::OpId user, ir::OpId op) const;

  const link::Program& program_;
  std::map<link::FunctionIndex, std::vector<ir::OpId>> users_;  // per operation: the one that uses it
};

}  // namespace chokepoint::flow
