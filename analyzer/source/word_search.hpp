// Which of many words a text contains, found in one pass that looks at a part of its bytes only.
//
//   static const WordSearch signs{{"req.body", "res.send("}, {"window.", "document."}};
//   signs.groups_in(text)     → bit 0 for a word of the first group, bit 1 for one of the second
#pragma once
#include <array>
#include <bitset>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace chokepoint::source {

class WordSearch {
 public:
  static constexpr int kHashBits = 12;

  using Group = std::initializer_list<std::string_view>;  // words of at least two bytes

  /// At most 32 groups. The words must outlive the search: literals do.
  WordSearch(std::initializer_list<Group> groups);

  /// One bit for each group of which a word occurs.
  std::uint32_t groups_in(std::string_view text) const;

 private:
  struct Word {
    std::string_view text;
    std::uint32_t group;
  };
  void learn_shifts();
  std::uint32_t groups_at(std::string_view rest) const;

  // The algorithm of Wu and Manber: a window as long as the shortest word moves over the text; its last bytes tell how far it can
  // move on before it may cover the beginning of a word.
  std::array<std::uint8_t, 1 << kHashBits> shifts_{};  // by the hash of a block
  std::bitset<1 << kHashBits> beginnings_;             // of words, hashed
  std::size_t window_ = 0;                             // 0 without a long word
  std::vector<Word> words_;                            // sorted
  std::vector<Word> short_words_;                      // too short for a window; searched one by one
};

}  // namespace chokepoint::source
