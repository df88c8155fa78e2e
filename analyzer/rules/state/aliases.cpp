#include "rules/state/aliases.hpp"

#include <algorithm>

namespace chokepoint::rules {

using link::FunctionIndex;
using link::SlotIndex;

Aliases::Aliases(const link::Program& program, const std::vector<Container>& containers)
    : program_(program), named_(program.slots.size()), entered_(program.file_of_function.size()) {
  for (std::uint32_t i = 0; i < containers.size(); ++i) {
    own_[containers[i].slot] = i;
    named_[containers[i].slot] = now_;
  }
  if (!containers.empty()) collect_slots();
}

void Aliases::collect_slots() {
  std::vector<FunctionIndex> last_speaker(program_.slots.size(), link::kNone);
  for (FunctionIndex f = 0; f < program_.file_of_function.size(); ++f) {
    first_slot_.push_back(static_cast<std::uint32_t>(slots_.size()));
    if (program_.file_of(f).offline) continue;
    for (const link::Binding binding : program_.bindings_of(f)) {
      const SlotIndex slot = program_.slot_of(binding);
      if (slot == link::kNone || last_speaker[slot] == f) continue;
      last_speaker[slot] = f;
      slots_.push_back(slot);
    }
  }
  first_slot_.push_back(static_cast<std::uint32_t>(slots_.size()));
}

Origin Aliases::own(SlotIndex slot) const {
  if (!named_[slot]) return {};
  const auto found = own_.find(slot);
  return found == own_.end() ? Origin{} : Origin{found->second, Origin::How::Whole, false};
}

Origin Aliases::at(SlotIndex slot) const {
  if (!named_[slot]) return {};
  if (const Origin whole = own(slot)) return whole;
  if (const auto last = last_.find(slot); last != last_.end()) return last->second;
  const auto known = known_.find(slot);
  return known == known_.end() ? Origin{} : known->second;
}

Origin Aliases::result(FunctionIndex f) const {
  const auto found = results_.find(f);
  return found == results_.end() ? Origin{} : found->second.origin;
}

void Aliases::enter(FunctionIndex f) {
  if (!last_.empty()) last_.clear();
  entered_[f] = now_;
}

void Aliases::assign(SlotIndex slot, const Origin& value) {
  if (!value && !named_[slot]) return;
  last_[slot] = value;
  if (value) learn(slot, value);
}

void Aliases::learn(SlotIndex slot, const Origin& value) {
  if (!known_.try_emplace(slot, value).second) return;
  named_[slot] = ++now_;
  grown_ = true;
}

void Aliases::learn_result(FunctionIndex f, const Origin& value) {
  if (!results_.try_emplace(f, Result{value, now_ + 1}).second) return;
  last_result_ = ++now_;
  grown_ = true;
}

bool Aliases::touches(FunctionIndex f, Time after) const {
  const auto begin = slots_.begin() + first_slot_[f], end = slots_.begin() + first_slot_[f + 1];
  if (std::any_of(begin, end, [&](SlotIndex slot) { return named_[slot] > after; })) return true;
  if (last_result_ <= after) return false;
  for (const link::CallSite& call : program_.calls_of(f)) {
    for (const link::Edge& edge : program_.edges_of(call)) {
      const auto result = results_.find(edge.target);
      if (result != results_.end() && result->second.learned > after) return true;
    }
  }
  return false;
}

bool Aliases::have_grown() {
  const bool answer = grown_;
  grown_ = false;
  return answer;
}

}  // namespace chokepoint::rules
