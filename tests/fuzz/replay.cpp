// Runs a fuzz target without libFuzzer, the same way every time: replay RUNS SEED FILE-OR-FOLDER…
// Each file is run as it is; then RUNS mutations of them, chosen by a generator of fixed seed.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "fuzz/target.hpp"

namespace {

namespace fs = std::filesystem;
using Random = std::mt19937_64;

constexpr std::size_t kMaxSize = 1 << 16;

std::size_t below(Random& random, std::size_t bound) { return bound == 0 ? 0 : random() % bound; }

/// Bytes that open, close and separate constructs reach more than random ones.
char byte(Random& random) {
  static constexpr std::string_view kTelling = "(){}[]<>\"'`\\/*#@:;,.=+-!?$%&|~ \n\t0aA_\xC3\xA9";
  return below(random, 4) == 0 ? static_cast<char>(random()) : kTelling[below(random, kTelling.size())];
}

void mutate(std::string& text, const std::vector<std::string>& seeds, Random& random) {
  const std::size_t at = below(random, text.size() + 1);
  const std::size_t length = std::min(below(random, 32), text.size() - at);
  switch (below(random, 6)) {
    case 0: text.insert(at, 1, byte(random)); break;
    case 1: text.erase(at, length); break;
    case 2: {  // repeat a piece, now and then very often: nesting
      const std::string piece = text.substr(at, length);
      for (std::size_t n = below(random, 20) == 0 ? 2000 : 3; n > 0 && text.size() < kMaxSize; --n) text.insert(at, piece);
      break;
    }
    case 3: {  // a piece of another seed
      const std::string& other = seeds[below(random, seeds.size())];
      const std::size_t from = below(random, other.size() + 1);
      text.insert(at, other, from, below(random, 200));
      break;
    }
    case 4: text.resize(at); break;
    default:
      if (at < text.size()) text[at] = byte(random);
  }
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> files_of(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Keeps the input that runs now, for when it crashes, and the one that took the most processor time.
class Runner {
 public:
  explicit Runner(std::string folder) : folder_(std::move(folder)) {}

  void run(const std::string& text) {
    keep("last", text);
    const std::clock_t start = std::clock();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    const std::clock_t taken = std::clock() - start;
    if (taken <= slowest_) return;
    slowest_ = taken;
    keep("slowest", text);
  }
  double slowest() const { return static_cast<double>(slowest_) / CLOCKS_PER_SEC; }

 private:
  void keep(const char* name, const std::string& text) const {
    if (!folder_.empty()) std::ofstream(fs::path(folder_) / name, std::ios::binary) << text;
  }
  const std::string folder_;
  std::clock_t slowest_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return std::fputs("usage: replay RUNS SEED FILE-OR-FOLDER…\n", stderr), 2;
  const char* folder = std::getenv("CHOKEPOINT_FUZZ_KEEP");  // where the last and the slowest input are left
  Runner runner(folder ? folder : "");
  std::vector<std::string> seeds;
  for (int i = 3; i < argc; ++i) {
    for (const fs::path& file : files_of(argv[i])) seeds.push_back(read(file));
  }
  if (seeds.empty()) return std::fputs("replay: no inputs\n", stderr), 2;
  for (const std::string& seed : seeds) runner.run(seed);
  Random random(std::strtoull(argv[2], nullptr, 10));
  const std::size_t runs = std::strtoull(argv[1], nullptr, 10);
  for (std::size_t i = 0; i < runs; ++i) {
    std::string text = seeds[below(random, seeds.size())];
    for (std::size_t n = 1 + below(random, 6); n > 0; --n) mutate(text, seeds, random);
    if (text.size() > kMaxSize) text.resize(kMaxSize);
    runner.run(text);
  }
  std::printf("%zu inputs, %zu mutations, the slowest took %.2f s\n", seeds.size(), runs, runner.slowest());
  return 0;
}
