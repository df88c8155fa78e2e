#include "source/word_search.hpp"

#include <algorithm>
#include <cstring>

namespace chokepoint::source {
namespace {

constexpr std::size_t kQuad = 4;

std::size_t pair_at(const char* at) { return static_cast<unsigned char>(at[0]) | static_cast<unsigned char>(at[1]) << 8; }

std::size_t quad_at(const char* at) {
  std::uint32_t bytes = 0;
  std::memcpy(&bytes, at, kQuad);
  return (bytes * 2654435761u) >> 16;  // Knuth's multiplicative hash
}

}  // namespace

WordSearch::WordSearch(std::initializer_list<Group> groups) {
  std::uint32_t group = 1;
  for (const Group& words : groups) {
    for (const std::string_view word : words) {
      if (word.size() < kQuad) pairs_.set(pair_at(word.data()));
      else quads_.set(quad_at(word.data()));
      words_.push_back({word, group});
    }
    all_ |= group;
    group <<= 1;
  }
  std::sort(words_.begin(), words_.end(), [](const Word& a, const Word& b) { return a.text < b.text; });
}

std::uint32_t WordSearch::groups_at(std::string_view rest) const {
  std::uint32_t found = 0;
  const std::string_view pair = rest.substr(0, 2);
  auto word = std::lower_bound(words_.begin(), words_.end(), pair, [](const Word& w, std::string_view p) { return w.text < p; });
  for (; word != words_.end() && word->text.starts_with(pair); ++word) {
    if (rest.starts_with(word->text)) found |= word->group;
  }
  return found;
}

std::uint32_t WordSearch::groups_in(std::string_view text) const {
  std::uint32_t found = 0;
  std::size_t i = 0;
  for (; i + kQuad <= text.size() && found != all_; ++i) {
    const char* at = text.data() + i;
    if (quads_[quad_at(at)] || pairs_[pair_at(at)]) found |= groups_at(text.substr(i));
  }
  for (; i + 1 < text.size(); ++i) found |= groups_at(text.substr(i));
  return found;
}

}  // namespace chokepoint::source
