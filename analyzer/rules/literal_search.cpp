#include "rules/literal_search.hpp"

namespace chokepoint::rules {

LiteralSearch::LiteralSearch(std::vector<std::string> words) : words_(std::move(words)) {
  for (std::uint32_t i = 0; i < words_.size(); ++i) {
    const std::uint32_t beginning = beginning_of(words_[i].data());
    beginnings_[place_of(beginning)] = true;
    by_beginning_[beginning].push_back(i);
  }
}

}  // namespace chokepoint::rules
