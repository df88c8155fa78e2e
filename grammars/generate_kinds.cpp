// Prints the header `<front end>_kinds.hpp`: one enum of node kinds and one of field names for all grammars of a front end, and
// per grammar the tables that translate its symbol and field numbers into them.
//
//   generate_kinds javascript javascript typescript tsx
#include <cctype>
#include <cstdio>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <tree_sitter/api.h>

extern "C" {
const TSLanguage* tree_sitter_python();
const TSLanguage* tree_sitter_javascript();
const TSLanguage* tree_sitter_typescript();
const TSLanguage* tree_sitter_tsx();
const TSLanguage* tree_sitter_go();
const TSLanguage* tree_sitter_java();
}

namespace {

const std::map<std::string, const TSLanguage* (*)()> kGrammars = {
    {"python", tree_sitter_python},
    {"javascript", tree_sitter_javascript},
    {"typescript", tree_sitter_typescript},
    {"tsx", tree_sitter_tsx},
    {"go", tree_sitter_go},
    {"java", tree_sitter_java},
};

bool is_word(const char* name) {
  for (; *name; ++name) {
    if (!std::isalnum(static_cast<unsigned char>(*name)) && *name != '_') return false;
  }
  return true;
}

// Named nodes keep their name with a trailing underscore where C++ reserves the word or Kind itself has it (Python's `none`),
// keywords get a `kw_` prefix, operators share `op`, brackets and separators vanish ("none").
std::string enumerator(const TSLanguage* language, TSSymbol symbol) {
  const char* name = ts_language_symbol_name(language, symbol);
  const TSSymbolType type = ts_language_symbol_type(language, symbol);
  if (type == TSSymbolTypeAuxiliary || type == TSSymbolTypeSupertype || name == nullptr) return "none";
  if (type == TSSymbolTypeRegular) {
    if (!is_word(name)) return "none";
    static const std::set<std::string> reserved = {"true",      "false",    "this", "import", "class", "default",
                                                   "namespace", "typename", "asm",  "union",  "enum",  "super",
                                                   "if",        "while",    "for",  "return", "none",  "float"};
    return reserved.count(name) ? std::string(name) + "_" : std::string(name);
  }
  if (is_word(name)) return "kw_" + std::string(name);
  return std::strchr("()[]{},;.:`'\"\n", name[0]) && std::strlen(name) == 1 ? "none" : "op";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  std::set<std::string> kinds, fields;
  std::vector<std::pair<std::string, const TSLanguage*>> grammars;
  for (int i = 2; i < argc; ++i) grammars.emplace_back(argv[i], kGrammars.at(argv[i])());
  for (auto& [name, language] : grammars) {
    for (TSSymbol s = 0; s < ts_language_symbol_count(language); ++s) kinds.insert(enumerator(language, s));
    for (TSFieldId f = 1; f <= ts_language_field_count(language); ++f) {
      fields.insert(ts_language_field_name_for_id(language, f));
    }
  }
  kinds.erase("none");
  kinds.erase("op");
  std::printf("// Generated from the compiled grammars; do not edit.\n#pragma once\n#include <cstdint>\n\n");
  std::printf("namespace chokepoint::syntax::%s {\n\nenum class Kind : std::uint16_t {\n  none,\n  error,\n  op,\n", argv[1]);
  for (const std::string& kind : kinds) std::printf("  %s,\n", kind.c_str());
  std::printf("};\n\nenum class Field : std::uint8_t {\n  none,\n");
  for (const std::string& field : fields) std::printf("  %s_,\n", field.c_str());
  std::printf("};\n");
  for (auto& [name, language] : grammars) {
    std::printf("\nconstexpr std::uint16_t k_%s_kinds[] = {\n", name.c_str());
    for (TSSymbol s = 0; s < ts_language_symbol_count(language); ++s) {
      std::printf("  static_cast<std::uint16_t>(Kind::%s),\n", enumerator(language, s).c_str());
    }
    std::printf("};\nconstexpr std::uint8_t k_%s_fields[] = {\n  0,\n", name.c_str());
    for (TSFieldId f = 1; f <= ts_language_field_count(language); ++f) {
      std::printf("  static_cast<std::uint8_t>(Field::%s_),\n", ts_language_field_name_for_id(language, f));
    }
    std::printf("};\n");
  }
  std::printf("\n}  // namespace chokepoint::syntax::%s\n", argv[1]);
}
