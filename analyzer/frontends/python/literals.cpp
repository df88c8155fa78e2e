#include "frontends/python/lowering.hpp"

namespace chokepoint::frontends::python {
namespace {

using ir::LiteralKind;

struct Prefix {
  bool raw = false;
  bool format = false;
};

Prefix prefix_of(Node string) {
  Prefix prefix;
  for (const char c : text_of(child(string, Kind::string_start))) {
    prefix.raw |= c == 'r' || c == 'R';
    prefix.format |= c == 'f' || c == 'F' || c == 't' || c == 'T';
  }
  return prefix;
}

void append_utf8(std::string& out, std::uint32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
  }
  put(0x80 | (code & 0x3F));
}

// The value of a hexadecimal digit, more than any base for other characters.
std::uint32_t digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint32_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint32_t>(c - 'A' + 10);
  return 99;
}

// Reads up to `most` digits of a number from `text[at]` on and appends its character.
std::size_t append_code(std::string& out, std::string_view text, std::size_t at, std::uint32_t base, std::size_t most) {
  std::uint32_t code = 0;
  const std::size_t end = std::min(text.size(), at + most);
  while (at < end && digit(text[at]) < base) code = code * base + digit(text[at++]);
  append_utf8(out, code);
  return at;
}

// Decodes the escape after the backslash before `text[at]`; returns where to go on.
std::size_t append_escape(std::string& out, std::string_view text, std::size_t at) {
  constexpr std::string_view kLetters = "abfnrtv\\'\"", kMeanings = "\a\b\f\n\r\t\v\\'\"";
  const char c = text[at];
  if (const std::size_t i = kLetters.find(c); i != std::string_view::npos) {
    out += kMeanings[i];
    return at + 1;
  }
  switch (c) {
    case '\n': return at + 1;
    case '\r': return at + (text.substr(at + 1).starts_with('\n') ? 2u : 1u);
    case 'x': return append_code(out, text, at + 1, 16, 2);
    case 'u': return append_code(out, text, at + 1, 16, 4);
    case 'U': return append_code(out, text, at + 1, 16, 8);
    default: break;
  }
  if (digit(c) < 8) return append_code(out, text, at, 8, 3);
  out += '\\';
  return at;
}

void append_decoded(std::string& out, std::string_view text, Prefix prefix) {
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at++];
    if (c == '\\' && !prefix.raw && at < text.size()) {
      at = append_escape(out, text, at);
      continue;
    }
    out += c;
    if (prefix.format && (c == '{' || c == '}') && at < text.size() && text[at] == c) ++at;
  }
}

void lower_interpolation(Lowering& l, Node node, OperandList& operands) {
  const Node expression = child(node, NodeField::expression_);
  operands.add(lower_expression(l, expression));
  if (const Node format = child(node, NodeField::format_specifier_)) {
    for (Node c : format.children()) {
      if (kind_of(c) == Kind::format_expression || kind_of(c) == Kind::interpolation) {
        lower_expression(l, child(c, NodeField::expression_));
      }
    }
  }
  l.buffer += "{}";
}

void append_string(Lowering& l, Node string, OperandList& operands) {
  const Prefix prefix = prefix_of(string);
  for (Node c : string.children()) {
    if (kind_of(c) == Kind::string_content) append_decoded(l.buffer, c.text(), prefix);
    else if (kind_of(c) == Kind::interpolation) lower_interpolation(l, c, operands);
  }
}

// Most strings are one piece without escapes: no copy.
bool plain_view(Node string, std::string_view& view) {
  Node piece;
  for (Node c : string.children()) {
    if (kind_of(c) == Kind::interpolation) return false;
    if (kind_of(c) != Kind::string_content) continue;
    if (piece) return false;
    piece = c;
  }
  view = piece ? piece.text() : std::string_view{};
  const Prefix prefix = prefix_of(string);
  return (prefix.raw || view.find('\\') == std::string_view::npos) &&
         (!prefix.format || view.find_first_of("{}") == std::string_view::npos);
}

OpId add_literal(Lowering& l, Node node, LiteralKind kind, Str text, std::span<const ir::Operand> operands) {
  const auto detail = static_cast<std::uint8_t>(kind);
  return l.ir.add({.kind = OpKind::Literal, .detail = detail, .span = node.span(), .text = text}, operands);
}

}  // namespace

OpId lower_string(Lowering& l, Node node) {
  std::string_view view;
  if (kind_of(node) == Kind::string && plain_view(node, view)) return add_literal(l, node, LiteralKind::String, l.str(view), {});
  const std::size_t mark = l.buffer.size();
  OperandList operands(l);
  if (kind_of(node) == Kind::string) {
    append_string(l, node, operands);
  } else {
    for (Node c : node.children()) {
      if (kind_of(c) == Kind::string) append_string(l, c, operands);
    }
  }
  const Str text = l.str(std::string_view(l.buffer).substr(mark));
  l.buffer.resize(mark);
  return add_literal(l, node, operands.size() ? LiteralKind::Template : LiteralKind::String, text, operands.items());
}

bool is_plain_string(Node node) {
  if (kind_of(node) != Kind::string && kind_of(node) != Kind::concatenated_string) return false;
  for (Node c : node.children()) {
    if (kind_of(c) == Kind::interpolation || (kind_of(c) == Kind::string && !is_plain_string(c))) return false;
  }
  return true;
}

Str plain_text(Lowering& l, Node node) {
  std::string_view view;
  if (kind_of(node) == Kind::string && plain_view(node, view)) return l.str(view);
  const std::size_t mark = l.buffer.size();
  OperandList none(l);
  if (kind_of(node) == Kind::string) append_string(l, node, none);
  for (Node c : node.children()) {
    if (kind_of(c) == Kind::string) append_string(l, c, none);
  }
  const Str text = l.str(std::string_view(l.buffer).substr(mark));
  l.buffer.resize(mark);
  return text;
}

OpId lower_number(Lowering& l, Node node) {
  const std::string_view written = node.text();
  if (written.find('_') == std::string_view::npos) return add_literal(l, node, LiteralKind::Number, l.str(written), {});
  const std::size_t mark = l.buffer.size();
  for (const char c : written) {
    if (c != '_') l.buffer += c;
  }
  const Str text = l.str(std::string_view(l.buffer).substr(mark));
  l.buffer.resize(mark);
  return add_literal(l, node, LiteralKind::Number, text, {});
}

}  // namespace chokepoint::frontends::python
