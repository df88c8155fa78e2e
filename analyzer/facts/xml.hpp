// The one adapter around pugixml: XML as a tree of elements with places. Document types are skipped, so that no entity is ever
// followed or multiplied.
//
//   <project><artifactId>api</artifactId></project>   →   text_at(project, {"artifactId"}) == "api"
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "facts/node.hpp"

namespace chokepoint::facts {

struct Element {
  std::string name;
  std::string text;  // of the element itself, trimmed
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::vector<Element> children;
};

/// The root element.
tl::expected<Element, Fault> parse_xml(std::string_view text);

/// The first element below with these names; null if there is none.
const Element* child(const Element& parent, std::initializer_list<std::string_view> names);
std::string_view text_at(const Element& parent, std::initializer_list<std::string_view> names);

}  // namespace chokepoint::facts
