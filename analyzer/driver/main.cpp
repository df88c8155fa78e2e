#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "frontends/frontend.hpp"
#include "ir/print.hpp"

namespace {

chokepoint::Language language_of(const std::string& path) {
  using chokepoint::Language;
  auto ends = [&](const char* suffix) { return path.ends_with(suffix); };
  if (ends(".py")) return Language::Python;
  if (ends(".ts") || ends(".mts")) return Language::TypeScript;
  if (ends(".tsx")) return Language::Tsx;
  if (ends(".js") || ends(".mjs") || ends(".cjs") || ends(".jsx")) return Language::JavaScript;
  if (ends(".go")) return Language::Go;
  if (ends(".java")) return Language::Java;
  return Language::None;
}

}  // namespace

int main(int argc, char** argv) {
  chokepoint::syntax::Parser parser;
  for (int i = 1; i < argc; ++i) {
    std::ifstream in(argv[i]);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const chokepoint::frontends::Frontend* frontend = chokepoint::frontends::frontend_for(language_of(argv[i]));
    if (!frontend) continue;
    const chokepoint::ir::FileIr ir = frontend->lower(parser, language_of(argv[i]), argv[i], text);
    std::fputs(chokepoint::ir::dump(ir).c_str(), stdout);
    for (const std::string& problem : chokepoint::ir::verify(ir)) std::printf("INVALID %s: %s\n", argv[i], problem.c_str());
  }
}
