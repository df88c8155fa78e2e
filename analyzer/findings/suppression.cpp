#include "findings/suppression.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/nearest.hpp"

namespace chokepoint::findings {

namespace {

constexpr std::string_view marker = "chokepoint";
constexpr std::string_view blanks = " \t\r\f\v";

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_id_letter(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; }

/// Takes blanks, then `word`, from the front of `text`; leaves it alone if it does not begin with it.
bool take(std::string_view& text, std::string_view word) {
  const std::string_view rest = text.substr(std::min(text.find_first_not_of(blanks), text.size()));
  if (!rest.starts_with(word)) return false;
  text = rest.substr(word.size());
  return true;
}

std::string_view take_while(std::string_view& text, bool (*wanted)(char)) {
  std::size_t length = 0;
  while (length < text.size() && wanted(text[length])) ++length;
  const std::string_view taken = text.substr(0, length);
  text.remove_prefix(length);
  return taken;
}

/// How the comment that ends in `before` begins; an empty opener if `before` does not end in the start of a comment.
struct Opening {
  std::string_view code;    // what stands before the comment
  std::string_view closer;  // what ends the comment before the end of the line, empty for line comments
  bool is_comment = false;
};

Opening opening_of(std::string_view before) {
  before = trim(before);
  struct Style {
    std::string_view opener, closer;
  };
  // The longer of two openers with the same end comes first.
  static constexpr Style styles[] = {{"<!--", "-->"}, {"/**", "*/"}, {"/*", "*/"}, {"///", ""},
                                     {"//", ""},      {"#", ""},     {"--", ""},   {";", ""}};
  if (before == "*") return {{}, "*/", true};
  for (const Style& style : styles) {
    if (!before.ends_with(style.opener)) continue;
    while (before.ends_with(style.opener)) before.remove_suffix(style.opener.size());
    return {trim(before), style.closer, true};
  }
  return {};
}

/// A line that is nothing but a comment, or the middle of one.
bool is_comment_line(std::string_view line) {
  line = trim(line);
  return line.starts_with('#') || line.starts_with("//") || line.starts_with("/*") || line == "*" || line.starts_with("* ") ||
         line.starts_with("*/") || line.starts_with("--") || line.starts_with("{/*") || line.starts_with("<!--");
}

/// `rule-id[, rule-id] [-- reason]`
void parse_rules(std::string_view body, Suppression& result) {
  for (;;) {
    body = trim(body);
    if (body.starts_with("--") || body.empty()) break;
    std::string_view id = body;
    id = take_while(id, is_id_letter);
    if (const std::size_t dashes = id.find("--"); dashes != std::string_view::npos) id = id.substr(0, dashes);
    if (id.empty()) break;
    result.rules.emplace_back(id);
    body.remove_prefix(id.size());
    if (!take(body, ",")) break;
  }
  if (result.rules.empty()) {
    result.problem = "suppression names no rule and silences nothing; write `chokepoint:ignore rule-id -- reason`";
    return;
  }
  if (take(body, "--")) {
    result.reason = trim(body);
  } else if (!trim(body).empty()) {
    result.problem = fmt::format("expected `,` or `-- reason` after `{}` in a suppression", result.rules.back());
  }
}

/// Reads what follows the marker; false if it is ordinary prose.
bool parse_directive(std::string_view text, Suppression& result) {
  if (!take(text, ":")) return false;
  const bool attached = !text.empty() && is_letter(text.front());
  take(text, "");
  std::string_view rest = text;
  if (!take(rest, "ignore") || (!rest.empty() && is_id_letter(rest.front()))) {
    const std::string_view word = take_while(text, is_id_letter);
    if (!attached || nearest(word, {"ignore"}).empty()) return false;
    result.problem = fmt::format("unknown comment `chokepoint:{}`; did you mean `chokepoint:ignore`?", word);
    return true;
  }
  parse_rules(rest, result);
  return true;
}

/// Limits that keep a hostile file from costing more than one walk over it.
constexpr std::size_t longest_comment = 2000;
constexpr std::uint32_t most_comment_lines = 50;

std::string_view line_at(std::string_view text, std::size_t begin) {
  const std::string_view rest = text.substr(begin, longest_comment);
  return rest.substr(0, std::min(rest.find('\n'), rest.size()));
}

/// The line a comment on a line of its own speaks of: the next one that is not a comment.
std::uint32_t line_below(std::string_view text, std::size_t comment, std::uint32_t line) {
  std::size_t at = text.find('\n', comment);
  for (std::uint32_t below = 1; at != std::string_view::npos && below <= most_comment_lines; ++below) {
    if (!is_comment_line(line_at(text, at + 1))) return line + below;
    at = text.find('\n', at + 1);
  }
  return line + 1;
}

/// A place in a text that only moves forward.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}
  void move_to(std::size_t offset) {
    for (; at_ < offset; ++at_) {
      if (text_[at_] == '\n') {
        ++line;
        line_begin = at_ + 1;
        column = 1;
      } else if ((static_cast<unsigned char>(text_[at_]) & 0xC0u) != 0x80u) {
        ++column;
      }
    }
  }
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::size_t line_begin = 0;

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Suppression> scan_suppressions(const std::string& path, std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<Suppression> result;
  Cursor cursor(text);
  for (std::size_t at = text.find(marker); at != std::string_view::npos; at = text.find(marker, at + marker.size())) {
    cursor.move_to(at);
    const Opening opening = opening_of(text.substr(cursor.line_begin, at - cursor.line_begin));
    if (!opening.is_comment) continue;
    std::string_view body = line_at(text, at + marker.size());
    std::string_view after;
    const std::size_t end = opening.closer.empty() ? std::string_view::npos : body.find(opening.closer);
    if (end != std::string_view::npos) {
      after = trim(body.substr(end + opening.closer.size()));
      body = body.substr(0, end);
    }
    Suppression suppression{path, cursor.line, cursor.column};
    if (!parse_directive(body, suppression)) continue;
    // `{/* … */}` is how JSX writes a comment on a line of its own.
    const bool alone = (opening.code.empty() && after.empty()) || (opening.code == "{" && after == "}");
    suppression.target = alone ? line_below(text, at, cursor.line) : cursor.line;
    result.push_back(std::move(suppression));
  }
  return result;
}

}  // namespace chokepoint::findings
