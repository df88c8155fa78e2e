// Literal nodes → decoded constants: escapes, text blocks, number notations.
#include <algorithm>
#include <charconv>
#include <string>

#include "frontends/java/lowering.hpp"

namespace chokepoint::frontends::java {
namespace {

void append_utf8(std::string& out, std::uint32_t c) {
  if (c >= 0xD800 && c <= 0xDFFF) c = 0xFFFD;  // half of a surrogate pair
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

// `uXXXX` (any number of u) at the front of `text`: reads it, 0 characters consumed if it is none.
std::uint32_t read_unicode(std::string_view text, std::size_t& used) {
  std::size_t at = 0;
  while (at < text.size() && text[at] == 'u') ++at;
  std::uint32_t value = 0;
  used = 0;
  if (at == 0 || text.size() < at + 4) return 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + 4, value, 16);
  if (error == std::errc{} && end == text.data() + at + 4) used = at + 4;
  return value;
}

// Appends the character after a backslash and returns how much of `text` it took.
std::size_t append_escape(std::string& out, std::string_view text) {
  std::size_t used = 0;
  if (std::uint32_t c = read_unicode(text, used); used) {
    std::size_t low_used = 0;
    if (c >= 0xD800 && c < 0xDC00 && text.substr(used).starts_with('\\')) {
      const std::uint32_t low = read_unicode(text.substr(used + 1), low_used);
      if (low_used && low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        used += 1 + low_used;
      }
    }
    append_utf8(out, c);
    return used;
  }
  if (text[0] >= '0' && text[0] <= '7') {
    std::uint32_t value = 0;
    const std::size_t digits = text[0] <= '3' ? 3 : 2;
    while (used < digits && used < text.size() && text[used] >= '0' && text[used] <= '7') {
      value = value * 8 + static_cast<std::uint32_t>(text[used++] - '0');
    }
    append_utf8(out, value);
    return used;
  }
  switch (text[0]) {
    case 'n': out += '\n'; break;
    case 't': out += '\t'; break;
    case 'r': out += '\r'; break;
    case 'b': out += '\b'; break;
    case 'f': out += '\f'; break;
    case 's': out += ' '; break;
    case '\n': break;  // joins two lines of a text block
    default: out += text[0]; break;
  }
  return 1;
}

std::string decode_escapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '\\' || i + 1 == text.size()) out += text[i++];
    else i += 1 + append_escape(out, text.substr(i + 1));
  }
  return out;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0;;) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) return lines;
    at = end + 1;
  }
}

// The indentation that all lines share is not part of a text block, nor are blanks at the end of a line.
std::string decode_text_block(std::string_view text) {
  const std::size_t first = text.find('\n');
  if (first == std::string_view::npos) return {};
  const std::vector<std::string_view> lines = lines_of(text.substr(first + 1));
  std::size_t indent = std::string_view::npos;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t start = lines[i].find_first_not_of(" \t\r");
    if (start != std::string_view::npos) indent = std::min(indent, start);
    else if (i + 1 == lines.size()) indent = std::min(indent, lines[i].size());
  }
  std::string joined;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i) joined += '\n';
    const std::size_t end = lines[i].find_last_not_of(" \t\r");
    if (end != std::string_view::npos) joined += lines[i].substr(indent, end + 1 - indent);
  }
  return decode_escapes(joined);
}

std::string_view between_quotes(std::string_view text, std::size_t quotes) {
  text.remove_prefix(std::min(quotes, text.size()));
  text.remove_suffix(std::min(quotes, text.size()));
  return text;
}

// Integers in decimal notation; underscores and type suffixes dropped.
std::string decode_number(Node literal) {
  std::string digits(literal.text());
  std::erase(digits, '_');
  int base = 10;
  switch (kind_of(literal)) {
    case Kind::hex_integer_literal: base = 16; break;
    case Kind::octal_integer_literal: base = 8; break;
    case Kind::binary_integer_literal: base = 2; break;
    case Kind::decimal_floating_point_literal:
      if (std::string_view("fFdD").find(digits.back()) != std::string_view::npos) digits.pop_back();
      return digits;
    case Kind::hex_floating_point_literal: return digits;
    default: break;
  }
  if (!digits.empty() && (digits.back() == 'l' || digits.back() == 'L')) digits.pop_back();
  if (base == 10) return digits;
  const std::size_t prefix = base == 8 ? 1 : 2;
  std::uint64_t value = 0;
  if (digits.size() <= prefix) return digits;
  const auto [end, error] = std::from_chars(digits.data() + prefix, digits.data() + digits.size(), value, base);
  return error == std::errc{} && end == digits.data() + digits.size() ? std::to_string(value) : digits;
}

ir::OpId add_literal(Lowering& l, Node node, ir::LiteralKind kind, std::string_view text) {
  return l.b.add(
      {.kind = ir::OpKind::Literal, .detail = static_cast<std::uint8_t>(kind), .span = node.span(), .text = l.b.str(text)});
}

ir::OpId lower_string(Lowering& l, Node literal) {
  const std::string_view text = literal.text();
  if (text.starts_with("\"\"\""))
    return add_literal(l, literal, ir::LiteralKind::String, decode_text_block(between_quotes(text, 3)));
  const std::string_view inner = between_quotes(text, 1);
  if (inner.find('\\') == std::string_view::npos) return add_literal(l, literal, ir::LiteralKind::String, inner);
  return add_literal(l, literal, ir::LiteralKind::String, decode_escapes(inner));
}

}  // namespace

ir::OpId lower_literal(Lowering& l, Node literal) {
  switch (kind_of(literal)) {
    case Kind::string_literal:
    case Kind::character_literal: return lower_string(l, literal);
    case Kind::true_:
    case Kind::false_: return add_literal(l, literal, ir::LiteralKind::Boolean, literal.text());
    case Kind::null_literal: return add_literal(l, literal, ir::LiteralKind::Null, "null");
    default: return add_literal(l, literal, ir::LiteralKind::Number, decode_number(literal));
  }
}

}  // namespace chokepoint::frontends::java
