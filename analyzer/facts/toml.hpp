// The one adapter around toml++: pyproject.toml, lock files and Gradle's version catalogs as a tree with positions.
#pragma once
#include <string_view>

#include <tl/expected.hpp>

#include "facts/node.hpp"

namespace chokepoint::facts {

tl::expected<Node, Fault> parse_toml_tree(std::string_view text);

}  // namespace chokepoint::facts
