#include "reports/terminal/frame.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.hpp"
#include "reports/text.hpp"

namespace chokepoint::reports::terminal {

namespace {

constexpr unsigned tab_width = 4;

/// A source line cut into what is drawn per code point.
struct Glyph {
  std::string text;
  unsigned column = 0;  // of the terminal, from zero
  unsigned width = 1;
};

std::vector<Glyph> glyphs_of(std::string_view line) {
  std::vector<Glyph> glyphs;
  unsigned column = 0;
  for (std::size_t at = 0; at < line.size();) {
    const std::uint32_t point = decode_utf8(line, at);
    Glyph glyph{"", column, 1};
    if (point == '\t') {
      glyph.width = tab_width - column % tab_width;
      glyph.text.assign(glyph.width, ' ');
    } else if (is_unprintable(point)) {
      append_utf8(glyph.text, replacement_character);
    } else {
      glyph.width = cell_width(point);
      append_utf8(glyph.text, point);
    }
    column += glyph.width;
    glyphs.push_back(std::move(glyph));
  }
  return glyphs;
}

/// Terminal columns [begin, end).
struct Columns {
  unsigned begin = 0, end = 0;
};

Columns marked_columns(const findings::Location& location, const std::vector<Glyph>& glyphs) {
  const unsigned line_end = glyphs.empty() ? 0 : glyphs.back().column + glyphs.back().width;
  const auto column_of = [&](std::uint32_t column) {
    return column == 0 || column > glyphs.size() ? line_end : glyphs[column - 1].column;
  };
  Columns marked{column_of(location.column), location.end_line > location.line ? line_end : column_of(location.end_column)};
  marked.end = std::max(marked.end, marked.begin + 1);
  return marked;
}

/// The part of a line `room` columns wide that shows the marked span, or as much of it as fits.
Columns visible_columns(unsigned line_end, Columns marked, unsigned room) {
  if (line_end <= room) return {0, line_end};
  const unsigned context = room / 4;
  unsigned begin = 0;
  if (marked.end > room) begin = marked.begin > context ? marked.begin - context : 0;
  begin = std::min(begin, line_end - room);
  return {begin, begin + room};
}

/// What stands in the columns [begin, end); a wide character across an edge leaves a blank.
std::string cut(const std::vector<Glyph>& glyphs, Columns part) {
  std::string text;
  unsigned column = part.begin;
  for (const Glyph& glyph : glyphs) {
    if (glyph.column < part.begin || glyph.column + glyph.width > part.end) continue;
    text.append(glyph.column - column, ' ');
    text += glyph.text;
    column = glyph.column + glyph.width;
  }
  return text.append(part.end - column, ' ');
}

}  // namespace

std::string code_frame(const findings::Location& location, findings::Severity severity, unsigned width, const Style& style) {
  const std::vector<Glyph> glyphs = glyphs_of(location.snippet);
  if (glyphs.empty()) return {};
  const unsigned line_end = glyphs.back().column + glyphs.back().width;
  const std::string number = fmt::format("  {:>4} │ ", location.line);
  const std::string margin(text_width(number) - 2, ' ');
  const unsigned room = std::max(20u, width - std::min(width, text_width(number)));
  Columns marked = marked_columns(location, glyphs);
  const Columns visible = visible_columns(line_end, marked, room);

  const bool cut_left = visible.begin > 0, cut_right = visible.end < line_end;
  std::string code = cut_left ? "…" : "";
  code += cut(glyphs, {visible.begin + cut_left, visible.end - cut_right});
  if (cut_right) code += "…";
  while (code.ends_with(' ')) code.pop_back();
  marked.begin = std::max(marked.begin, visible.begin);
  marked.end = std::clamp(marked.end, marked.begin + 1, std::max(visible.end, marked.begin + 1));

  std::string text = style.dim(number) + code + "\n";
  text += style.dim(margin + "│ ") + std::string(marked.begin - visible.begin, ' ');
  text += style.severity(severity, std::string(marked.end - marked.begin, '^')) + "\n";
  return text;
}

}  // namespace chokepoint::reports::terminal
