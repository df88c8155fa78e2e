#include "rules/state/containers_by_name.hpp"

#include "base/hash_place.hpp"

namespace chokepoint::rules {

ContainersByName::ContainersByName(const std::vector<Container>& containers) {
  for (std::uint32_t i = 0; i < containers.size(); ++i) {
    by_name_[containers[i].name].push_back(i);
    looks_[look_of(containers[i].name)] = true;
  }
}

const std::vector<std::uint32_t>* ContainersByName::find(std::string_view name) const {
  if (!looks_[look_of(name)]) return nullptr;
  const auto named = by_name_.find(name);
  return named == by_name_.end() ? nullptr : &named->second;
}

std::size_t ContainersByName::look_of(std::string_view name) {
  if (name.empty()) return 0;
  const auto byte = [](char c) { return static_cast<std::uint32_t>(static_cast<unsigned char>(c)); };
  const std::uint32_t look = byte(name.front()) | byte(name.back()) << 8 | static_cast<std::uint32_t>(name.size()) << 16;
  return hash_place(look, kLookBits);
}

}  // namespace chokepoint::rules
