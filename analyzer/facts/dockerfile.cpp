// Dockerfile: the base images with their runtimes, and the command of the last stage, through an entry script of the repository.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/letter_case.hpp"
#include "facts/command_line.hpp"
#include "facts/deployment.hpp"
#include "facts/json.hpp"
#include "facts/readers.hpp"
#include "facts/settings.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

constexpr std::size_t kMaxStages = 100;

struct Instruction {
  std::string name;  // in capitals
  std::string rest;
  std::uint32_t line = 0;
};

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
    const std::string whole = std::exchange(joined, {});
    if (const std::size_t here = whole.find("<<");
        here != std::string::npos && contains("RUN COPY", whole.substr(0, whole.find(' ')))) {
      const std::size_t begin = whole.find_first_not_of("-\"'", here + 2);
      if (begin != std::string::npos) heredoc = whole.substr(begin, whole.find_first_of(" \"'", begin) - begin);
    }
    const std::size_t space = std::min(whole.find_first_of(" \t"), whole.size());
    std::string name = whole.substr(0, space);
    for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    result.push_back({std::move(name), std::string(trim(std::string_view(whole).substr(space))), start});
  });
  return result;
}

struct Stage {
  std::string name, image;
  std::string command, entrypoint;
  std::uint32_t command_line = 0, entrypoint_line = 0, line = 0;
  std::string concurrency;
  bool exposes = false;
  std::vector<Setting> settings;  // of the instructions that hold for what runs
};

using Values = std::map<std::string, std::string, std::less<>>;

std::string substitute(std::string_view text, const Values& values) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '$') {
      result += text[i];
      continue;
    }
    const bool braces = i + 1 < text.size() && text[i + 1] == '{';
    const std::size_t begin = i + (braces ? 2 : 1);
    std::size_t end = begin;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_')) ++end;
    const auto found = values.find(text.substr(begin, end - begin));
    std::string_view fallback;
    if (braces) {
      const std::size_t close = std::min(text.find('}', end), text.size());
      fallback = text.substr(end, close - end);
      if (fallback.starts_with(":-")) fallback.remove_prefix(2);
      end = std::min(close + 1, text.size());
    }
    result += found != values.end() && !found->second.empty() ? std::string_view(found->second) : fallback;
    i = end - 1;
  }
  return result;
}

// "KEY=value" and "KEY value".
void assign(std::string_view rest, Values& values) {
  for (const std::string& word : split_command(rest)) {
    if (const std::size_t equals = word.find('='); equals != std::string::npos)
      values[word.substr(0, equals)] = word.substr(equals + 1);
  }
  if (contains(rest.substr(0, rest.find_first_of(" \t")), "=")) return;
  const std::size_t space = rest.find_first_of(" \t");
  if (space != std::string_view::npos) values[std::string(rest.substr(0, space))] = trim(rest.substr(space));
}

// `["a", "b"]` or a shell command.
std::string command_of(std::string_view rest) {
  if (!rest.starts_with('[')) return std::string(rest);
  const auto list = parse_json_tree(rest);
  return list ? command_text(*list) : std::string(rest);
}

Stage begin_stage(const Instruction& from, const std::vector<Stage>& stages, const Values& arguments) {
  Stage stage;
  std::vector<std::string> words = split_command(substitute(from.rest, arguments));
  std::erase_if(words, [](const std::string& word) { return word.starts_with("--"); });
  if (!words.empty()) stage.image = words[0];
  if (words.size() > 2 && lower_case(words[1]) == "as") stage.name = words[2];
  for (const Stage& before : stages) {
    if (before.name.empty() || lower_case(before.name) != lower_case(stage.image)) continue;
    const std::string name = stage.name;
    stage = before;  // goes on where the other one ended
    stage.name = name;
    break;
  }
  stage.line = from.line;
  return stage;
}

// The last of a kind holds; `cmd.form` says whether a shell stands between the process and its signals.
void set(Stage& stage, std::string key, std::string value, const Place& place) {
  std::erase_if(stage.settings, [&](const Setting& setting) { return setting.key == key; });
  stage.settings.push_back({.source = "docker", .key = std::move(key), .value = value, .kind = kind_of(value), .place = place});
}

