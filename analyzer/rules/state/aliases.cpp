#include "rules/state/aliases.hpp"

#include <algorithm>

namespace chokepoint::rules {

using link::FunctionIndex;
using link::SlotIndex;

Aliases::Aliases(const link::Program& program, const std::vector<Container>& containers)
    : program_(program), named_(program.slots.size()) {
  for (std::uint32_t i = 0; i < containers.size(); ++i) {
    own_[containers[i].slot] = i;
    named_[containers[i].slot] = true;
  }
  if (!containers.empty()) collect_slots();
}

void Aliases::collect_slots() {
  std::vector<FunctionIndex> last_speaker(program_.slots.size(), link::kNone);
  for (FunctionIndex f = 0; f < program_.file_of_function.size(); ++f) {
    first_slot_.push_back(static_cast<std::uint32_t>(slots_.size()));
    if (program_.file_of(f).offline) continue;
    const auto ops = program_.ir_of(f).ops_of(program_.function(f));
    for (std::size_t i = 0; i < ops.size(); ++i) {
      const SlotIndex slot = program_.slot_of(f, ir::OpId::from_index(i));
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
  return found == results_.end() ? Origin{} : found->second;
}

void Aliases::assign(SlotIndex slot, const Origin& value) {
  if (!value && !named_[slot]) return;
  last_[slot] = value;
  if (value) learn(slot, value);
}

void Aliases::learn(SlotIndex slot, const Origin& value) {
  named_[slot] = true;
  if (value) grown_ |= known_.try_emplace(slot, value).second;
}

void Aliases::learn_result(FunctionIndex f, const Origin& value) {
  if (value) grown_ |= results_.try_emplace(f, value).second;
}

bool Aliases::touches(FunctionIndex f) const {
  const auto begin = slots_.begin() + first_slot_[f], end = slots_.begin() + first_slot_[f + 1];
  if (std::any_of(begin, end, [&](SlotIndex slot) { return named_[slot]; })) return true;
  if (results_.empty()) return false;
  for (const link::CallSite& call : program_.calls_of(f)) {
    for (const link::Edge& edge : program_.edges_of(call)) {
      if (results_.contains(edge.target)) return true;
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
