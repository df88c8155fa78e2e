#include "reports/sarif/object.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "reports/path.hpp"
#include "reports/text.hpp"

namespace chokepoint::reports::sarif {

namespace {

std::string escaped(std::string_view text, bool brackets) {
  std::string result;
  for (const char c : printable(text)) {
    if (c == '{' || c == '}') result += c;
    if (brackets && (c == '[' || c == ']' || c == '\\')) result += '\\';
    result += c;
  }
  return result;
}

std::uint32_t count_points(std::string_view text) {
  std::uint32_t points = 0;
  for (std::size_t at = 0; at < text.size(); ++points) decode_utf8(text, at);
  return points;
}

}  // namespace

std::string message_text(std::string_view text) {
  // Outside links brackets are plain text unless they look like a link.
  return escaped(text, text.find("](") != std::string_view::npos);
}

std::string link_text(std::string_view text) { return escaped(text, true); }

std::string sentence(std::string_view text) {
  std::string result = message_text(text);
  while (result.ends_with(' ')) result.pop_back();
  if (!result.ends_with('.') && !result.ends_with('!') && !result.ends_with('?')) result += '.';
  return result;
}

Json message(std::string text) { return {{"text", std::move(text)}}; }

Json artifact_location(const findings::Report& report, const std::string& path) {
  return {{"uri", percent_encoded(path_in_repository(report, path))}, {"uriBaseId", root_id}};
}

Json physical_location(const findings::Report& report, const findings::Location& location) {
  const std::uint32_t line = std::max(location.line, 1u), begin = std::max(location.column, 1u);
  const std::uint32_t end = location.end_line > location.line ? count_points(location.snippet) + 1 : location.end_column;
  Json region{{"startLine", line}, {"startColumn", begin}, {"endLine", line}, {"endColumn", std::max(end, begin + 1)}};
  return {{"artifactLocation", artifact_location(report, location.path)}, {"region", std::move(region)}};
}

std::string_view level_of(findings::Severity severity) { return findings::show(severity); }

}  // namespace chokepoint::reports::sarif
