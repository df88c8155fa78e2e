// go.mod: what it requires is what is built, so that every version is a locked one. Also the small files that name a runtime.
#include "facts/readers.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {
namespace {

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> result;
  for (line = trim(line); !line.empty(); line = trim(line)) {
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    result.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return result;
}

std::string_view unquoted(std::string_view text) {
  return text.size() > 1 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

void read_go_mod(Workspace& workspace, const source::File& file) {
  const std::optional<std::string> text = workspace.text(file);
  if (!text) return;
  ProjectFacts& facts = workspace.project(file.path);
  std::string block;
  each_line(*text, [&](std::string_view raw, std::uint32_t number) {
    const std::size_t comment = raw.find("//");
    const bool indirect = comment != std::string_view::npos && contains(raw.substr(comment), "indirect");
    std::vector<std::string_view> parts = words(raw.substr(0, comment));
    if (parts.empty()) return;
    if (parts[0] == ")") {
      block.clear();
      return;
    }
    if (parts.size() == 2 && parts[1] == "(") {
      block = parts[0];
      return;
    }
    const std::uint32_t column = static_cast<std::uint32_t>(parts[0].data() - raw.data() + 1);
    std::string_view verb = block;
    if (block.empty()) {
      verb = parts[0];
      parts.erase(parts.begin());
    }
    if (parts.empty()) return;
    const Place place{file.path, number, column};
    if (verb == "go") facts.runtimes.push_back({"go", std::string(parts[0]), false, place});
    if (verb == "toolchain" && parts[0].starts_with("go"))
      facts.runtimes.push_back({"go", std::string(parts[0].substr(2)), false, place});
    if (verb != "require") return;
    if (parts.size() < 2) return workspace.note(file, number, column, "a requirement has no version");
    const std::string name(unquoted(parts[0])), version(unquoted(parts[1]));
    facts.locked.push_back({"go", name, version, "", place});
    if (!indirect) facts.dependencies.push_back({"go", name, version, version, false, place, place});
  });
}

void read_version_file(Workspace& workspace, const source::File& file) {
  const std::optional<std::string> text = workspace.text(file, 1u << 16);
  if (!text) return;
  const std::string_view name = source::name_of(file.path);
  ProjectFacts& facts = workspace.project(file.path);
  each_line(*text, [&](std::string_view raw, std::uint32_t number) {
    std::vector<std::string_view> parts = words(raw);
    if (parts.empty() || parts[0].starts_with('#')) return;
    const Place place{file.path, number, 1};
    const auto add = [&](const char* runtime, std::string_view version, std::string_view prefix) {
      if (version.starts_with(prefix)) version.remove_prefix(prefix.size());
      facts.runtimes.push_back({runtime, std::string(version), false, place});
    };
    if (name == ".nvmrc" || name == ".node-version") add("node", parts[0], "v");
    if (name == ".python-version") add("python", parts[0], "");
    if (name == "runtime.txt") add("python", parts[0], "python-");
    if (name == ".java-version") add("java", parts[0], "");
    if (name != ".tool-versions" || parts.size() < 2) return;
    if (parts[0] == "nodejs") add("node", parts[1], "");
    if (parts[0] == "python") add("python", parts[1], "");
    if (parts[0] == "golang") add("go", parts[1], "");
    if (parts[0] == "java") add("java", parts[1], "");
  });
}

}  // namespace chokepoint::facts
