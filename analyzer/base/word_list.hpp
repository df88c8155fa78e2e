// Whether a word stands in a list of the code: `is_one_of(kind, {"Deployment", "StatefulSet"})`.
#pragma once
#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string_view>

namespace chokepoint {

template <class List>
bool is_one_of(std::string_view word, const List& words) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

inline bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The same for a long list that is sorted.
template <class List>
bool is_one_of_sorted(std::string_view word, const List& words) {
  return std::binary_search(std::begin(words), std::end(words), word);
}

}  // namespace chokepoint
