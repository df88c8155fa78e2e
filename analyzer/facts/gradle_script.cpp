#include <algorithm>

#include <fmt/format.h>

#include "base/word_list.hpp"
#include "facts/gradle.hpp"
#include "facts/workspace.hpp"

namespace chokepoint::facts {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// Comments become blanks; lines stay where they are.
std::string without_comments(std::string_view text) {
  std::string result(text);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const char c = result[i];
    if (c == '"' || c == '\'') {
      for (++i; i < result.size() && result[i] != c && result[i] != '\n'; ++i) {
        if (result[i] == '\\') ++i;
      }
    } else if (c == '/' && i + 1 < result.size() && (result[i + 1] == '/' || result[i + 1] == '*')) {
      const std::size_t close = result[i + 1] == '/' ? result.find('\n', i) : result.find("*/", i + 2);
      const std::size_t end = std::min(close == std::string::npos ? close : close + (result[i + 1] == '*' ? 2 : 0), result.size());
      for (; i < end; ++i) {
        if (result[i] != '\n') result[i] = ' ';
      }
      --i;
    }
  }
  return result;
}

std::string_view first_word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(0, end);
}

// "$jedis", "${jedis}", "${property("jedis")}", "${versions.jedis}"
std::string substitute(std::string_view text, const GradleVariables& variables) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '$' || i + 1 >= text.size()) {
      result += text[i];
      continue;
    }
    std::size_t end = i + 1;
    std::string_view name;
    if (text[end] == '{') {
      end = std::min(text.find('}', end), text.size());
      name = text.substr(i + 2, end - i - 2);
      if (const std::size_t quote = name.find_first_of("\"'"); quote != std::string_view::npos) {
        name = name.substr(quote + 1);
        name = name.substr(0, name.find_first_of("\"'"));
      }
    } else {
      while (end < text.size() && (is_word(text[end]) || text[end] == '.')) ++end;
      name = text.substr(i + 1, end - i - 1);
      --end;
    }
    auto found = variables.find(name);
    if (found == variables.end()) found = variables.find(name.substr(name.rfind('.') + 1));
    result += found == variables.end() ? fmt::format("${{{}}}", name) : found->second;
    i = end;
  }
  return result;
}

std::vector<std::string> quoted(std::string_view text) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '"' && text[i] != '\'') continue;
    const std::size_t end = text.find(text[i], i + 1);
    if (end == std::string_view::npos) break;
    result.emplace_back(text.substr(i + 1, end - i - 1));
    i = end;
  }
  return result;
}

// The value behind `key:` or `key =` in `group: 'a', name: 'b'`.
std::string named(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at > 0 && is_word(text[at - 1])) continue;
    const std::string_view rest = trim(text.substr(at + key.size()));
    if (!rest.starts_with(':') && !rest.starts_with('=')) continue;
    const std::string_view value = trim(rest.substr(1, rest.find_first_of(",)") - 1));
    const std::vector<std::string> values = quoted(value);
    return values.empty() ? fmt::format("${{{}}}", value) : values.front();
  }
  return {};
}

constexpr std::string_view kConfigurations[] = {
    "annotationProcessor", "api",  "classpath", "compile",  "compileOnly",     "compileOnlyApi",  "developmentOnly",
    "implementation",      "kapt", "ksp",       "provided", "providedCompile", "providedRuntime", "runtime",
    "runtimeOnly"};

bool is_configuration(std::string_view word) {
  if (is_one_of(word, kConfigurations)) return true;
  return word.ends_with("Implementation") || word.ends_with("RuntimeOnly") || word.ends_with("CompileOnly") ||
         word == "testCompile";
}

class Reader {
 public:
  explicit Reader(const GradleVariables& outer) { script_.variables = outer; }

  GradleScript read(std::string_view text) {
    const std::string clean = without_comments(text);
    each_line(clean, [&](std::string_view line, std::uint32_t number) { read_line(line, number); });
    return std::move(script_);
  }

 private:
  void add(std::string configuration, std::string notation, bool platform, std::string_view line, std::string_view at,
           std::uint32_t number) {
    script_.entries.push_back(
        {std::move(configuration), std::move(notation), platform, number, static_cast<std::uint32_t>(at.data() - line.data() + 1)});
  }

  void read_line(std::string_view line, std::uint32_t number) {
    const std::string_view content = trim(line);
    const std::string_view word = first_word(content);
    if (content.empty()) return;
    if (is_configuration(word)) return read_dependency(line, content, word, number);
    if (word == "id" || word == "kotlin" || word == "alias") return read_plugin(line, content, word, number);
    read_java(line, content, number);
    read_variable(content, word);
  }

