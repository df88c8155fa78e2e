// Reading and parsing alone: what a scan cannot do without. Reads the files that a scan of the same folders reads, with the same
// runtime, grammars, allocator and threads, and makes nothing of them.
//
//   parse_only JOBS PATH…    → {"files": 1430, "bytes": 12345678, "seconds": 1.234, "cpu_seconds": 1.2}
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <tree_sitter/api.h>

#include "base/heap.hpp"
#include "base/parallel.hpp"
#include "driver/index.hpp"
#include "driver/stopwatch.hpp"
#include "source/discover.hpp"
#include "syntax/arena.hpp"

extern "C" {
const TSLanguage* tree_sitter_go();
const TSLanguage* tree_sitter_java();
const TSLanguage* tree_sitter_javascript();
const TSLanguage* tree_sitter_python();
const TSLanguage* tree_sitter_tsx();
const TSLanguage* tree_sitter_typescript();
}

namespace {

using namespace chokepoint;

const TSLanguage* grammar_of(Language language) {
  switch (language) {
    case Language::Go: return tree_sitter_go();
    case Language::Java: return tree_sitter_java();
    case Language::JavaScript: return tree_sitter_javascript();
    case Language::Python: return tree_sitter_python();
    case Language::Tsx: return tree_sitter_tsx();
    case Language::TypeScript: return tree_sitter_typescript();
    default: return nullptr;
  }
}

std::size_t parse(const source::File& file, syntax::Arena& arena) {
  const Result<std::string> text = source::read_text(file.absolute, ~std::uint64_t{0} >> 32);
  if (!text) return 0;
  const syntax::Arena::Use use(arena);
  TSParser* parser = ts_parser_new();
  if (!ts_parser_set_language(parser, grammar_of(file.language))) return 0;
  const TSTree* tree = ts_parser_parse_string(parser, nullptr, text->data(), static_cast<std::uint32_t>(text->size()));
  return tree ? text->size() : 0;
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

int main(int argc, char** argv) {
  keep_freed_memory();
  const unsigned jobs = argc > 2 ? static_cast<unsigned>(std::strtoul(argv[1], nullptr, 10)) : 0;
  if (jobs == 0) {
    fmt::print(stderr, "usage: parse_only JOBS PATH...\n");
    return 2;
  }
  const Result<source::Tree> tree = source::discover({std::vector<std::string>(argv + 2, argv + argc), {}, jobs});
  if (!tree) {
    fmt::print(stderr, "parse_only: {}\n", tree.error().message);
    return 2;
  }
  const std::vector<std::size_t> order = driver::files_to_index(*tree);
  std::vector<syntax::Arena> arenas(jobs);
  std::vector<std::size_t> bytes(tree->files.size());
  driver::Stopwatch watch;
  const double before = cpu_seconds();
  parallel_for(order.size(), jobs,
               [&](std::size_t i, unsigned worker) { bytes[order[i]] = parse(tree->files[order[i]], arenas[worker]); });
  const double cpu = cpu_seconds() - before;
  watch.lap("parse");
  std::size_t total = 0;
  for (const std::size_t size : bytes) total += size;
  fmt::print(R"({{"files": {}, "bytes": {}, "seconds": {:.6f}, "cpu_seconds": {:.6f}}})"
             "\n",
             order.size(), total, watch.times().front().seconds, cpu);
}
