// Which of many words a text has, found in one pass.
//
//   LiteralSearch({"limit", "rate"}).each_in("rate_limit", visit)     → visit(1), visit(0)
#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <tsl/robin_map.h>

#include "base/hash_place.hpp"

namespace chokepoint::rules {

class LiteralSearch {
 public:
  static constexpr std::size_t kShortest = 3;

  /// No word is shorter than kShortest.
  explicit LiteralSearch(std::vector<std::string> words);

  /// Calls `visit(number of the word)` for each place where one begins.
  template <class Visit>
  void each_in(std::string_view text, Visit&& visit) const {
    for (; text.size() >= kShortest; text.remove_prefix(1)) {
      const std::uint32_t beginning = beginning_of(text.data());
      if (!beginnings_[place_of(beginning)]) continue;
      const auto words = by_beginning_.find(beginning);
      if (words == by_beginning_.end()) continue;
      for (const std::uint32_t word : words->second) {
        if (text.starts_with(words_[word])) visit(word);
      }
    }
  }

 private:
  static constexpr int kPlaceBits = 13;

  static std::uint32_t beginning_of(const char* at) {
    std::uint16_t first = 0;
    std::memcpy(&first, at, sizeof first);
    return first | static_cast<std::uint32_t>(static_cast<unsigned char>(at[2])) << 16;
  }
  static std::size_t place_of(std::uint32_t beginning) { return hash_place(beginning, kPlaceBits); }

  std::vector<std::string> words_;
  std::array<bool, 1 << kPlaceBits> beginnings_{};  // hashed, so that nearly all places of a text are passed over at once
  tsl::robin_map<std::uint32_t, std::vector<std::uint32_t>> by_beginning_;
};

}  // namespace chokepoint::rules