void add_settings_of(const Instruction& instruction, const source::File& file, Stage& stage, const Values& values) {
  static constexpr std::string_view kept[] = {"CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL", "USER", "WORKDIR"};
  const Place place{file.path, instruction.line, 1};
  if (std::find(std::begin(kept), std::end(kept), instruction.name) != std::end(kept)) {
    const std::string key = lower_case(instruction.name);
    set(stage, key, substitute(instruction.rest, values), place);
    if (key == "cmd" || key == "entrypoint") set(stage, key + ".form", instruction.rest.starts_with('[') ? "exec" : "shell", place);
    if (key == "entrypoint") std::erase_if(stage.settings, [](const Setting& setting) { return setting.key.starts_with("cmd"); });
  } else if (instruction.name == "ENV") {
    Values assigned;
    assign(instruction.rest, assigned);
    for (const auto& [name, value] : assigned) set(stage, "env." + name, substitute(value, values), place);
  }
}

void apply(const Instruction& instruction, Stage& stage, Values& values) {
  if (instruction.name == "CMD") {
    stage.command = command_of(instruction.rest);
    stage.command_line = instruction.line;
  } else if (instruction.name == "ENTRYPOINT") {
    stage.entrypoint = command_of(instruction.rest);
    stage.entrypoint_line = instruction.line;
    stage.command.clear();
  } else if (instruction.name == "EXPOSE") {
    stage.exposes = true;
  } else if (instruction.name == "ENV") {
    assign(instruction.rest, values);
    if (const auto found = values.find("WEB_CONCURRENCY"); found != values.end()) stage.concurrency = found->second;
  }
}

const source::File* entry_script(const Workspace& workspace, const source::File& dockerfile, const Stage& stage) {
  for (const std::string* text : {&stage.entrypoint, &stage.command}) {
    for (const std::string& word : split_command(*text)) {
      const std::string name(source::name_of(word));
      if (!name.ends_with(".sh") && !contains(name, "entrypoint") && name != "start" && name != "run") continue;
      const std::string_view directory = source::directory_of(dockerfile.path);
      for (const std::string& path : {source::resolve(directory, word), source::join_path(directory, name), name}) {
        if (const source::File* file = workspace.find(path)) return file;
      }
      const source::File* only = nullptr;
      for (const source::File& file : workspace.tree().files) {
        if (source::name_of(file.path) != name) continue;
        if (only) return nullptr;
        only = &file;
      }
      if (only) return only;
    }
  }
  return nullptr;
}

