#include "rules/path_index.hpp"

#include <algorithm>

#include "rules/literal_search.hpp"

namespace chokepoint::rules {
namespace {

// The longest part between wildcards, which every path that fits has: "**fly*.toml" → ".toml". "" for one that is too short.
std::string word_of(std::string_view pattern) {
  std::string_view longest;
  while (!pattern.empty()) {
    // `**/` may stand for nothing.
    if (pattern.starts_with("**/")) pattern.remove_prefix(3);
    const std::string_view part = pattern.substr(0, pattern.find('*'));
    if (part.size() > longest.size()) longest = part;
    pattern.remove_prefix(std::min(pattern.size(), std::max<std::size_t>(part.size(), 1)));
  }
  return longest.size() < LiteralSearch::kShortest ? "" : std::string(longest);
}

}  // namespace

PathIndex::PathIndex(const facts::RepositoryFacts& facts, const std::vector<Rule>& rules) {
  each_clue(rules, [&](const Clue& clue) {
    if (!clue.files.empty()) paths_.try_emplace(clue.files);
  });
  using Paths = std::vector<const std::string*>;
  std::vector<std::string> words;
  std::vector<Paths*> with_word, with_any;
  for (auto& [patterns, paths] : paths_) {
    for (const std::string& pattern : patterns) {
      std::string word = word_of(pattern);
      (word.empty() ? with_any : with_word).push_back(&paths);
      if (!word.empty()) words.push_back(std::move(word));
    }
  }
  const LiteralSearch search(std::move(words));
  for (const std::string& path : facts.files) {
    const auto add = [&](Paths& paths) {
      if (paths.empty() || paths.back() != &path) paths.push_back(&path);
    };
    for (Paths* paths : with_any) add(*paths);
    search.each_in(path, [&](std::uint32_t word) { add(*with_word[word]); });
  }
}

}  // namespace chokepoint::rules
