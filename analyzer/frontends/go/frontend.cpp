#include "frontends/frontend.hpp"

#include <cctype>
#include <string>

#include "frontends/go/lowering.hpp"
#include "ir/builder.hpp"

extern "C" const TSLanguage* tree_sitter_go();

namespace chokepoint::frontends {
namespace {

constexpr std::size_t kMaxArgument = 2000;  // bytes of one argument looked at

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// The argument of a call that begins behind its parenthesis, as far as the line that ends it.
std::string_view argument_at(std::string_view text, std::size_t begin) {
  int depth = 1;
  for (std::size_t i = begin; i < text.size() && i < begin + kMaxArgument; ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return text.substr(begin, i - begin);
  }
  return {};
}

// Go 1.26 lets `new` take a value, `new(int64(5))`, where the grammar knows types only. The text with the `new` of such calls
// made an ordinary name; empty if there is none.
std::string without_new_of_values(std::string_view text) {
  std::string plain;
  for (std::size_t at = text.find("new("); at != std::string_view::npos; at = text.find("new(", at + 4)) {
    if (at > 0 && (is_word(text[at - 1]) || text[at - 1] == '.')) continue;
    const std::string_view argument = argument_at(text, at + 4);
    const bool type = argument.starts_with("func(") || argument.starts_with("struct") || argument.starts_with("interface");
    const bool number = !argument.empty() && argument[0] >= '0' && argument[0] <= '9';
    if (type || (!number && argument.find_first_of("(\"'`+-!&{%<>=") == std::string_view::npos)) continue;
    if (plain.empty()) plain = text;
    plain[at + 2] = 'W';
  }
  return plain;
}

class GoFrontend : public Frontend {
 public:
  ir::FileIr lower(syntax::Parser& parser, Language language, std::string_view, std::string_view text) const override {
    const syntax::Grammar grammar{tree_sitter_go, syntax::go::k_go_kinds, syntax::go::k_go_fields};
    const syntax::Tree* parsed = &parser.parse(grammar, text);
    const std::string plain = parsed->errors().empty() || parsed->gave_up() ? std::string() : without_new_of_values(text);
    if (!plain.empty()) parsed = &parser.parse(grammar, plain, text);
    const syntax::Tree& tree = *parsed;
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
