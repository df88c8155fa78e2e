// The names of containers: their own variables, and the variables, parameters and results of functions that stand for one.
//
//   const { carts } = require("./store");  function sweep(map) { map.clear(); }  sweep(carts);      `map` is `carts`
#pragma once
#include <unordered_map>
#include <vector>

#include <tsl/robin_map.h>

#include "rules/state/container.hpp"

namespace chokepoint::rules {

// What an operation yields: a container, a copy of it, or something that comes out of it.
struct Origin {
  enum class How : std::uint8_t { None, Whole, Copy, Inside, Size };
  std::uint32_t container = link::kNone;
  How how = How::None;
  bool passed = false;

  explicit operator bool() const { return how != How::None; }
  bool whole() const { return how == How::Whole; }
  friend bool operator==(const Origin&, const Origin&) = default;
};

inline Origin part(Origin origin, Origin::How how = Origin::How::Inside) {
  if (origin) origin.how = how;
  return origin;
}

class Aliases {
 public:
  Aliases(const link::Program& program, const std::vector<Container>& containers);

  /// The container whose own variable a slot is.
  Origin own(link::SlotIndex slot) const;
  /// What a slot stands for, in the function that was entered.
  Origin at(link::SlotIndex slot) const;
  Origin result(link::FunctionIndex f) const;
  /// Forgets what the variables of the function before were given last.
  void enter(link::FunctionIndex f);
  void assign(link::SlotIndex slot, const Origin& value);
  void learn(link::SlotIndex slot, const Origin& value);
  void learn_result(link::FunctionIndex f, const Origin& value);
  /// Whether a function speaks of a container under any name.
  bool touches(link::FunctionIndex f) const { return touches(f, 0); }
  /// … under one that was learned since it was last entered: else walking it teaches nothing.
  bool has_news_for(link::FunctionIndex f) const { return touches(f, entered_[f]); }
  /// Whether a name was learned since this was last asked.
  bool have_grown();

 private:
  using Time = std::uint32_t;  // counts the names that were learned

  void collect_slots();
  bool touches(link::FunctionIndex f, Time after) const;

  const link::Program& program_;
  std::unordered_map<link::SlotIndex, std::uint32_t> own_;
  std::unordered_map<link::SlotIndex, Origin> known_;
  std::unordered_map<link::SlotIndex, Origin> last_;
  struct Result {
    Origin origin;
    Time learned = 0;
  };
  tsl::robin_map<link::FunctionIndex, Result> results_;
  std::vector<Time> named_;    // per slot: when it was put into one of the maps, 0 for never
  std::vector<Time> entered_;  // per function
  Time now_ = 1;
  Time last_result_ = 0;                   // when the last of `results_` was learned
  std::vector<link::SlotIndex> slots_;     // that functions speak of, each once, function by function
  std::vector<std::uint32_t> first_slot_;  // per function, and the end
  bool grown_ = false;
};

}  // namespace chokepoint::rules
