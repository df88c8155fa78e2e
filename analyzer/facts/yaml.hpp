// YAML of deployment files, all documents of it. Anchors and `<<` work, with a bound on what they may multiply to.
#pragma once
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "facts/node.hpp"

namespace chokepoint::facts {

constexpr std::size_t kMaxYaml = 1u << 20;  // yaml-cpp takes quadratic time for endless brackets

/// What stands before the first error, and the error if there is one.
struct YamlDocuments {
  std::vector<Node> documents;
  std::vector<Fault> faults;  // at most one
};
YamlDocuments parse_yaml(std::string_view text);

/// The first document; an empty text gives a Null node.
tl::expected<Node, Fault> parse_yaml_tree(std::string_view text);

}  // namespace chokepoint::facts
