// The front end for JavaScript (with JSX), TypeScript and TSX: three grammars, one lowering.
#include "frontends/frontend.hpp"

#include "frontends/javascript/lowering.hpp"

extern "C" {
const TSLanguage* tree_sitter_javascript();
const TSLanguage* tree_sitter_typescript();
const TSLanguage* tree_sitter_tsx();
}

namespace chokepoint::frontends {
namespace {

namespace kinds = syntax::javascript;

constexpr syntax::Grammar kJavaScript{tree_sitter_javascript, kinds::k_javascript_kinds, kinds::k_javascript_fields};
constexpr syntax::Grammar kTypeScript{tree_sitter_typescript, kinds::k_typescript_kinds, kinds::k_typescript_fields};
constexpr syntax::Grammar kTsx{tree_sitter_tsx, kinds::k_tsx_kinds, kinds::k_tsx_fields};

const syntax::Grammar& grammar_of(Language language) {
  switch (language) {
    case Language::TypeScript: return kTypeScript;
    case Language::Tsx: return kTsx;
    default: return kJavaScript;
  }
}

class JavaScript : public Frontend {
 public:
  ir::FileIr lower(syntax::Parser& parser, Language language, std::string_view, std::string_view text) const override {
    const syntax::Tree& tree = parser.parse(grammar_of(language), text);
    ir::FileBuilder builder(language, tree.root().span());
    for (Span error : tree.errors()) builder.add_syntax_error(error);
    for (std::uint32_t i = 0; i < tree.cut(); ++i) builder.count_truncated();
    if (tree.gave_up()) builder.give_up();
    javascript::Lowering lowering{.builder = builder};
    javascript::lower_statements(lowering, tree.root());
    return std::move(builder).finish();
  }
};

}  // namespace

const Frontend& javascript_frontend() {
  static const JavaScript frontend;
  return frontend;
}

}  // namespace chokepoint::frontends
