// Gates over the rule base of this repository: no dead words, no rule without examples.
#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "rulebase/fields.hpp"
#include "rulebase/rulebase.hpp"

namespace chokepoint::rulebase {
namespace {

/// The visitor of fields.hpp that collects the words rules and models use.
class WordCollector {
 public:
  std::map<Words, std::set<std::string>> used;

  template <class T>
  void field(std::string_view, T& value, const Spec& spec) {
    collect(value, spec);
  }
  template <class T>
  void named(std::string_view, std::vector<T>& values, const Spec& spec) {
    collect(values, spec);
  }
  void key_field(std::string& value, const Spec& spec) { collect(value, spec); }
  template <class Walk>
  void group(std::string_view, const Spec&, Walk walk) {
    walk(*this);
  }
  template <class E, class Walk>
  void choice(std::string_view, E&, const Spec&, Walk walk) {
    walk(*this);
  }
  void version(std::string_view) {}
  void origin(models::Origin&) {}
  void file(std::string&) {}

  template <class T>
  void collect(std::vector<T>& values, const Spec& spec) {
    for (T& value : values) collect(value, spec);
  }
  void collect(std::string& value, const Spec& spec) {
    if (!value.empty()) used[spec.words].insert(value);
  }
  template <class T>
  void collect(T& value, const Spec&) {
    if constexpr (requires { visit_fields(*this, value); }) visit_fields(*this, value);
  }
};

std::set<std::string> unused_words(RuleBase rules) {
  WordCollector collector;
  collector.collect(rules.rules, {});
  collector.collect(rules.libraries, {});
  std::set<std::string> unused;
  const auto compare = [&](const std::string& list, const std::vector<Word>& words, Words kind) {
    for (const Word& word : words)
      if (!collector.used[kind].contains(word.name)) unused.insert(list + "  " + word.name);
  };
  compare("effects", rules.vocabulary.effects, Words::Effect);
  compare("contexts", rules.vocabulary.contexts, Words::Context);
  compare("options", rules.vocabulary.options, Words::Option);
  compare("resources", rules.vocabulary.resources, Words::Resource);
  compare("traits", rules.vocabulary.traits, Words::Trait);
  compare("facts", rules.vocabulary.facts, Words::Fact);
  compare("silencers", rules.vocabulary.silencers, Words::Silencer);
  return unused;
}

TEST(gates, every_word_is_used_or_has_a_reason) {
  std::set<std::string> excused;
  std::ifstream file(UNUSED_WORDS);
  ASSERT_TRUE(file);
  for (std::string line, last; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    EXPECT_NE(line.find("  -- "), std::string::npos) << "no reason: " << line;
    EXPECT_LT(last, line) << "not sorted";
    excused.insert(line.substr(0, line.find("  -- ")));
    last = line;
  }
  const std::set<std::string> unused = unused_words(*built_in());
  for (const std::string& word : unused)
    EXPECT_TRUE(excused.contains(word))
        << word << ": no rule and no model uses it; use it, delete it from rules/vocabulary.yml or say why in unused_words.txt";
  for (const std::string& word : excused)
    EXPECT_TRUE(unused.contains(word)) << word << ": is used now; delete its line from unused_words.txt";
}

TEST(gates, every_rule_has_examples_for_all_its_languages) {
  const RuleBase rules = *built_in();
  for (const rules::Rule& rule : rules.rules) {
    std::set<std::string> shown;
    for (const findings::RuleInfo::Example& example : rule.info.examples) {
      shown.insert(example.language);
      EXPECT_EQ(example.good.find(rule.info.id), std::string::npos) << rule.file << ": a good example is marked";
    }
    for (const std::string& language : rule.info.languages)
      EXPECT_TRUE(shown.contains(language)) << rule.file << ": no example for " << language;
  }
}

TEST(gates, families_are_folders_and_every_severity_can_be_reached) {
  const RuleBase rules = *built_in();
  for (const rules::Rule& rule : rules.rules) {
    EXPECT_EQ(std::count(rule.file.begin(), rule.file.end(), '/'), 1) << rule.file;
    for (std::size_t i = 0; i + 1 < rule.severity_cases.size(); ++i) {
      const rules::SeverityCase& one = rule.severity_cases[i];
      EXPECT_FALSE(one.effects.empty() && one.contexts.empty() && one.facts.empty() && one.traits.empty())
          << rule.file << ": the cases after an unconditional one are dead";
    }
  }
}

}  // namespace
}  // namespace chokepoint::rulebase
