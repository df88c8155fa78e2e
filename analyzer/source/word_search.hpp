// Which of many words a text contains, found in one pass.
//
//   static const WordSearch signs{{"req.body", "res.send("}, {"window.", "document."}};
//   signs.groups_in(text)     → bit 0 for a word of the first group, bit 1 for one of the second
#pragma once
#include <bitset>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace chokepoint::source {

class WordSearch {
 public:
  using Group = std::initializer_list<std::string_view>;  // words of at least two bytes

  /// At most 32 groups. The words must outlive the search: literals do.
  WordSearch(std::initializer_list<Group> groups);

  /// One bit for each group of which a word occurs.
  std::uint32_t groups_in(std::string_view text) const;

 private:
  std::uint32_t groups_at(std::string_view rest) const;

  struct Word {
    std::string_view text;
    std::uint32_t group;
  };

  // Beginnings of words, so that nearly all places of a text are passed over at once.
  std::bitset<1 << 16> pairs_;  // of words that are shorter than four bytes
  std::bitset<1 << 16> quads_;  // of the others, hashed
  std::vector<Word> words_;     // sorted
  std::uint32_t all_ = 0;
};

}  // namespace chokepoint::source
