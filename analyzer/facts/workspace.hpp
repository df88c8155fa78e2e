// What every reader of a manifest needs: the files of the tree by path, their text, the project a file belongs to, and notices.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "facts/node.hpp"
#include "facts/project_facts.hpp"
#include "source/file.hpp"
#include "source/project.hpp"

namespace chokepoint::facts {

constexpr std::uint64_t kMaxManifest = 4u << 20;
constexpr std::uint64_t kMaxLockFile = 16u << 20;

class Workspace {
 public:
  Workspace(const source::Tree& tree, std::vector<source::Notice>& notices, ReadText read_text = {});

  const source::Tree& tree() const { return tree_; }
  const source::File* find(std::string_view path) const;
  bool has_directory(std::string_view path) const;

  /// The text without a word about what goes wrong: whether the file is of use is not known yet.
  Result<std::string> peek(const source::File& file, std::uint64_t max_size) const;
  /// None, with a notice, when the file cannot be read.
  std::optional<std::string> text(const source::File& file, std::uint64_t max_size = kMaxManifest);
  /// The tree of a JSON, YAML or TOML file; Null, with a notice, when it cannot be read or parsed.
  Node json(const source::File& file, std::uint64_t max_size = kMaxManifest);
  Node yaml(const source::File& file);
  Node toml(const source::File& file, std::uint64_t max_size = kMaxManifest);
  /// What all templates of a chart are filled from, read once and without a word about faults; Null if there is no such file.
  const Node& chart_values(const std::string& path);

  /// Facts of the project a path belongs to.
  ProjectFacts& project(std::string_view path);
  /// Facts of the project whose directory this is or encloses.
  ProjectFacts& project_of_directory(std::string_view directory);
  ProjectFacts& project(source::ProjectId id) { return facts_.projects[id.index()]; }

  /// Whether a Dockerfile lies in it and in no project below.
  bool builds_image(const ProjectFacts& project) const {
    return builds_image_[static_cast<std::size_t>(&project - facts_.projects.data())];
  }

  void note(const source::File& file, std::uint32_t line, std::uint32_t column, std::string message);
  RepositoryFacts& facts() { return facts_; }

 private:
  Node tree_of(const source::File& file, std::uint64_t max_size, tl::expected<Node, Fault> (*parse)(std::string_view));

  const source::Tree& tree_;
  std::vector<source::Notice>& notices_;
  ReadText read_text_;
  source::ProjectIndex index_;
  std::map<std::string_view, const source::File*, std::less<>> by_path_;
  std::map<std::string, Node> chart_values_;
  RepositoryFacts facts_;
  std::vector<bool> builds_image_;  // in the order of the projects
};

Place place_of(const source::File& file, const Node& node);

/// Not a test, an example or somebody else's.
bool takes_part(const source::File& file);

/// Calls `visit(line, number)` for each line, without its end-of-line.
void each_line(std::string_view text, const std::function<void(std::string_view, std::uint32_t)>& visit);

std::string_view trim(std::string_view text);
bool contains(std::string_view text, std::string_view part);
/// Letters, digits and `_`: what names of variables are made of.
bool is_name_letter(char c);
/// The line a position of the text is in, one-based.
std::uint32_t line_at(std::string_view text, std::size_t offset);
/// A whole number, nothing else.
std::optional<std::uint32_t> number(std::string_view text);

}  // namespace chokepoint::facts
