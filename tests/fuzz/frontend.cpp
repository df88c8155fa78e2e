// Any text may be given to a front end: it must neither crash nor build an IR that `verify` refuses. Compiled once per language,
// with CHOKEPOINT_FUZZ_LANGUAGE set to a value of Language.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "frontends/frontend.hpp"
#include "fuzz/target.hpp"
#include "ir/print.hpp"

using namespace chokepoint;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr Language language = Language::CHOKEPOINT_FUZZ_LANGUAGE;
  static syntax::Parser parser;
  const std::string text = tests::as_source(data, size);
  const ir::FileIr ir = frontends::frontend_for(language)->lower(parser, language, "fuzz", text);
  for (const std::string& problem : ir::verify(ir)) {
    std::fprintf(stderr, "%s\n", problem.c_str());
    std::abort();
  }
  if (ir::dump(ir).empty()) std::abort();
  return 0;
}
