#include "frontends/frontend.hpp"

#include "frontends/go/lowering.hpp"
#include "ir/builder.hpp"

extern "C" const TSLanguage* tree_sitter_go();

namespace chokepoint::frontends {
namespace {

class GoFrontend : public Frontend {
 public:
  ir::FileIr lower(syntax::Parser& parser, Language language, std::string_view, std::string_view text) const override {
    const syntax::Tree& tree = parser.parse({tree_sitter_go, syntax::go::k_go_kinds, syntax::go::k_go_fields}, text);
    ir::FileBuilder builder(language, {0, static_cast<std::uint32_t>(text.size())});
    go::Lowering(builder, tree).file();
    for (Span error : tree.errors()) builder.add_syntax_error(error);
    for (std::uint32_t i = 0; i < tree.cut(); ++i) builder.count_truncated();
    if (tree.gave_up()) builder.give_up();
    return std::move(builder).finish();
  }
};

}  // namespace

const Frontend& go_frontend() {
  static const GoFrontend frontend;
  return frontend;
}

}  // namespace chokepoint::frontends
