// Bytes of the cache, whoever wrote them: what is decoded is encoded to the same again, all else is refused.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cache/result.hpp"
#include "cache/snapshot.hpp"
#include "cache/unit.hpp"
#include "frontends/frontend.hpp"
#include "fuzz/target.hpp"

using namespace chokepoint;

namespace {

std::string sound_unit() {
  syntax::Parser parser;
  cache::Unit unit;
  unit.ir = frontends::frontend_for(Language::Python)
                ->lower(parser, Language::Python, "a.py", "import time\n\ndef wait(n: int = 2):\n    return time.sleep(n)\n");
  unit.suppressions.push_back({"a.py", 1, 2, 3, {"one", "two"}, "because", ""});
  unit.notices.push_back({source::Notice::Kind::Nesting, "a.py", 1, 1, "nested", true});
  return cache::encode(unit);
}

std::string sound_snapshot() {
  cache::Snapshot snapshot;
  snapshot.files.push_back({"a.py", 7, {1, 2, 3}, {source::Read::State::Known, 7, {1, 2}}, {}});
  snapshot.files.back().judgement.ground = 5;
  snapshot.files.back().judgement.imports = {"fs", "./a"};
  return cache::encode(snapshot);
}

std::string sound_result() {
  findings::Report report;
  report.findings.resize(2);
  report.findings[0].path.resize(2);
  report.findings[1].related.resize(1);
  report.languages.push_back({"go", 1, 2});
  return cache::encode_result(report);
}

/// Every two bytes of `data` change one byte of what is sound.
std::string patched(std::string bytes, std::string_view data) {
  for (std::size_t i = 0; i + 1 < data.size() && i < 64; i += 2)
    bytes[static_cast<unsigned char>(data[i]) * bytes.size() / 256] = data[i + 1];
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string unit = sound_unit(), snapshot = sound_snapshot(), result = sound_result();
  if (!cache::decode_unit(unit) || !cache::decode_snapshot(snapshot)) std::abort();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string& bytes : {std::string(text), patched(unit, text)}) {
    if (const auto decoded = cache::decode_unit(bytes); decoded && cache::decode_unit(cache::encode(*decoded)) == std::nullopt)
      std::abort();
  }
  for (const std::string& bytes : {std::string(text), patched(snapshot, text)}) {
    if (const auto decoded = cache::decode_snapshot(bytes); decoded && !cache::decode_snapshot(cache::encode(*decoded)))
      std::abort();
  }
  for (const std::string& bytes : {std::string(text), patched(result, text)}) {
    findings::Report report;
    if (cache::decode_result(bytes, report) && !cache::decode_result(cache::encode_result(report), report)) std::abort();
  }
  return 0;
}
