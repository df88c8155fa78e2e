#include "frontends/frontend.hpp"

#include <algorithm>
#include <array>
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

// Without the parts of a type that may stand before a name: `*`, `[]`, `[n+1]`, `map[string]`, `chan<-`.
std::string_view without_type_prefixes(std::string_view type) {
  constexpr std::array<std::string_view, 6> kPrefixes = {"*", "map[", "[", "<-", "chan", " "};
  for (;;) {
    const auto found = std::find_if(kPrefixes.begin(), kPrefixes.end(), [&](std::string_view p) { return type.starts_with(p); });
    if (found == kPrefixes.end()) return type;
    const std::size_t close = found->ends_with('[') ? type.find(']') : found->size() - 1;
    if (close == std::string_view::npos) return type;
    type.remove_prefix(close + 1);
  }
}

bool is_value(std::string_view argument) {
  if (!argument.empty() && argument[0] >= '0' && argument[0] <= '9') return true;
  const std::string_view name = without_type_prefixes(argument);
  if (name.starts_with("func(") || name.starts_with("struct") || name.starts_with("interface")) return false;
  return name.find_first_of("(\"'`+-!&{%<>=") != std::string_view::npos;
}

// Go 1.26 lets `new` take a value, `new(int64(5))`, where the grammar knows types only. The text with the `new` of such calls
// made an ordinary name; empty if there is none.
std::string without_new_of_values(std::string_view text) {
  std::string plain;
  for (std::size_t at = text.find("new("); at != std::string_view::npos; at = text.find("new(", at + 4)) {
    if (at > 0 && (is_word(text[at - 1]) || text[at - 1] == '.')) continue;
    if (!is_value(argument_at(text, at + 4))) continue;
    if (plain.empty()) plain = text;
    plain[at + 2] = 'W';
  }
  return plain;
}

class GoFrontend : public Frontend {
 public:
  ir::FileIr lower(syntax::Parser& parser, Language language, std::string_view, std::string_view text) const override {
    const syntax::Grammar grammar{tree_sitter_go, syntax::go::k_go_kinds, syntax::go::k_go_fields};
    const syntax::Tree& tree = parse(parser, grammar, text);
    ir::FileBuilder builder(language, {0, static_cast<std::uint32_t>(text.size())});
    go::Lowering(builder, tree).file();
    for (Span error : tree.errors()) builder.add_syntax_error(error);
    for (std::uint32_t i = 0; i < tree.cut(); ++i) builder.count_truncated();
    if (tree.gave_up()) builder.give_up();
    return std::move(builder).finish();
  }

 private:
  // What looks like a value may still be a type: then the text as it is parses better.
  static const syntax::Tree& parse(syntax::Parser& parser, const syntax::Grammar& grammar, std::string_view text) {
    const std::string plain = without_new_of_values(text);
    if (plain.empty()) return parser.parse(grammar, text);
    const syntax::Tree& changed = parser.parse(grammar, plain, text);
    const std::size_t errors = changed.errors().size();
    if (errors == 0) return changed;
    const syntax::Tree& written = parser.parse(grammar, text);
    return written.errors().size() < errors ? written : parser.parse(grammar, plain, text);
  }
};

}  // namespace

const Frontend& go_frontend() {
  static const GoFrontend frontend;
  return frontend;
}

}  // namespace chokepoint::frontends