  void read_dependency(std::string_view line, std::string_view content, std::string_view configuration, std::uint32_t number) {
    const std::string_view rest = trim(content.substr(configuration.size()));
    const bool platform = contains(rest, "platform(") || contains(rest, "Platform(") || contains(rest, "platform ");
    if (const std::string name = named(rest, "name"); !name.empty()) {
      const std::string version = named(rest, "version");
      std::string notation = fmt::format("{}:{}", named(rest, "group"), name);
      if (!version.empty()) notation += ":" + version;
      return add(std::string(configuration), substitute(notation, script_.variables), platform, line, content, number);
    }
    if (contains(rest, "project(")) return read_project(line, content, configuration, platform, number);
    for (const std::string& text : quoted(rest)) {
      if (!contains(text, ":") || text.starts_with(":") || contains(text, "/")) continue;
      std::string notation = substitute(text, script_.variables);
      // 'group:artifact:' + version
      if (const std::size_t plus = rest.find('+'); notation.ends_with(':') && plus != std::string_view::npos) {
        const std::string_view variable = trim(rest.substr(plus + 1));
        notation += substitute(fmt::format("${}", variable.substr(0, variable.find_first_of(" )"))), script_.variables);
      }
      add(std::string(configuration), std::move(notation), platform, line, content, number);
      if (rest.starts_with('(') || platform) return;
    }
    if (const std::size_t libs = rest.find("libs."); libs != std::string_view::npos) {
      std::size_t end = libs;
      while (end < rest.size() && (is_word(rest[end]) || rest[end] == '.')) ++end;
      std::string alias(rest.substr(libs, end - libs));
      if (alias.ends_with(".get")) alias.resize(alias.size() - 4);
      add(std::string(configuration), std::move(alias), platform, line, content, number);
    }
  }

  // `implementation project(':platform:core')` as `project:core`.
  void read_project(std::string_view line, std::string_view content, std::string_view configuration, bool platform,
                    std::uint32_t number) {
    for (const std::string& path : quoted(content)) {
      if (path.starts_with(':')) {
        return add(std::string(configuration), "project" + path.substr(path.rfind(':')), platform, line, content, number);
      }
    }
  }

  void read_plugin(std::string_view line, std::string_view content, std::string_view word, std::uint32_t number) {
    if (word == "alias") {
      const std::size_t libs = content.find("libs.plugins.");
      if (libs != std::string_view::npos)
        add("plugin", std::string(content.substr(libs, content.find(')', libs) - libs)), false, line, content, number);
      return;
    }
    const std::vector<std::string> values = quoted(content);
    if (values.empty()) return;
    const std::size_t version = content.find(" version ");
    std::string notation = (word == "kotlin" ? "org.jetbrains.kotlin." : "") + values[0];
    if (version != std::string_view::npos && values.size() > 1) {
      notation += ":" + substitute(values[1], script_.variables);
    } else if (version != std::string_view::npos) {
      const std::string_view name = trim(content.substr(version + 9));
      notation += ":" + substitute(fmt::format("${}", name), script_.variables);
    }
    add("plugin", std::move(notation), false, line, content, number);
  }

  void read_java(std::string_view line, std::string_view content, std::uint32_t number) {
    std::size_t at = content.find("JavaVersion.VERSION_");
    std::size_t length = 20;
    if (at == std::string_view::npos) {
      at = content.find("JavaLanguageVersion.of(");
      length = 23;
    }
    if (at == std::string_view::npos &&
        (content.starts_with("sourceCompatibility") || content.starts_with("targetCompatibility"))) {
      at = content.find('=');
      length = 1;
    }
    if (at == std::string_view::npos) return;
    std::string version;
    for (std::size_t i = at + length; i < content.size() && version.size() < 8; ++i) {
      const char c = content[i];
      if (c >= '0' && c <= '9') version += c;
      else if ((c == '_' || c == '.') && !version.empty()) version += '.';
      else if (!version.empty()) break;
    }
    if (!version.empty()) add("java", std::move(version), false, line, content, number);
  }

  // `def x = '1'`, `val x = "1"`, `x = '1'`, `ext.x = '1'`, `set('x', '1')`, `val x by extra("1")`, `x: '1',`
  void read_variable(std::string_view content, std::string_view word) {
    const std::vector<std::string> values = quoted(content);
    if (values.empty() || values.back().size() > 200) return;
    if (word == "set" || contains(content, ".set(")) {
      if (values.size() == 2) script_.variables[values[0]] = substitute(values[1], script_.variables);
      return;
    }
    if (contains(content, "[\"") || contains(content, "['")) {  // ext["x"] = "1"
      if (values.size() == 2 && contains(content, "=")) script_.variables[values[0]] = substitute(values[1], script_.variables);
      if (!contains(content, "[:")) return;
    }
    std::size_t end = content.find_first_of("=:(");
    if (end == std::string_view::npos || values.size() != 1) return;
    std::string_view name = trim(content.substr(0, end));
    if (name.ends_with(" by extra")) name = trim(name.substr(0, name.size() - 9));
    else if (content[end] == '(') return;
    name = name.substr(name.find_last_of(" .[(,") + 1);
    if (!name.empty() && std::all_of(name.begin(), name.end(), is_word))
      script_.variables[std::string(name)] = substitute(values[0], script_.variables);
  }

  GradleScript script_;
};

}  // namespace

GradleScript read_gradle_script(std::string_view text, const GradleVariables& outer) { return Reader(outer).read(text); }

}  // namespace chokepoint::facts
