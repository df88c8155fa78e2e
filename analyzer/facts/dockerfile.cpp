// Dockerfile: the base images with their runtimes, and the command of the last stage, through an entry script of the repository.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/letter_case.hpp"
#include "base/word_list.hpp"
#include "facts/command_line.hpp"
#include "facts/deployed_project.hpp"
#include "facts/deployment.hpp"
#include "facts/docker_instruction.hpp"
#include "facts/json.hpp"
#include "facts/one_off_job.hpp"
#include "facts/readers.hpp"
#include "facts/settings.hpp"
#include "facts/shell_script.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {
namespace {

constexpr std::size_t kMaxStages = 100;
constexpr std::size_t kMaxScripts = 20;
constexpr std::size_t kMaxMentioned = 1000;
constexpr std::uint64_t kMaxScript = 1u << 18;

struct Stage {
  std::string name, image;
  std::string command, entrypoint;
  std::uint32_t command_line = 0, entrypoint_line = 0, line = 0;
  std::string concurrency;
  bool exposes = false;
  std::vector<std::string> copies;     // `--from=jdk /jre /opt/jre`
  std::vector<std::string> mentioned;  // words of COPY and RUN that may be scripts
  std::vector<Setting> settings;       // of the instructions that hold for what runs
};

// `["a", "b"]` or a shell command.
std::string command_of(std::string_view rest) {
  if (!rest.starts_with('[')) return std::string(rest);
  const auto list = parse_json_tree(rest);
  return list ? command_text(*list) : std::string(rest);
}

Stage begin_stage(const Instruction& from, const std::vector<Stage>& stages, const Values& arguments) {
  Stage stage;
  const std::vector<std::string> words = arguments_of(substitute(from.rest, arguments).text);
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
  const Place place{file.path, instruction.line, 1};
  if (is_one_of(instruction.name, {"CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL", "USER", "WORKDIR"})) {
    const std::string key = lower_case(instruction.name);
    set(stage, key, substitute(instruction.rest, values).text, place);
    if (key == "cmd" || key == "entrypoint") set(stage, key + ".form", instruction.rest.starts_with('[') ? "exec" : "shell", place);
    if (key == "entrypoint") std::erase_if(stage.settings, [](const Setting& setting) { return setting.key.starts_with("cmd"); });
  } else if (instruction.name == "ENV") {
    Values assigned;
    assign(instruction.rest, assigned);
    for (const auto& [name, value] : assigned) set(stage, "env." + name, substitute(value, values).text, place);
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
  } else if (instruction.name == "COPY" && contains(instruction.rest, "--from=")) {
    stage.copies.push_back(substitute(instruction.rest, values).text);
  } else if (instruction.name == "COPY" || instruction.name == "ADD" || instruction.name == "RUN") {
    for (std::string& word : split_command(substitute(instruction.rest, values).text)) {
      if (contains(word, "/") && stage.mentioned.size() < kMaxMentioned) stage.mentioned.push_back(std::move(word));
    }
  } else if (instruction.name == "ENV") {
    assign(instruction.rest, values);
    if (const auto found = values.find("WEB_CONCURRENCY"); found != values.end()) stage.concurrency = found->second;
  }
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

// The entry script of the repository that the command names.
const source::File* entry_script(const Workspace& workspace, const source::File& dockerfile, const Stage& stage) {
  for (const std::string* text : {&stage.entrypoint, &stage.command}) {
    for (const std::string& word : split_command(*text)) {
      const std::string_view name = source::name_of(word);
      if (!name.ends_with(".sh") && !contains(name, "entrypoint") && name != "start" && name != "run") continue;
      if (const source::File* script = find_script(workspace, dockerfile, word)) return script;
    }
  }
  return nullptr;
}

// What the script starts, if it can be seen. False when there is no server among it.
bool read_script(Workspace& workspace, const source::File& script, Stage& stage, std::string_view name, ProjectFacts& facts) {
  const std::optional<std::string> text = workspace.text(script, kMaxScript);
  if (!text) return false;
  bool listens = false;
  set(stage, "script", script.path, {script.path, 1, 1});
  set(stage, "script.exec", "false", {script.path, 1, 1});
  for (ShellCommand& command : shell_commands(*text)) {
    const Place place{script.path, command.line, 1};
    if (is_word_in("exec", command.text)) set(stage, "script.exec", "true", place);
    add_privileges(command.text, place, stage);
    const CommandLine line = read_command(command.text);
    if (!line.listens && !line.works) continue;
    listens |= line.listens;
    if (line.listens && command.conditional) set(stage, "script.chooses", "true", place);
    if (line.listens && !stage.concurrency.empty()) command.text = with_concurrency(stage.concurrency, command.text);
    add_process(facts, std::string(name), std::move(command.text), line.listens, place);
  }
  return listens;
}

// Other scripts that come along start the workers of the image: `COPY docker/start-worker /start-worker`.
void read_worker_scripts(Workspace& workspace, const source::File& dockerfile, const Stage& stage, const source::File* entry,
                         ProjectFacts& facts) {
  std::set<std::string_view> known;
  for (const std::string& word : stage.mentioned) {
    const source::File* script = find_script(workspace, dockerfile, word);
    if (!script || script == entry || known.size() >= kMaxScripts || !known.insert(script->path).second) continue;
    const Result<std::string> text = workspace.peek(*script, kMaxScript);
    if (!text || !text->starts_with("#!")) continue;
    for (ShellCommand& command : shell_commands(*text)) {
      if (read_command(command.text).works)
        add_process(facts, std::string(source::name_of(script->path)), std::move(command.text), false,
                    {script->path, command.line, 1});
    }
  }
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
  return is_one_of(lower_case(name), {"release", "prod", "production", "runtime", "runner", "final"});
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

// Whether a path is that of a Java runtime: `/opt/java/openjdk`, `/jre`, `$JAVA_HOME`.
bool is_java_home(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  const std::string name = lower_case(source::name_of(path));
  if (contains(name, ".") || contains(path, "src/")) return false;
  return contains(name, "jre") || contains(name, "jdk") || contains(name, "java") || contains(name, "jvm");
}

// Whether the runtime of an earlier stage comes along: `COPY --from=jdk /jre /opt/jre`, made by jlink or not.
bool takes_along(const Stage& stage, const Runtime& runtime, const std::vector<Stage>& stages) {
  if (runtime.name != "java") return false;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (stages[i].line != runtime.place.line) continue;
    for (const std::string& copy : stage.copies) {
      const std::vector<std::string> words = split_command(copy);
      const bool from = std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return lower_case(word) == "--from=" + lower_case(stages[i].name) || word == fmt::format("--from={}", i);
      });
      if (from && std::any_of(words.begin(), words.end(), [](const std::string& word) { return is_java_home(word); })) return true;
    }
  }
  return false;
}

