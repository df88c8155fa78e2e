// How fast each front end reads: bytes of source text per second, parsing included.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <benchmark/benchmark.h>

#include "frontends/frontend.hpp"

namespace {

using chokepoint::Language;

constexpr std::size_t kSize = 256 << 10;

/// The samples of a language over and over, about as long as a large file.
std::string sample(const std::string& folder) {
  std::string once, text;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(CHOKEPOINT_SAMPLES) + "/" + folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    once.append(std::istreambuf_iterator<char>(in), {});
  }
  while (text.size() < kSize && !once.empty()) text += once;
  return text;
}

void lower(benchmark::State& state, Language language, const std::string& folder) {
  const std::string text = sample(folder);
  chokepoint::syntax::Parser parser;
  const auto* frontend = chokepoint::frontends::frontend_for(language);
  std::size_t ops = 0;
  for (auto _ : state) {
    ops = frontend->lower(parser, language, "sample", text).ops.size();
    benchmark::DoNotOptimize(ops);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
  state.counters["ops"] = static_cast<double>(ops);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const std::pair<Language, const char*> all[] = {
      {Language::Go, "go"},         {Language::Java, "java"}, {Language::JavaScript, "javascript"},
      {Language::Python, "python"}, {Language::Tsx, "tsx"},   {Language::TypeScript, "typescript"}};
  for (const auto& [language, folder] : all) {
    benchmark::RegisterBenchmark(("lower/" + std::string(folder)).c_str(), lower, language, std::string(folder))
        ->Unit(benchmark::kMillisecond);
  }
  benchmark::RunSpecifiedBenchmarks();
}