// `$WORKERS` where the script itself says what that is; other variables stay.
std::string expand(std::string_view line, const Values& values) {
  std::string result(line);
  for (const auto& [name, value] : values) {
    for (const std::string& form : {fmt::format("${{{}}}", name), fmt::format("${}", name)}) {
      for (std::size_t at = result.find(form); at != std::string::npos && result.size() < 10'000;
           at = result.find(form, at + std::max<std::size_t>(value.size(), 1))) {
        const std::size_t end = at + form.size();
        const bool longer =
            form[1] != '{' && end < result.size() && (std::isalnum(static_cast<unsigned char>(result[end])) || result[end] == '_');
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
  const bool name = std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(equals),
                                [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; });
  const std::vector<std::string> words = name ? split_command(line.substr(equals + 1)) : std::vector<std::string>();
  if (words.size() != 1 || contains(words[0], "$(")) return;
  const std::string value = substitute(words[0], values);
  if (!value.empty() && !contains(value, "$")) values[std::string(line.substr(0, equals))] = value;
}

// "exec" in "exec gosu app", not in "execute".
bool is_word_in(std::string_view word, std::string_view line) {
  static constexpr std::string_view kAround = " \t;/\"'(&|";
  for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const char before = at == 0 ? ' ' : line[at - 1];
    const char after = at + word.size() < line.size() ? line[at + word.size()] : ' ';
    if (contains(kAround, std::string_view(&before, 1)) && contains(kAround, std::string_view(&after, 1))) return true;
  }
  return false;
}

// A start as root that ends as somebody else.
void add_privileges(std::string_view line, const Place& place, Stage& stage) {
  static constexpr std::string_view tools[] = {"gosu", "su-exec", "setpriv", "chpst", "s6-setuidgid", "runuser", "su"};
  if (std::any_of(std::begin(tools), std::end(tools), [&](std::string_view tool) { return is_word_in(tool, line); }))
    set(stage, "drops-privileges", "true", place);
}

// The server that the script starts, if one can be seen.
void read_script(Workspace& workspace, const source::File& script, Stage& stage, std::string_view name, ProjectFacts& facts) {
  const std::optional<std::string> text = workspace.text(script, 1u << 18);
  if (!text) return;
  std::string joined;
  std::uint32_t start = 0;
  Values values;
  set(stage, "script", script.path, {script.path, 1, 1});
  set(stage, "script.exec", "false", {script.path, 1, 1});
  each_line(*text, [&](std::string_view raw, std::uint32_t number) {
    if (joined.empty()) start = number;
    joined += trim(raw);
    if (joined.ends_with('\\')) {
      joined.back() = ' ';
      return;
    }
    std::string line = std::exchange(joined, {});
    take_assignment(line, values);
    line = expand(line, values);
    if (line.starts_with('#')) return;
    if (is_word_in("exec", line)) set(stage, "script.exec", "true", {script.path, start, 1});
    add_privileges(line, {script.path, start, 1}, stage);
    if (!read_command(line).listens) return;
    if (!stage.concurrency.empty()) line = fmt::format("WEB_CONCURRENCY={} {}", stage.concurrency, line);
    add_process(facts, std::string(name), std::move(line), true, {script.path, start, 1});
  });
}

// Docker's whole command line, with the shell of the shell form.
void set_command(Stage& stage, const std::string& command, const Place& place) {
  const std::string_view form = stage.entrypoint.empty() ? "cmd.form" : "entrypoint.form";
  const bool shell = std::any_of(stage.settings.begin(), stage.settings.end(),
                                 [&](const Setting& setting) { return setting.key == form && setting.value == "shell"; });
  set(stage, "command", (shell ? "/bin/sh -c " : "") + command, place);
  add_privileges(command, place, stage);
}

bool starts_something(const Stage& stage) { return !stage.command.empty() || !stage.entrypoint.empty(); }

bool is_for_release(std::string_view name) {
  static constexpr std::string_view words[] = {"release", "prod", "production", "runtime", "runner", "final"};
  return std::find(std::begin(words), std::end(words), lower_case(name)) != std::end(words);
}

// The last stage is what runs, unless its name says that it is for developers. Where the last one starts nothing, but is there to be
// picked by its name, the file is for several images: the one named for the release runs, else the last that starts something.
Stage& stage_that_runs(std::vector<Stage>& stages) {
  Stage* last = nullptr;
  const bool several = !stages.back().name.empty() && !starts_something(stages.back());
  for (auto stage = stages.rbegin(); stage != stages.rend(); ++stage) {
    if (!stage->name.empty() && is_for_development(stage->name)) continue;
    if (!several) return *stage;
    if (!starts_something(*stage)) continue;
    if (is_for_release(stage->name)) return *stage;
    if (!last) last = &*stage;
  }
  return last ? *last : stages.back();
}

// A Go program carries the runtime of the stage that has built it; of others only the stage that runs counts.
void add_runtimes(std::vector<Runtime>& runtimes, const Stage& stage, ProjectFacts& facts) {
  for (Runtime& runtime : runtimes) {
    runtime.shipped = runtime.name == "go" || runtime.place.line == stage.line;
    facts.runtimes.push_back(std::move(runtime));
  }
}

// `stages[0].from`: every image the build starts from. What a variable decides is unknown.
void add_base_image(const Instruction& from, const std::string& image, std::size_t number, const source::File& file,
                    ProjectFacts& facts) {
  std::vector<std::string> words = split_command(from.rest);
  std::erase_if(words, [](const std::string& word) { return word.starts_with("--"); });  // `--platform=$BUILDPLATFORM`
  const bool variable = words.empty() || contains(words[0], "$");
  facts.settings.push_back({.source = "docker",
                            .subject = file.path,
                            .key = fmt::format("stages[{}].from", number),
                            .value = image,
                            .kind = variable ? ValueKind::Unknown : ValueKind::Text,
                            .place = {file.path, from.line, 1}});
}

bool is_stage(const std::vector<Stage>& stages, std::string_view image) {
  return std::any_of(stages.begin(), stages.end(), [&](const Stage& stage) { return lower_case(stage.name) == lower_case(image); });
}

void add_image(const Instruction& from, const source::File& file, const Values& arguments, std::vector<Stage>& stages,
               std::vector<Runtime>& runtimes, ProjectFacts& facts) {
  Stage stage = begin_stage(from, stages, arguments);
  Runtime runtime = runtime_of_image(stage.image);
  runtime.place = {file.path, from.line, 1};
  if (!runtime.name.empty() && !runtime.version.empty()) runtimes.push_back(std::move(runtime));
  std::vector<std::string> words = split_command(substitute(from.rest, arguments));
  std::erase_if(words, [](const std::string& word) { return word.starts_with("--"); });
  if (!words.empty() && !is_stage(stages, words[0])) add_base_image(from, words[0], stages.size(), file, facts);
  stages.push_back(std::move(stage));
}

void add_stage(Workspace& workspace, const source::File& file, Stage& stage, ProjectFacts& facts) {
  set(stage, "from", stage.image, {file.path, stage.line, 1});
  const std::string name(source::name_of(file.path));
  const std::size_t known = facts.processes.size();
  const std::uint32_t line = stage.command.empty() ? stage.entrypoint_line : stage.command_line;
  std::string command = stage.entrypoint + (stage.entrypoint.empty() || stage.command.empty() ? "" : " ") + stage.command;
  if (line != 0) set_command(stage, command, {file.path, line, 1});
  if (const source::File* script = entry_script(workspace, file, stage)) read_script(workspace, *script, stage, name, facts);
  for (Setting setting : stage.settings) {
    setting.subject = file.path;
    facts.settings.push_back(std::move(setting));
  }
  if (!stage.concurrency.empty()) command = fmt::format("WEB_CONCURRENCY={} {}", stage.concurrency, command);
  if (line != 0 && facts.processes.size() == known)
    add_process(facts, name, std::move(command), stage.exposes, {file.path, line, 1});
}

// The entry script's after the Dockerfile's.
void sort_by_line(std::vector<Setting>::iterator first, std::vector<Setting>::iterator last) {
  std::stable_sort(first, last, [](const Setting& a, const Setting& b) {
    return std::pair(a.source == "docker" && a.place.file != a.subject, a.place.line) <
           std::pair(b.source == "docker" && b.place.file != b.subject, b.place.line);
  });
}

}  // namespace

