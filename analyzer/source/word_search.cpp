#include "source/word_search.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/hash_place.hpp"

namespace chokepoint::source {
namespace {

constexpr std::size_t kBlock = 3;
constexpr std::size_t kShortest = 5;  // of a word in the window: with shorter ones it would hardly move

std::size_t hash_of_bytes(std::uint32_t bytes) { return hash_place(bytes, WordSearch::kHashBits); }

/// Of the block that ends before `end`; four bytes before it are readable.
std::size_t hash_before(const char* end) {
  std::uint32_t bytes = 0;
  std::memcpy(&bytes, end - sizeof bytes, sizeof bytes);
  return hash_of_bytes(bytes >> 8);  // without the byte before the block
}

/// Of the four bytes at `begin`.
std::size_t hash_of_beginning(const char* begin) {
  std::uint32_t bytes = 0;
  std::memcpy(&bytes, begin, sizeof bytes);
  return hash_of_bytes(bytes);
}

}  // namespace

WordSearch::WordSearch(std::initializer_list<Group> groups) {
  std::uint32_t group = 1;
  for (const Group& words : groups) {
    for (const std::string_view word : words) (word.size() < kShortest ? short_words_ : words_).push_back({word, group});
    group <<= 1;
  }
  std::sort(words_.begin(), words_.end(), [](const Word& a, const Word& b) { return a.text < b.text; });
  if (!words_.empty()) learn_shifts();
}

void WordSearch::learn_shifts() {
  window_ = std::numeric_limits<std::uint8_t>::max();
  for (const Word& word : words_) window_ = std::min(window_, word.text.size());
  shifts_.fill(static_cast<std::uint8_t>(window_ - kBlock + 1));
  for (const Word& word : words_) {
    beginnings_.set(hash_of_beginning(word.text.data()));
    for (std::size_t end = kBlock; end <= window_; ++end) {
      // The first block of a word has no byte before it that could be read.
      char block[kBlock + 1] = {};
      std::memcpy(block + 1, word.text.data() + end - kBlock, kBlock);
      std::uint8_t& shift = shifts_[hash_before(std::end(block))];
      shift = std::min(shift, static_cast<std::uint8_t>(window_ - end));
    }
  }
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
  for (const Word& word : short_words_) {
    if (text.find(word.text) != std::string_view::npos) found |= word.group;
  }
  if (window_ == 0) return found;
  for (std::size_t end = window_; end <= text.size();) {
    const std::size_t shift = shifts_[hash_before(text.data() + end)];
    const std::size_t begin = end - window_;
    if (shift == 0 && beginnings_[hash_of_beginning(text.data() + begin)]) found |= groups_at(text.substr(begin));
    end += std::max<std::size_t>(shift, 1);
  }
  return found;
}

}  // namespace chokepoint::source