// A Go program carries the runtime of the stage that has built it; of others only the stage that runs counts.
void add_runtimes(std::vector<Runtime>& runtimes, const Stage& stage, const std::vector<Stage>& stages, ProjectFacts& facts) {
  for (Runtime& runtime : runtimes) {
    runtime.shipped = runtime.name == "go" || runtime.place.line == stage.line || takes_along(stage, runtime, stages);
    facts.runtimes.push_back(std::move(runtime));
  }
}

bool is_stage(const std::vector<Stage>& stages, std::string_view image) {
  return std::any_of(stages.begin(), stages.end(), [&](const Stage& stage) { return lower_case(stage.name) == lower_case(image); });
}

// `stages[0].from`: every image the build starts from, with the variable that decides about it and its default.
void add_image(const Instruction& from, const source::File& file, const Values& arguments, std::vector<Stage>& stages,
               std::vector<Runtime>& runtimes, ProjectFacts& facts) {
  Stage stage = begin_stage(from, stages, arguments);
  Runtime runtime = runtime_of_image(stage.image);
  runtime.place = {file.path, from.line, 1};
  if (!runtime.name.empty() && !runtime.version.empty()) runtimes.push_back(std::move(runtime));
  const std::vector<std::string> words = arguments_of(from.rest);
  const Substituted image = substitute(words.empty() ? std::string_view() : std::string_view(words[0]), arguments);
  if (!image.text.empty() && !is_stage(stages, image.text)) {
    facts.settings.push_back({.source = "docker",
                              .subject = file.path,
                              .key = fmt::format("stages[{}].from", stages.size()),
                              .value = image.known ? image.text : "",
                              .kind = image.known ? ValueKind::Text : ValueKind::Unknown,
                              .variable = image.variable,
                              .place = {file.path, from.line, 1}});
  }
  stages.push_back(std::move(stage));
}

// `CMD ["./build.sh"]`: nothing that serves.
bool ends_by_itself(const Stage& stage) { return !stage.exposes && is_one_off_job(join_command(stage.entrypoint, stage.command)); }

std::vector<std::string> words_of(const std::vector<Instruction>& instructions) {
  std::vector<std::string> words;
  for (const Instruction& one : instructions) {
    if (one.name == "RUN" || one.name == "LABEL") continue;
    for (std::string& word : split_command(command_of(one.rest))) words.push_back(std::move(word));
  }
  return words;
}

void add_stage(Workspace& workspace, const source::File& file, Stage& stage, ProjectFacts& facts) {
  set(stage, "from", stage.image, {file.path, stage.line, 1});
  if (contains(stage.image, "$")) stage.settings.back().kind = ValueKind::Unknown;
  const std::string name(source::name_of(file.path));
  const std::uint32_t line = stage.command.empty() ? stage.entrypoint_line : stage.command_line;
  std::string command = join_command(stage.entrypoint, stage.command);
  const bool serves = line != 0 && !ends_by_itself(stage);
  if (serves) set_command(stage, command, {file.path, line, 1});
  const source::File* script = entry_script(workspace, file, stage);
  const bool served = script && read_script(workspace, *script, stage, name, facts);
  read_worker_scripts(workspace, file, stage, script, facts);
  for (Setting setting : stage.settings) {
    setting.subject = file.path;
    facts.settings.push_back(std::move(setting));
  }
  if (!stage.concurrency.empty()) command = with_concurrency(stage.concurrency, command);
  if (serves && !served) add_process(facts, name, std::move(command), stage.exposes, {file.path, line, 1});
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
  if (!text || is_for_tests(*text)) return;
  const std::vector<Instruction> all = instructions(*text);
  ProjectFacts& facts = project_of_image(workspace, file, words_of(all));
  const auto known = static_cast<std::ptrdiff_t>(facts.settings.size());
  std::vector<Stage> stages;
  std::vector<Runtime> runtimes;
  Values arguments, values;
  for (const Instruction& instruction : all) {
    if (instruction.name == "ARG") {
      Values& seen = stages.empty() ? arguments : values;
      assign(substitute(instruction.rest, seen).text, seen);
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
  if (!builds_something_else(all) && !ends_by_itself(last)) add_runtimes(runtimes, last, stages, facts);
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
