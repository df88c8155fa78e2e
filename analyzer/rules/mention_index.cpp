#include "rules/mention_index.hpp"

#include <algorithm>

#include <re2/filtered_re2.h>

#include "base/letter_case.hpp"
#include "base/parallel.hpp"
#include "rules/literal_search.hpp"

namespace chokepoint::rules {
namespace {

// Each is tried on those strings only that have the words without which it matches nothing.
class Expressions {
 public:
  explicit Expressions(const std::vector<std::string>& expressions) : words_(words_of(expressions)) {
    filter_.AllPotentials({}, &without_words_);
    for (int word = 0; word < static_cast<int>(with_word_.size()); ++word)
      filter_.AllPotentials({word}, &with_word_[static_cast<std::size_t>(word)]);
  }

  /// The first string that matches, by the number of the expression.
  std::vector<Str> first_in(const StringTable& strings) const {
    std::vector<Str> first(static_cast<std::size_t>(filter_.NumRegexps()));
    const std::string lower = lower_case(strings.bytes());
    std::vector<int> words;  // of one string
    std::size_t begin = 0;
    for (std::size_t i = 0; i < strings.size(); begin = strings.ends()[i++]) {
      words.clear();
      words_.each_in(std::string_view(lower).substr(begin, strings.ends()[i] - begin),
                     [&](std::uint32_t word) { words.push_back(static_cast<int>(word)); });
      try_those_with(words, Str::from_index(i), strings, first);
    }
    return first;
  }

 private:
  LiteralSearch words_of(const std::vector<std::string>& expressions) {
    int number = 0;
    for (const std::string& expression : expressions) filter_.Add(expression, RE2::Options(), &number);
    std::vector<std::string> words;
    if (!expressions.empty()) filter_.Compile(&words);
    with_word_.resize(words.size());
    return LiteralSearch(std::move(words));
  }

  void try_those_with(const std::vector<int>& words, Str id, const StringTable& strings, std::vector<Str>& first) const {
    std::vector<int> several;
    if (words.size() > 1) filter_.AllPotentials(words, &several);
    const std::vector<int>& wanted = words.empty()       ? without_words_
                                     : words.size() == 1 ? with_word_[static_cast<std::size_t>(words[0])]
                                                         : several;
    for (const int expression : wanted) {
      Str& found = first[static_cast<std::size_t>(expression)];
      const std::string_view text = strings[id];
      if (!found && RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), filter_.GetRE2(expression))) found = id;
    }
  }

  re2::FilteredRE2 filter_{static_cast<int>(LiteralSearch::kShortest)};
  std::vector<int> without_words_;           // expressions that have no such words
  std::vector<std::vector<int>> with_word_;  // expressions that a single word is enough for
  LiteralSearch words_;
};

}  // namespace

MentionIndex::MentionIndex(const link::Program& program, const std::vector<Rule>& rules, unsigned jobs) {
  each_clue(rules, [&](const Clue& clue) {
    if (!clue.mentions.empty()) mentions_.try_emplace(clue.mentions);
  });
  std::vector<std::string> expressions;
  std::vector<std::vector<Mention>*> mentions;
  for (auto& [expression, found] : mentions_) {
    expressions.push_back(expression);
    mentions.push_back(&found);
  }
  const Expressions all(expressions);
  std::vector<std::vector<Str>> first(program.files.size());
  parallel_for(program.files.size(), jobs, [&](std::size_t i, unsigned) {
    const link::ProgramFile& file = program.files[i];
    if (!file.offline && file.ir && file.project) first[i] = all.first_in(file.ir->strings);
  });
  for (std::size_t i = 0; i < first.size(); ++i) {
    for (std::size_t one = 0; one < first[i].size(); ++one) {
      if (first[i][one]) mentions[one]->push_back({static_cast<link::FileIndex>(i), first[i][one]});
    }
  }
}

}  // namespace chokepoint::rules
