#include "facts/docker_instruction.hpp"

#include <algorithm>
#include <utility>

#include "base/letter_case.hpp"
#include "base/word_list.hpp"
#include "facts/command_line.hpp"
#include "facts/workspace.hpp"

namespace chokepoint::facts {
namespace {

// Of `:-22`, `-22` and `:+22` what stands for the variable.
std::string fallback_of(std::string_view modifier, const std::string* value) {
  const bool or_empty = modifier.starts_with(':');
  if (or_empty) modifier.remove_prefix(1);
  const bool has_value = value && !(or_empty && value->empty());
  if (modifier.starts_with('+')) return has_value ? std::string(modifier.substr(1)) : std::string();
  return has_value ? *value : std::string(modifier.substr(std::min<std::size_t>(1, modifier.size())));
}

// A variable that begins at `i`, and where it ends.
struct Variable {
  std::string_view name, modifier;
  std::size_t end = 0;
};
Variable variable_at(std::string_view text, std::size_t i) {
  const bool braces = i + 1 < text.size() && text[i + 1] == '{';
  const std::size_t begin = i + (braces ? 2 : 1);
  std::size_t end = begin;
  while (end < text.size() && is_name_letter(text[end])) ++end;
  Variable variable{text.substr(begin, end - begin), {}, end};
  if (braces) {
    const std::size_t close = std::min(text.find('}', end), text.size());
    variable.modifier = text.substr(end, close - end);
    variable.end = std::min(close + 1, text.size());
  }
  return variable;
}

Instruction instruction_of(std::string_view line, std::uint32_t number) {
  const std::size_t space = std::min(line.find_first_of(" \t"), line.size());
  return {upper_case(line.substr(0, space)), std::string(trim(line.substr(space))), number};
}

// The word that ends the text behind `RUN <<EOF`; "" if there is none.
std::string here_document_of(const Instruction& instruction) {
  const std::size_t here = instruction.rest.find("<<");
  if (here == std::string::npos || !is_one_of(instruction.name, {"RUN", "COPY"})) return {};
  const std::size_t begin = instruction.rest.find_first_not_of("-\"'", here + 2);
  if (begin == std::string::npos) return {};
  return instruction.rest.substr(begin, instruction.rest.find_first_of(" \"'", begin) - begin);
}

// "for integration testing only", "for tests": what it is for, if that is told in three words.
bool speaks_of_tests(std::string_view comment) {
  std::vector<std::string> words = split_command(comment);
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (std::size_t next = i + 1; words[i] == "for" && next < std::min(words.size(), i + 4); ++next) {
      while (!words[next].empty() && !is_name_letter(words[next].back())) words[next].pop_back();
      if (is_one_of(words[next], {"test", "testing", "tests"})) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<Instruction> instructions(std::string_view text) {
  std::vector<Instruction> result;
  std::string joined;
  std::uint32_t start = 0;
  std::string heredoc;
  each_line(text, [&](std::string_view raw, std::uint32_t number) {
    const std::string_view line = trim(raw);
    if (!heredoc.empty()) {
      if (line == heredoc) heredoc.clear();
      return;
    }
    if (line.empty() || line.starts_with('#')) return;
    if (joined.empty()) start = number;
    joined += line;
    if (joined.ends_with('\\') || joined.ends_with('`')) {
      joined.back() = ' ';
      return;
    }
    result.push_back(instruction_of(joined, start));
    heredoc = here_document_of(result.back());
    joined.clear();
  });
  return result;
}

bool is_for_tests(std::string_view text) {
  std::string comment;
  while (text.starts_with('#') || text.starts_with('\n') || text.starts_with('\r')) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    std::string_view line = trim(text.substr(0, end));
    while (line.starts_with('#')) line.remove_prefix(1);
    comment += lower_case(line) + " ";
    text.remove_prefix(end + 1);
  }
  std::erase_if(comment, [](char c) { return c == '\'' || c == '"' || c == '`'; });
  return speaks_of_tests(comment) && !contains(comment, "production");
}

bool builds_something_else(const std::vector<Instruction>& instructions) {
  bool clones = false;
  for (const Instruction& one : instructions) {
    const bool copies = (one.name == "COPY" || one.name == "ADD") && !contains(one.rest, "--from=") && !contains(one.rest, "://");
    if (copies || contains(one.rest, "type=bind")) return false;
    clones |= one.name == "RUN" && contains(one.rest, "git clone ");
  }
  return clones;
}

Substituted substitute(std::string_view text, const Values& values) {
  Substituted result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Variable variable = text[i] == '$' ? variable_at(text, i) : Variable();
    if (variable.name.empty()) {
      result.text += text[i];
      continue;
    }
    if (result.variable.empty()) result.variable = variable.name;
    const auto found = values.find(variable.name);
    const bool has_value = found != values.end() && !found->second.empty();
    const std::string_view modifier = variable.modifier.substr(variable.modifier.starts_with(':') ? 1 : 0);
    if (modifier.empty() ? has_value : modifier.starts_with('-') || modifier.starts_with('+')) {
      result.text += fallback_of(variable.modifier, found == values.end() ? nullptr : &found->second);
    } else {
      result.known = false;
      result.text += text.substr(i, variable.end - i);
    }
    i = variable.end - 1;
  }
  return result;
}

void assign(std::string_view rest, Values& values) {
  for (const std::string& word : split_command(rest)) {
    if (const std::size_t equals = word.find('='); equals != std::string::npos)
      values[word.substr(0, equals)] = word.substr(equals + 1);
  }
  if (contains(rest.substr(0, rest.find_first_of(" \t")), "=")) return;
  const std::size_t space = rest.find_first_of(" \t");
  if (space != std::string_view::npos) values[std::string(rest.substr(0, space))] = trim(rest.substr(space));
}

std::vector<std::string> arguments_of(std::string_view rest) {
  std::vector<std::string> words = split_command(rest);
  std::erase_if(words, [](const std::string& word) { return word.starts_with("--"); });
  return words;
}

}  // namespace chokepoint::facts
