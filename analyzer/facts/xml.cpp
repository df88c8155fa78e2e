#include "facts/xml.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "facts/workspace.hpp"
#include "source/line_index.hpp"

namespace chokepoint::facts {
namespace {

constexpr std::size_t kMaxElements = 500'000;

bool too_deep(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '<') continue;
    if (text[i + 1] == '/') {
      if (depth > 0) --depth;
    } else if (text[i + 1] != '!' && text[i + 1] != '?') {
      const std::size_t end = text.find('>', i);
      if (end != std::string_view::npos && text[end - 1] != '/' && ++depth > 2 * kMaxNesting) return true;
    }
  }
  return false;
}

/// Nothing below kMaxNesting is kept, so that the recursion is bounded.
Element convert(const pugi::xml_node& node, const source::LineIndex& lines, std::size_t depth, std::size_t& count) {
  Element element;
  element.name = node.name();
  element.text = std::string(trim(node.text().get()));
  const source::Position place = lines.position(static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 1)) - 1);
  element.line = place.line;
  element.column = place.column;
  for (const pugi::xml_node& below : node.children()) {
    if (below.type() != pugi::node_element || depth >= kMaxNesting || ++count > kMaxElements) continue;
    element.children.push_back(convert(below, lines, depth + 1, count));
  }
  return element;
}

}  // namespace

tl::expected<Element, Fault> parse_xml(std::string_view text) {
  if (too_deep(text)) return tl::make_unexpected(Fault{1, 1, "is nested too deeply"});
  const source::LineIndex lines(text);
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!result) {
    const std::size_t at = std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0)), text.size());
    const source::Position place = lines.position(static_cast<std::uint32_t>(at));
    std::string reason = result.description();
    if (!reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z') reason[0] = static_cast<char>(reason[0] - 'A' + 'a');
    return tl::make_unexpected(Fault{place.line, place.column, fmt::format("is no valid XML: {}", reason)});
  }
  std::size_t count = 0;
  return convert(document.document_element(), lines, 0, count);
}

const Element* child(const Element& parent, std::initializer_list<std::string_view> names) {
  const Element* element = &parent;
  for (const std::string_view name : names) {
    const auto found =
        std::find_if(element->children.begin(), element->children.end(), [&](const Element& one) { return one.name == name; });
    if (found == element->children.end()) return nullptr;
    element = &*found;
  }
  return element;
}

std::string_view text_at(const Element& parent, std::initializer_list<std::string_view> names) {
  const Element* element = child(parent, names);
  return element ? std::string_view(element->text) : std::string_view();
}

}  // namespace chokepoint::facts
