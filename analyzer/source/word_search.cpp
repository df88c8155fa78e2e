#include "source/word_search.hpp"

#include <algorithm>

namespace chokepoint::source {
namespace {

std::size_t pair_at(const char* at) { return static_cast<unsigned char>(at[0]) | static_cast<unsigned char>(at[1]) << 8; }

}  // namespace

WordSearch::WordSearch(std::initializer_list<Group> groups) {
  std::uint32_t group = 1;
  for (const Group& words : groups) {
    for (const std::string_view word : words) {
      begins_.set(pair_at(word.data()));
      words_.push_back({word, group});
    }
    all_ |= group;
    group <<= 1;
  }
  std::sort(words_.begin(), words_.end(), [](const Word& a, const Word& b) { return a.text < b.text; });
}

std::uint32_t WordSearch::groups_in(std::string_view text) const {
  std::uint32_t found = 0;
  for (std::size_t i = 0; i + 1 < text.size() && found != all_; ++i) {
    if (!begins_[pair_at(text.data() + i)]) continue;
    const std::string_view rest = text.substr(i), pair = rest.substr(0, 2);
    auto word = std::lower_bound(words_.begin(), words_.end(), pair, [](const Word& w, std::string_view p) { return w.text < p; });
    for (; word != words_.end() && word->text.starts_with(pair); ++word) {
      if (rest.starts_with(word->text)) found |= word->group;
    }
  }
  return found;
}

}  // namespace chokepoint::source
