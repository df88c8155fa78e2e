// Strings, numbers, templates and regular expressions, decoded: `"a\u0062"` → ab, `0x10` → 16, `${a}/x` → {}/x.
#include <charconv>

#include "frontends/javascript/lowering.hpp"

namespace chokepoint::frontends::javascript {
namespace {

constexpr std::size_t kMaxText = 16 * 1024;  // longer literals are embedded data; their beginning tells enough

void append_utf8(std::string& out, std::uint32_t c) {
  if (c >= 0xD800 && c <= 0xDFFF) c = 0xFFFD;  // half of a surrogate pair
  if (c > 0x10FFFF) c = 0xFFFD;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

std::uint32_t number_in(std::string_view digits, int base) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  return error == std::errc{} ? value : 0xFFFD;
}

std::string_view hex_digits(std::string_view escape) {
  std::string_view digits = escape.substr(2);
  if (digits.starts_with('{') && digits.ends_with('}')) digits = digits.substr(1, digits.size() - 2);
  return digits;
}

// `escape` starts with a backslash. `high` is a surrogate that waits for its other half, 0 if none.
void append_escape(std::string& out, std::string_view escape, std::uint32_t& high) {
  if (escape.size() < 2) return;
  const std::uint32_t waiting = std::exchange(high, 0);
  switch (escape[1]) {
    case 'n': out += '\n'; return;
    case 't': out += '\t'; return;
    case 'r': out += '\r'; return;
    case 'b': out += '\b'; return;
    case 'f': out += '\f'; return;
    case 'v': out += '\v'; return;
    case '\n':
    case '\r': return;  // a continued line
    case 'x': append_utf8(out, number_in(hex_digits(escape), 16)); return;
    case 'u': {
      std::uint32_t c = number_in(hex_digits(escape), 16);
      if (waiting && c >= 0xDC00 && c <= 0xDFFF) {
        out.resize(out.size() - 3);  // the replacement character written for the first half
        c = 0x10000 + ((waiting - 0xD800) << 10) + (c - 0xDC00);
      } else if (c >= 0xD800 && c <= 0xDBFF) {
        high = c;
      }
      append_utf8(out, c);
      return;
    }
    default:
      if (escape[1] >= '0' && escape[1] <= '7') append_utf8(out, number_in(escape.substr(1), 8));
      else out += escape.substr(1);
  }
}

std::string_view shortened(Lowering& l, std::string_view text) {
  if (text.size() <= kMaxText) return text;
  l.builder.count_truncated();
  std::size_t end = kMaxText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

Str string_text(Lowering& l, Node string) {
  const Node first = string.first_child();
  if (!first) return {};
  if (kind_of(first) == Kind::string_fragment && first.span().end + 1 >= string.span().end) {
    return l.builder.str(shortened(l, first.text()));
  }
  l.buffer.clear();
  std::uint32_t high = 0;
  for (Node part : string.children()) {
    if (kind_of(part) == Kind::escape_sequence) append_escape(l.buffer, part.text(), high);
    else if (part.is_named()) l.buffer += part.text(), high = 0;
  }
  return l.builder.str(shortened(l, l.buffer));
}

Str number_text(Lowering& l, Node number) {
  std::string_view text = number.text();
  if (text.find_first_not_of("0123456789.") == std::string_view::npos) return l.builder.str(text);
  if (text.ends_with('n')) text.remove_suffix(1);
  l.buffer.clear();
  for (char c : text) {
    if (c != '_') l.buffer += c;
  }
  const std::string_view digits = l.buffer;
  const char prefix = digits.size() > 2 && digits[0] == '0' ? static_cast<char>(digits[1] | 0x20) : '\0';
  const int base = prefix == 'x' ? 16 : prefix == 'o' ? 8 : prefix == 'b' ? 2 : 0;
  if (base == 0) return l.builder.str(digits);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data() + 2, digits.data() + digits.size(), value, base);
  if (error != std::errc{}) return l.builder.str(digits);
  char decimal[24];
  const auto written = std::to_chars(decimal, decimal + sizeof decimal, value);
  return l.builder.str(std::string_view(decimal, static_cast<std::size_t>(written.ptr - decimal)));
}

OpId lower_template(Lowering& l, Node n, bool tagged) {
  StackList<ir::Operand> operands(l.operands);
  bool plain = true;
  for (Node part : n.children()) {
    if (kind_of(part) != Kind::template_substitution) continue;
    plain = false;
    operands.push({.value = lower_expression(l, first_named(part))});
  }
  l.buffer.clear();  // only now: the substitutions may hold templates themselves
  std::uint32_t high = 0;
  for (Node part : n.children()) {
    if (kind_of(part) == Kind::template_substitution) l.buffer += "{}", high = 0;
    else if (kind_of(part) == Kind::escape_sequence) append_escape(l.buffer, part.text(), high);
    else if (kind_of(part) == Kind::string_fragment) l.buffer += part.text(), high = 0;
  }
  const auto kind = plain && !tagged ? ir::LiteralKind::String : ir::LiteralKind::Template;
  return l.builder.add({.kind = OpKind::Literal,
                        .detail = static_cast<std::uint8_t>(kind),
                        .span = n.span(),
                        .text = l.builder.str(shortened(l, l.buffer))},
                       operands.items());
}

OpId lower_regex(Lowering& l, Node n) {
  const Node pattern = child(n, Field::pattern_);
  return add_literal(l, n.span(), ir::LiteralKind::Regex, pattern ? l.builder.str(pattern.text()) : Str{});
}

}  // namespace chokepoint::frontends::javascript
