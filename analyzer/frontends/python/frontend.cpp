#include "frontends/frontend.hpp"

#include "frontends/python/lowering.hpp"

extern "C" const TSLanguage* tree_sitter_python();

namespace chokepoint::frontends {
namespace {

constexpr syntax::Grammar kGrammar{tree_sitter_python, syntax::python::k_python_kinds, syntax::python::k_python_fields};

class Python : public Frontend {
 public:
  ir::FileIr lower(syntax::Parser& parser, Language language, std::string_view, std::string_view text) const override {
    const syntax::Tree& tree = parser.parse(kGrammar, text);
    ir::FileBuilder builder(language, tree.root().span());
    for (const Span span : tree.errors()) builder.add_syntax_error(span);
    for (std::uint32_t i = 0; i < tree.cut(); ++i) builder.count_truncated();
    if (tree.gave_up()) builder.give_up();
    python::Lowering lowering{builder, tree};
    python::lower_block(lowering, tree.root());
    return std::move(builder).finish();
  }
};

}  // namespace

const Frontend& python_frontend() {
  static const Python frontend;
  return frontend;
}

}  // namespace chokepoint::frontends