void read_dockerfile(Workspace& workspace, const source::File& file) {
  const std::optional<std::string> text = workspace.text(file);
  if (!text) return;
  ProjectFacts& facts = workspace.project(file.path);
  const auto known = static_cast<std::ptrdiff_t>(facts.settings.size());
  std::vector<Stage> stages;
  std::vector<Runtime> runtimes;
  Values arguments, values;
  for (const Instruction& instruction : instructions(*text)) {
    if (instruction.name == "ARG") {
      assign(instruction.rest, stages.empty() ? arguments : values);
    } else if (instruction.name == "FROM") {
      if (stages.size() >= kMaxStages) return workspace.note(file, instruction.line, 1, "has too many stages");
      values = arguments;
      add_image(instruction, file, arguments, stages, runtimes, facts);
    } else if (!stages.empty()) {
      apply(instruction, stages.back(), values);
      add_settings_of(instruction, file, stages.back(), values);
    }
  }
  if (stages.empty()) return;
  Stage& last = stage_that_runs(stages);
  add_runtimes(runtimes, last, facts);
  add_stage(workspace, file, last, facts);
  sort_by_line(facts.settings.begin() + known, facts.settings.end());
  if (is_proxy_image(last.image) && last.command.empty()) return;  // a page behind its own server, nothing before the service
  if (contains(last.image, "tiangolo/") && contains(last.image, "gunicorn")) {
    facts.replicas.push_back({std::string(source::name_of(file.path)),
                              fmt::format("base image `{}` starts a worker per core", last.image),
                              0,
                              false,
                              true,
                              {file.path, last.line, 1},
                              Basis::Observed});
  }
}

}  // namespace chokepoint::facts
