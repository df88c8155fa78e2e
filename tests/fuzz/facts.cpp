// Whatever a manifest holds, reading it ends, and what is said of it names a place that is there. Compiled once per reader, with
// CHOKEPOINT_FUZZ_FILE set to the name of the file.
#include <algorithm>
#include <cstdlib>

#include "facts/show.hpp"
#include "frontends/frontend.hpp"
#include "fuzz/target.hpp"
#include "source/file_name.hpp"

using namespace chokepoint;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

template <class Fact>
void check_places(const std::vector<Fact>& list, std::size_t lines) {
  for (const Fact& fact : list) check(fact.place.file.empty() || fact.place.line <= lines);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string path = CHOKEPOINT_FUZZ_FILE;
  const std::string text = tests::as_source(data, size);
  const std::size_t lines =
      static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; })) + 2;
  source::Tree tree;
  source::File file;
  file.path = path;
  file.size = text.size();
  file.language = source::language_of_name(path);
  file.project = source::ProjectId(1);
  tree.files = {file};
  tree.projects = {source::Project{}};
  static syntax::Parser parser;
  ir::FileIr ir;
  if (file.language != Language::None) ir = frontends::frontend_for(file.language)->lower(parser, file.language, path, text);
  std::vector<source::Notice> notices;
  const facts::RepositoryFacts facts = facts::read_project_facts(
      tree, [&](std::size_t) { return file.language == Language::None ? nullptr : &ir; }, {}, notices,
      [&](const source::File&, std::uint64_t) { return Result<std::string>(text); });
  for (const source::Notice& notice : notices) check(notice.path == path && notice.line <= lines && !notice.message.empty());
  for (const facts::ProjectFacts& project : facts.projects) {
    check_places(project.dependencies, lines);
    check_places(project.processes, lines);
    check_places(project.replicas, lines);
    check_places(project.settings, lines);
  }
  check(!facts::show(facts, notices).empty() && !facts::show_json(facts, notices).empty());
  return 0;
}
