// Java source text → FileIr.
#include "frontends/frontend.hpp"

#include "frontends/java/lowering.hpp"

extern "C" const TSLanguage* tree_sitter_java();

namespace chokepoint::frontends {
namespace {

constexpr syntax::Grammar kGrammar{tree_sitter_java, syntax::java::k_java_kinds, syntax::java::k_java_fields};

class JavaFrontend : public Frontend {
 public:
  ir::FileIr lower(syntax::Parser& parser, Language language, std::string_view, std::string_view text) const override {
    const syntax::Tree& tree = parser.parse(kGrammar, text);
    ir::FileBuilder builder(language, tree.root().span());
    java::Lowering lowering{.tree = tree, .b = builder};
    java::lower_program(lowering, tree.root());
    for (Span error : tree.errors()) builder.add_syntax_error(error);
    for (std::uint32_t i = 0; i < tree.cut(); ++i) builder.count_truncated();
    if (tree.gave_up()) builder.give_up();
    return std::move(builder).finish();
  }
};

}  // namespace

const Frontend& java_frontend() {
  static const JavaFrontend frontend;
  return frontend;
}

}  // namespace chokepoint::frontends
