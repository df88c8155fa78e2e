#include "rulebase/rulebase.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "base/nearest.hpp"
#include "rulebase/model_reader.hpp"
#include "rulebase/rule_reader.hpp"

namespace chokepoint::rulebase {
namespace {

namespace fs = std::filesystem;

/// All .yml files below `directory`, as paths relative to it, sorted; none where it does not exist.
Result<std::vector<std::string>> yaml_files(const fs::path& directory) {
  std::vector<std::string> files;
  std::error_code error;
  if (!fs::exists(directory, error)) return files;
  fs::recursive_directory_iterator entry(directory, error), end;
  for (; !error && entry != end; entry.increment(error)) {
    const fs::path extension = entry->path().extension();
    std::error_code ignored;
    if ((extension == ".yml" || extension == ".yaml") && entry->is_regular_file(ignored))
      files.push_back(entry->path().lexically_relative(directory).generic_string());
  }
  if (error) return fail(fmt::format("{}: cannot be listed: {}", directory.string(), error.message()));
  std::sort(files.begin(), files.end());
  return files;
}

/// Reads every file of a folder with `read(context, text)`; the error has a line per problem.
template <class T>
Result<std::vector<T>> read_folder(const fs::path& folder, const RuleBase& rules, T (*read)(Context&, std::string_view)) {
  const Result<std::vector<std::string>> files = yaml_files(folder);
  if (!files) return tl::make_unexpected(files.error());
  std::vector<T> values;
  std::vector<Error> errors;
  for (const std::string& file : *files) {
    Context context{(folder / file).generic_string(), file, &rules.vocabulary, &rules.guide, {}};
    const Result<std::string> text = read_text_file(context.file);
    if (text) values.push_back(read(context, *text));
    else context.errors.push_back(text.error());
    errors.insert(errors.end(), context.errors.begin(), context.errors.end());
  }
  if (!errors.empty()) return tl::make_unexpected(joined(errors));
  return values;
}

bool rule_less(const rules::Rule& a, const rules::Rule& b) { return a.info.id < b.info.id; }
bool library_less(const models::Library& a, const models::Library& b) {
  return std::tie(a.ecosystem, a.name) < std::tie(b.ecosystem, b.name);
}

/// Sorts `all`; an error for each element equal to its neighbour.
template <class T, class Less, class Describe>
void sort_unique(std::vector<T>& all, Less less, Describe describe, std::vector<Error>& errors) {
  std::stable_sort(all.begin(), all.end(), less);
  for (std::size_t i = 1; i < all.size(); ++i)
    if (!less(all[i - 1], all[i])) errors.push_back({describe(all[i], all[i - 1])});
}

void add_words(std::vector<Word>& words, const std::vector<Word>& more, std::string_view file, std::vector<Error>& errors) {
  words.insert(words.end(), more.begin(), more.end());
  sort_unique(
      words, [](const Word& a, const Word& b) { return a.name < b.name; },
      [&](const Word& word, const Word&) { return fmt::format("{}:1:1: word `{}` exists already", file, word.name); }, errors);
}

Result<void> add_vocabulary(Vocabulary& vocabulary, const std::string& file) {
  const Result<std::string> text = read_text_file(file);
  if (!text) return tl::make_unexpected(text.error());
  const Result<Vocabulary> more = read_vocabulary(file, *text);
  if (!more) return tl::make_unexpected(more.error());
  std::vector<Error> errors;
  for (const auto list : {&Vocabulary::effects, &Vocabulary::contexts, &Vocabulary::options, &Vocabulary::resources,
                          &Vocabulary::traits, &Vocabulary::facts, &Vocabulary::silencers})
    add_words(vocabulary.*list, (*more).*list, file, errors);
  if (vocabulary.effects.size() > max_effects) errors.push_back({fmt::format("{}:1:1: more than {} effects", file, max_effects)});
  if (!errors.empty()) return tl::make_unexpected(joined(errors));
  return {};
}

/// A rule gives way to rules that there are and that give way to none: of two findings one is always left.
void check_precedence(const RuleBase& rules, const fs::path& directory, std::vector<Error>& errors) {
  std::map<std::string_view, const rules::Rule*> by_id;
  for (const rules::Rule& rule : rules.rules) by_id.emplace(rule.info.id, &rule);
  std::vector<std::string_view> ids;
  for (const auto& [id, rule] : by_id) ids.push_back(id);
  for (const rules::Rule& rule : rules.rules) {
    for (const std::string& other : rule.info.gives_way_to) {
      const auto found = by_id.find(other);
      const std::string place = fmt::format("{}:1:1", (directory / "catalog" / rule.file).generic_string());
      if (found == by_id.end())
        errors.push_back({fmt::format("{}: `gives_way_to` names no rule `{}`{}", place, other, did_you_mean(other, ids))});
      else if (!found->second->info.gives_way_to.empty())
        errors.push_back({fmt::format("{}: `{}` gives way to `{}`, which gives way itself", place, rule.info.id, other)});
    }
  }
}

Result<void> add_catalog_and_models(RuleBase& rules, const fs::path& directory) {
  Result<std::vector<rules::Rule>> catalog = read_folder<rules::Rule>(directory / "catalog", rules, read_rule);
  Result<std::vector<models::Library>> models = read_folder<models::Library>(directory / "models", rules, read_model);
  std::vector<Error> errors;
  if (!catalog) errors.push_back(catalog.error());
  if (!models) errors.push_back(models.error());
  if (!errors.empty()) return tl::make_unexpected(joined(errors));
  rules.rules.insert(rules.rules.end(), catalog->begin(), catalog->end());
  rules.libraries.insert(rules.libraries.end(), models->begin(), models->end());
  sort_unique(
      rules.rules, rule_less,
      [&](const rules::Rule& rule, const rules::Rule& first) {
        return fmt::format("{}:1:1: rule `{}` exists already, in {}", (directory / "catalog" / rule.file).generic_string(),
                           rule.info.id, first.file);
      },
      errors);
  sort_unique(
      rules.libraries, library_less,
      [&](const models::Library& library, const models::Library& first) {
        return fmt::format("{}:1:1: library `{}` of `{}` is modelled already, in {}",
                           (directory / "models" / library.origin.file).generic_string(), library.name, library.ecosystem,
                           first.origin.file);
      },
      errors);
  check_precedence(rules, directory, errors);
  if (!errors.empty()) return tl::make_unexpected(joined(errors));
  return {};
}

}  // namespace

Result<void> add_directory(RuleBase& rules, const std::string& directory) {
  const fs::path path(directory);
  std::error_code error;
  if (!fs::is_directory(path, error)) return fail(fmt::format("{}: not a folder", directory));
  if (!fs::exists(path / "catalog", error) && !fs::exists(path / "models", error))
    return fail(fmt::format("{}: has neither a folder `catalog` nor a folder `models`", directory));
  RuleBase more = rules;
  if (fs::exists(path / "vocabulary.yml", error)) {
    const Result<void> added = add_vocabulary(more.vocabulary, (path / "vocabulary.yml").generic_string());
    if (!added) return added;
  }
  const Result<void> added = add_catalog_and_models(more, path);
  if (added) rules = std::move(more);
  return added;
}

Result<RuleBase> read_directory(const std::string& directory) {
  RuleBase rules;
  const std::string vocabulary_file = directory + "/vocabulary.yml", guide_file = directory + "/guide.yml";
  const Result<std::string> vocabulary_text = read_text_file(vocabulary_file), guide_text = read_text_file(guide_file);
  if (!vocabulary_text) return tl::make_unexpected(vocabulary_text.error());
  if (!guide_text) return tl::make_unexpected(guide_text.error());
  Result<Vocabulary> vocabulary = read_vocabulary(vocabulary_file, *vocabulary_text);
  if (!vocabulary) return tl::make_unexpected(vocabulary.error());
  Result<Guide> guide = read_guide(guide_file, *guide_text);
  if (!guide) return tl::make_unexpected(guide.error());
  rules.vocabulary = *std::move(vocabulary);
  rules.guide = *std::move(guide);
  const Result<void> added = add_catalog_and_models(rules, directory);
  if (!added) return tl::make_unexpected(added.error());
  return rules;
}

}  // namespace chokepoint::rulebase
