#include "rules/mention_index.hpp"

#include <numeric>

#include <re2/re2.h>
#include <re2/set.h>

#include "base/parallel.hpp"

namespace chokepoint::rules {
namespace {

constexpr std::int64_t kMaxAutomaton = std::int64_t{64} << 20;

std::map<std::string, std::vector<link::FileIndex>> expressions_of(const std::vector<Rule>& rules) {
  std::map<std::string, std::vector<link::FileIndex>> expressions;
  for (const Rule& rule : rules) {
    for (const auto* clues : {&rule.match.anchors, &rule.match.with, &rule.match.without, &rule.match.limits}) {
      for (const Clue& clue : *clues) {
        if (!clue.mentions.empty()) expressions.try_emplace(clue.mentions);
      }
    }
  }
  return expressions;
}

// One string a line.
std::string lines_of(const StringTable& strings) {
  std::string lines;
  lines.reserve(strings.bytes().size() + strings.size());
  for (std::size_t i = 0; i < strings.size(); ++i) {
    lines += strings[Str::from_index(i)];
    lines += '\n';
  }
  return lines;
}

}  // namespace

MentionIndex::MentionIndex(const link::Program& program, const std::vector<Rule>& rules, unsigned jobs)
    : files_(expressions_of(rules)) {
  RE2::Options options;
  options.set_max_mem(kMaxAutomaton);
  RE2::Set set(options, RE2::UNANCHORED);
  // `^`, `$` and `\b` take the beginning and the end of a line for those of a string.
  for (const auto& [expression, files] : files_) set.Add("(?m:" + expression + ")", nullptr);
  set.Compile();
  std::vector<std::vector<int>> found(program.files.size());
  parallel_for(program.files.size(), jobs, [&](std::size_t i, unsigned) {
    const link::ProgramFile& file = program.files[i];
    if (file.offline || !file.ir || !file.project) return;
    RE2::Set::ErrorInfo error{};
    if (set.Match(lines_of(file.ir->strings), &found[i], &error) || error.kind != RE2::Set::kOutOfMemory) return;
    found[i].resize(files_.size());  // it may have any
    std::iota(found[i].begin(), found[i].end(), 0);
  });
  std::vector<std::vector<link::FileIndex>*> by_number;
  for (auto& [expression, files] : files_) by_number.push_back(&files);
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const int number : found[i]) by_number[static_cast<std::size_t>(number)]->push_back(static_cast<link::FileIndex>(i));
  }
}

}  // namespace chokepoint::rules
