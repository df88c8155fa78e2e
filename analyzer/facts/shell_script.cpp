#include "facts/shell_script.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "facts/command_line.hpp"
#include "facts/docker_instruction.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

// `$WORKERS` where the script itself says what that is; other variables stay.
std::string expand(std::string_view line, const Values& values) {
  std::string result(line);
  for (const auto& [name, value] : values) {
    for (const std::string& form : {fmt::format("${{{}}}", name), fmt::format("${}", name)}) {
      for (std::size_t at = result.find(form); at != std::string::npos && result.size() < 10'000;
           at = result.find(form, at + std::max<std::size_t>(value.size(), 1))) {
        const std::size_t end = at + form.size();
        const bool longer = form[1] != '{' && end < result.size() && is_name_letter(result[end]);
        if (!longer) result.replace(at, form.size(), value);
      }
    }
  }
  return result;
}

// `WORKERS=${WORKERS:-4}`, `export WORKERS=4`: nothing but an assignment.
void take_assignment(std::string_view line, Values& values) {
  if (line.starts_with("export ")) line = trim(line.substr(7));
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos || equals == 0 || values.size() > 200) return;
  const bool name = std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(equals), is_name_letter);
  const std::vector<std::string> words = name ? split_command(line.substr(equals + 1)) : std::vector<std::string>();
  if (words.size() != 1 || contains(words[0], "$(")) return;
  const std::string value = substitute(words[0], values).text;
  if (!value.empty() && !contains(value, "$")) values[std::string(line.substr(0, equals))] = value;
}

// The command of a branch: `worker) exec celery worker ;;`.
std::string_view without_label(std::string_view line) {
  const std::size_t bracket = line.find(')');
  const bool label = bracket != std::string_view::npos && line.find_first_of(" \t($'`=") > bracket;
  if (label) line = trim(line.substr(bracket + 1));
  if (line.ends_with(";;")) line = trim(line.substr(0, line.size() - 2));
  return line;
}

bool has_word_first(std::string_view line, std::string_view word) {
  return line.starts_with(word) && (line.size() == word.size() || contains(" \t;[", line.substr(word.size(), 1)));
}

// Follows the lines of a script into the branches of its `if`s and out of them.
class Branches {
 public:
  /// Whether a condition decides about what stands on this line.
  bool enter(std::string_view line) {
    if (has_word_first(line, "fi") && depth_ > 0) --depth_;
    const bool opens = has_word_first(line, "if");
    const bool closes = line.ends_with(" fi") || line.ends_with(";fi");
    const bool conditional = depth_ > 0 || opens || line.starts_with('[') || has_word_first(line, "test");
    if (opens && !closes) ++depth_;
    return conditional;
  }

 private:
  std::uint32_t depth_ = 0;
};

}  // namespace

std::vector<ShellCommand> shell_commands(std::string_view text) {
  std::vector<ShellCommand> commands;
  std::string joined;
  std::uint32_t start = 0;
  Values values;
  Branches branches;
  each_line(text, [&](std::string_view raw, std::uint32_t number) {
    if (joined.empty()) start = number;
    joined += trim(raw);
    if (joined.ends_with('\\')) {
      joined.back() = ' ';
      return;
    }
    const std::string whole = std::exchange(joined, {});
    const std::string_view line = without_label(whole);
    take_assignment(line, values);
    if (line.empty() || line.starts_with('#')) return;
    const bool conditional = branches.enter(line);
    commands.push_back({expand(line, values), start, conditional});
  });
  return commands;
}

const source::File* find_script(const Workspace& workspace, const source::File& dockerfile, std::string_view path) {
  const std::string name(source::name_of(path));
  const std::string_view directory = source::directory_of(dockerfile.path);
  const std::string relative(path.substr(std::min(path.find_first_not_of("./"), path.size())));
  for (const std::string& candidate : {source::resolve(directory, path), source::join_path(directory, name),
                                       source::join_path(directory, relative), relative, name}) {
    if (const source::File* file = workspace.find(candidate)) return file;
  }
  const source::File* only = nullptr;
  for (const source::File& file : workspace.tree().files) {
    if (!file.path.ends_with(name) || source::name_of(file.path) != name) continue;
    if (only) return nullptr;
    only = &file;
  }
  return only;
}

}  // namespace chokepoint::facts
