// The source languages Chokepoint reads.
#pragma once
#include <cstdint>
#include <string_view>

namespace chokepoint {

enum class Language : std::uint8_t { None, Python, JavaScript, TypeScript, Tsx, Go, Java, Cpp };

/// The word rules use: TypeScript and TSX are "javascript" there, because they share run time and libraries.
constexpr std::string_view family(Language language) {
  switch (language) {
    case Language::Python: return "python";
    case Language::JavaScript:
    case Language::TypeScript:
    case Language::Tsx: return "javascript";
    case Language::Go: return "go";
    case Language::Java: return "java";
    case Language::Cpp: return "cpp";
    case Language::None: break;
  }
  return "none";
}

constexpr std::string_view show(Language language) {
  switch (language) {
    case Language::TypeScript: return "typescript";
    case Language::Tsx: return "tsx";
    default: return family(language);
  }
}

}  // namespace chokepoint
