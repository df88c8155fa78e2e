// The closed list of words that join rules and models: a model says `effects: [http-out]`, a rule asks for `effects: [http-out]`,
// and neither may use a word that does not stand in rules/vocabulary.yml.
#pragma once
#include <string>
#include <vector>

#include "base/result.hpp"

namespace chokepoint::rulebase {

struct Word {
  std::string name;
  std::string text;  // one sentence
};

/// Each list sorted by name: an effect's index is its bit.
struct Vocabulary {
  std::vector<Word> effects, contexts, options, resources, traits, facts, silencers;
};

constexpr std::size_t max_effects = 64;

Result<Vocabulary> read_vocabulary(std::string_view file, std::string_view text);

}  // namespace chokepoint::rulebase
