#include "facts/workspace.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "facts/deployment.hpp"
#include "facts/json.hpp"
#include "facts/toml.hpp"
#include "facts/yaml.hpp"
#include "source/discover.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {

Workspace::Workspace(const source::Tree& tree, std::vector<source::Notice>& notices, ReadText read_text)
    : tree_(tree), notices_(notices), read_text_(std::move(read_text)), index_(tree.projects) {
  for (const source::File& file : tree.files) by_path_.emplace(file.path, &file);
  for (const source::Project& project : tree.projects) {
    facts_.projects.emplace_back();
    facts_.projects.back().directory = project.path;
  }
  if (facts_.projects.empty()) facts_.projects.emplace_back();
  builds_image_.resize(facts_.projects.size());
  for (const source::File& file : tree.files) {
    if (is_dockerfile(source::name_of(file.path)) && takes_part(file) && !is_for_development(file.path))
      builds_image_[static_cast<std::size_t>(&project(file.path) - facts_.projects.data())] = true;
  }
}

const source::File* Workspace::find(std::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : found->second;
}

bool Workspace::has_directory(std::string_view path) const {
  const std::string prefix = std::string(path) + "/";
  const auto found = by_path_.lower_bound(std::string_view(prefix));
  return path.empty() || (found != by_path_.end() && found->first.starts_with(prefix));
}

namespace {

// The line on which an unresolved merge conflict begins, 0 if there is none.
std::uint32_t conflict_line(std::string_view text) {
  const std::size_t at = text.starts_with("<<<<<<< ") ? 0 : text.find("\n<<<<<<< ");
  if (at == std::string_view::npos || text.find("\n>>>>>>> ", at) == std::string_view::npos) return 0;
  return line_at(text, text.find('<', at));
}

}  // namespace

Result<std::string> Workspace::peek(const source::File& file, std::uint64_t max_size) const {
  return read_text_ ? read_text_(file, max_size) : source::read_text(tree_, file, max_size);
}

std::optional<std::string> Workspace::text(const source::File& file, std::uint64_t max_size) {
  if (file.size > max_size) {
    note(file, 0, 0, fmt::format("is larger than {} MiB and was not read", max_size >> 20));
    return std::nullopt;
  }
  Result<std::string> text = peek(file, max_size);
  if (!text) {
    note(file, 0, 0, text.error().message);
    return std::nullopt;
  }
  if (const std::uint32_t line = conflict_line(*text)) {
    note(file, line, 1, "holds an unresolved merge conflict and was not read");
    return std::nullopt;
  }
  project(file.path).read.push_back(file.path);
  return std::move(*text);
}

Node Workspace::tree_of(const source::File& file, std::uint64_t max_size, tl::expected<Node, Fault> (*parse)(std::string_view)) {
  const std::optional<std::string> content = text(file, max_size);
  if (!content) return {};
  tl::expected<Node, Fault> node = parse(*content);
  if (node) return std::move(*node);
  note(file, node.error().line, node.error().column, node.error().message);
  return {};
}

Node Workspace::json(const source::File& file, std::uint64_t max_size) { return tree_of(file, max_size, parse_json_tree); }
Node Workspace::yaml(const source::File& file) { return tree_of(file, kMaxManifest, parse_yaml_tree); }
Node Workspace::toml(const source::File& file, std::uint64_t max_size) { return tree_of(file, max_size, parse_toml_tree); }

const Node& Workspace::chart_values(const std::string& path) {
  const auto [known, is_new] = chart_values_.try_emplace(path);
  const source::File* file = is_new ? find(path) : nullptr;
  if (const std::optional<std::string> content = file ? text(*file) : std::nullopt) {
    YamlDocuments parsed = parse_yaml(*content);
    if (!parsed.documents.empty()) known->second = std::move(parsed.documents.front());
  }
  return known->second;
}

ProjectFacts& Workspace::project(std::string_view path) {
  const source::ProjectId id = index_.of(path);
  return facts_.projects[id ? id.index() : 0];
}

ProjectFacts& Workspace::project_of_directory(std::string_view directory) { return project(std::string(directory) + "/x"); }

void Workspace::note(const source::File& file, std::uint32_t line, std::uint32_t column, std::string message) {
  const bool known = std::any_of(notices_.begin(), notices_.end(), [&](const source::Notice& notice) {
    return notice.path == file.path && notice.line == line && notice.message == message;
  });
  if (!known) notices_.push_back({source::Notice::Kind::Configuration, file.path, line, column, std::move(message), false});
}

bool takes_part(const source::File& file) {
  return file.role == source::Role::Production || file.role == source::Role::Client || file.role == source::Role::Script ||
         file.role == source::Role::Generated;
}

Place place_of(const source::File& file, const Node& node) { return {file.path, node.line, node.column}; }

void each_line(std::string_view text, const std::function<void(std::string_view, std::uint32_t)>& visit) {
  std::uint32_t line = 1;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view content = text.substr(0, end);
    if (content.ends_with('\r')) content.remove_suffix(1);
    visit(content, line++);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
}

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool is_name_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::uint32_t line_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  return static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1;
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace chokepoint::facts
