// yarn.lock, classic and berry, and pnpm-lock.yaml of all versions. Both run to megabytes, so that what is not needed is not parsed.
#include "facts/readers.hpp"
#include "facts/yaml.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  if (text.size() > 1 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
    return text.substr(1, text.size() - 2);
  return text;
}

struct Wanted {
  std::string name;
  std::string range;
};

// "@scope/name@npm:^1.0.0" → name and range.
Wanted split_descriptor(std::string_view descriptor) {
  const std::size_t sign = descriptor.find('@', 1);
  if (sign == std::string_view::npos) return {std::string(descriptor), ""};
  std::string_view range = descriptor.substr(sign + 1);
  if (range.starts_with("npm:")) range.remove_prefix(4);
  return {std::string(descriptor.substr(0, sign)), std::string(range)};
}

// `"a@^1, a@^2":` and `a@^1, "a@^2":` alike.
std::vector<Wanted> descriptors(std::string_view line) {
  line.remove_suffix(1);
  std::vector<Wanted> result;
  line = unquoted(line);
  while (!line.empty()) {
    const std::size_t comma = line.find(", ");
    result.push_back(split_descriptor(unquoted(line.substr(0, comma))));
    line = comma == std::string_view::npos ? std::string_view() : line.substr(comma + 2);
  }
  return result;
}

// "4.17.1(react@18.0.0)", "4.17.1_react@18.0.0" → "4.17.1"
std::string without_peers(std::string_view version) { return std::string(version.substr(0, version.find_first_of("(_"))); }

void add_importer(const source::File& file, const Node& importer, ProjectFacts& facts) {
  for (const char* section : {"dependencies", "optionalDependencies", "devDependencies"}) {
    const Node& dependencies = at(importer, section);
    for (std::size_t i = 0; i < dependencies.keys.size(); ++i) {
      const Node& entry = dependencies.items[i];
      const std::string_view version = entry.kind == Node::Kind::Map ? text_at(entry, "version") : std::string_view(entry.text);
      if (version.empty() || version.starts_with("link:") || version.starts_with("file:")) continue;
      facts.locked.push_back({"npm", dependencies.keys[i], without_peers(version), "", place_of(file, entry)});
    }
  }
}

// `  /express/4.17.1:` (5), `  /express@4.17.1(peer):` (6), `  express@4.17.1:` (9).
void add_package(const source::File& file, std::string_view line, std::uint32_t number, ProjectFacts& facts) {
  std::string_view key = unquoted(line.substr(0, line.rfind(':')));
  if (key.starts_with('/')) key.remove_prefix(1);
  key = key.substr(0, key.find('('));
  std::size_t split = key.rfind('@');
  if (split == std::string_view::npos || split == 0) split = key.rfind('/');
  if (split == std::string_view::npos || split == 0) return;
  facts.locked.push_back(
      {"npm", std::string(key.substr(0, split)), without_peers(key.substr(split + 1)), "", {file.path, number, 3}});
}

}  // namespace

void read_yarn_lock(Workspace& workspace, const source::File& file) {
  const std::optional<std::string> text = workspace.text(file, kMaxLockFile);
  if (!text) return;
  ProjectFacts& facts = workspace.project(file.path);
  std::vector<Wanted> wanted;
  std::uint32_t start = 0;
  each_line(*text, [&](std::string_view line, std::uint32_t number) {
    if (line.empty() || line.starts_with('#')) return;
    if (line.front() != ' ') {
      wanted = line.ends_with(':') ? descriptors(line) : std::vector<Wanted>();
      start = number;
      return;
    }
    const bool is_version = line.starts_with("  version ") || line.starts_with("  version:");
    if (!is_version) return;
    const std::string_view version = unquoted(line.substr(10));
    for (Wanted& one : wanted) {
      if (one.range.starts_with("workspace:")) continue;
      facts.locked.push_back({"npm", std::move(one.name), std::string(version), std::move(one.range), {file.path, start, 1}});
    }
    wanted.clear();
  });
}

void read_pnpm_lock(Workspace& workspace, const source::File& file) {
  const std::optional<std::string> text = workspace.text(file, kMaxLockFile);
  if (!text) return;
  const std::size_t packages = std::min(text->find("\npackages:"), text->size());
  const YamlDocuments parsed = parse_yaml(std::string_view(*text).substr(0, packages));
  for (const Fault& fault : parsed.faults) workspace.note(file, fault.line, fault.column, fault.message);
  const Node lock = parsed.documents.empty() ? Node() : parsed.documents.front();
  const std::string_view directory = source::directory_of(file.path);
  const Node& importers = at(lock, "importers");
  for (std::size_t i = 0; i < importers.keys.size(); ++i) {
    const std::string member = source::resolve(directory, importers.keys[i]);
    add_importer(file, importers.items[i], workspace.project_of_directory(member));
  }
  if (!importers) add_importer(file, lock, workspace.project(file.path));
  ProjectFacts& facts = workspace.project(file.path);
  bool inside = false;
  each_line(*text, [&](std::string_view line, std::uint32_t number) {
    if (!line.empty() && line.front() != ' ') inside = line == "packages:";
    if (inside && line.size() > 3 && line.starts_with("  ") && line[2] != ' ' && line.ends_with(':'))
      add_package(file, line, number, facts);
  });
}

}  // namespace chokepoint::facts
