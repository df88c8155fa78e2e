#include "rules/clue_sweep.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

#include <re2/re2.h>

#include "flow/constants.hpp"
#include "flow/matching.hpp"
#include "models/version.hpp"

namespace chokepoint::rules {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return result;
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_one_of(const std::vector<std::string>& words, std::string_view value) {
  const std::string wanted = lower(value);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return lower(word) == wanted; });
}

bool number_fits(const Clue& clue, std::string_view text) {
  if (clue.above.empty() && clue.below.empty()) return true;
  const std::optional<double> value = number(text), above = number(clue.above), below = number(clue.below);
  if (!value) return false;
  return (clue.above.empty() || (above && *value > *above)) && (clue.below.empty() || (below && *value < *below));
}

// "^4.18.0" → "4.18.0": the least version that a range allows.
std::string least_version(std::string_view range) {
  const std::size_t digit = range.find_first_of("0123456789");
  if (digit == std::string_view::npos || range.find('|') != std::string_view::npos) return {};
  const std::string_view sign = range.substr(0, digit);
  if (sign.find('<') != std::string_view::npos || sign.find('!') != std::string_view::npos) return {};
  return std::string(range.substr(digit, range.find_first_not_of("0123456789.", digit) - digit));
}

class Sweep {
 public:
  Sweep(const CheckInput& input, const Clue& clue, bool silences)
      : input_(input), clue_(clue), silences_(silences), found_(input.facts->projects.size()) {
    if (!clue.matches.empty()) matches_.emplace(clue.matches);
    if (!clue.lacks.empty()) lacks_.emplace(clue.lacks);
    if (!clue.argument.empty()) argument_.emplace(clue.argument);
  }

  std::vector<std::vector<Trace>> run() {
    if (!clue_.ended.empty() && input_.as_of < clue_.ended) return std::move(found_);
    if (is_of_code(clue_)) code();
    else
      for (std::size_t i = 0; i < found_.size(); ++i) manifests(input_.facts->projects[i], found_[i]);
    for (std::vector<Trace>& traces : found_) {
      for (Trace& trace : traces) {
        trace.words.emplace("note", clue_.note);
        trace.trait = clue_.trait;
      }
    }
    return std::move(found_);
  }

 private:
  void manifests(const facts::ProjectFacts& project, std::vector<Trace>& traces) const {
    if (!clue_.setting.empty()) settings(project, traces);
    else if (!clue_.package.empty()) packages(project, traces);
    else if (!clue_.runtime.empty()) runtimes(project, traces);
    else if (!clue_.process.empty()) processes(project, traces);
    else files(project, traces);
  }

  void code() {
    if (!clue_.routes.empty()) routes();
    else if (!clue_.mentions.empty()) mentions();
    else calls();
  }

  bool text_fits(const std::string& text) const {
    return (!matches_ || RE2::PartialMatch(text, *matches_)) && (!lacks_ || !RE2::PartialMatch(text, *lacks_));
  }

  void settings(const facts::ProjectFacts& project, std::vector<Trace>& traces) const {
    const std::size_t colon = clue_.setting.find(':');
    const std::string_view source = std::string_view(clue_.setting).substr(0, colon);
    const std::string_view key = std::string_view(clue_.setting).substr(colon + 1);
    for (const facts::Setting& setting : project.settings) {
      if (!source.empty() && setting.source != source) continue;
      if (clue_.fixed && !setting.variable.empty()) continue;
      if ((!setting.production || setting.overridden) && !clue_.development) continue;
      if (!facts::key_matches(setting.key, key) || !value_fits(setting)) continue;
      traces.push_back({setting.place,
                        link::kNone,
                        {},
                        is_per_subject(setting.source) ? setting.subject : std::string(),
                        {},
                        {{"key", setting.key}, {"value", setting.value}, {"subject", setting.subject}},
                        setting.source});
    }
  }

  // What cannot be read is no ground for a finding, but for keeping silent; the mere key is always known.
  bool value_fits(const facts::Setting& setting) const {
    const bool asks = !clue_.is.empty() || !clue_.is_not.empty() || !clue_.matches.empty() || !clue_.lacks.empty() ||
                      !clue_.above.empty() || !clue_.below.empty();
    if (!asks) return true;
    if (setting.kind == facts::ValueKind::Unknown) return silences_;
    if (!clue_.is.empty() && !is_one_of(clue_.is, setting.value)) return false;
    if (is_one_of(clue_.is_not, setting.value)) return false;
    return text_fits(setting.value) && number_fits(clue_, setting.value);
  }

  void packages(const facts::ProjectFacts& project, std::vector<Trace>& traces) const {
    const std::size_t colon = clue_.package.find(':');
    const std::string ecosystem = clue_.package.substr(0, colon), name = clue_.package.substr(colon + 1);
    for (const facts::Dependency& dependency : project.dependencies) {
      if (dependency.ecosystem != ecosystem || (dependency.development && !clue_.development)) continue;
      if (!flow::glob_matches(name, dependency.name)) continue;
      const bool asks = !clue_.matches.empty() || !clue_.lacks.empty();
      if (asks && (!dependency.locked.empty() || is_local(dependency) || !text_fits(dependency.range))) continue;
      std::string version = dependency.locked.empty() ? least_version(dependency.range) : dependency.locked;
      if (!clue_.versions.empty() && (version.empty() || !models::version_in_range(version, clue_.versions))) continue;
      traces.push_back({dependency.place, link::kNone, {}, {}, {}, {{"name", dependency.name}, {"version", std::move(version)}}});
    }
  }

  // A package of the same repository.
  bool is_local(const facts::Dependency& dependency) const {
    return std::any_of(input_.facts->projects.begin(), input_.facts->projects.end(), [&](const facts::ProjectFacts& project) {
      return std::any_of(project.settings.begin(), project.settings.end(), [&](const facts::Setting& setting) {
        return setting.source == dependency.ecosystem && setting.subject == dependency.name;
      });
    });
  }

  void runtimes(const facts::ProjectFacts& project, std::vector<Trace>& traces) const {
    for (const facts::Runtime& runtime : project.runtimes) {
      if (runtime.name != clue_.runtime || !runtime.shipped) continue;  // a lower bound is not what runs
      if (!clue_.versions.empty() && !models::version_in_range(runtime.version, clue_.versions)) continue;
      traces.push_back({runtime.place, link::kNone, {}, {}, {}, {{"name", runtime.name}, {"version", runtime.version}}});
    }
  }

  void processes(const facts::ProjectFacts& project, std::vector<Trace>& traces) const {
    for (const facts::Process& process : project.processes) {
      if (clue_.listens && !process.listens) continue;
      if (clue_.deployed && process.place.file.ends_with("package.json")) continue;
      if (clue_.process != "*" && process.program != clue_.process) continue;
      if (!text_fits(process.command) || !number_fits(clue_, std::to_string(process.workers))) continue;
      traces.push_back({process.place,
                        link::kNone,
                        {},
                        process.name,
                        {},
                        {{"command", process.command}, {"name", process.name}, {"number", std::to_string(process.workers)}}});
    }
  }

  // Paths are sorted: those of a directory stand together.
  void files(const facts::ProjectFacts& project, std::vector<Trace>& traces) const {
    const std::string inside = project.directory.empty() ? "" : project.directory + "/";
    const std::vector<std::string>& all = input_.facts->files;
    for (auto path = std::lower_bound(all.begin(), all.end(), inside); path != all.end() && path->starts_with(inside); ++path) {
      const std::string_view inner = std::string_view(*path).substr(inside.size());
      const bool fits = std::any_of(clue_.files.begin(), clue_.files.end(),
                                    [&](const std::string& glob) { return flow::glob_matches(glob, inner); });
      if (fits) traces.push_back({{*path, 1, 1}, link::kNone, {}, {}, {}, {{"name", *path}}});
    }
  }

  void routes() {
    for (const flow::EntryPoint& entry : input_.contexts.entries()) {
      if (entry.kind != flow::EntryKind::Request || entry.function == link::kNone || !counts(entry.function)) continue;
      const std::string path = lower(entry.path);
      const bool fits = std::any_of(clue_.routes.begin(), clue_.routes.end(),
                                    [&](const std::string& route) { return flow::glob_matches(route, path); });
      if (fits) add(entry.function, {{}, entry.function, {}, {}, {}, {{"name", entry.label}}});
    }
  }

  // Names and texts of the code alike; the first file of a project that has them.
  void mentions() {
    const RE2 expression(clue_.mentions);
    for (const link::ProgramFile& file : input_.program.files) {
      if (file.offline || !file.ir || !file.project || !found_[file.project - 1].empty()) continue;
      for (std::uint32_t i = 0; i < file.ir->strings.size(); ++i) {
        if (!RE2::PartialMatch(file.ir->strings[Str::from_index(i)], expression)) continue;
        found_[file.project - 1].push_back({{file.path, 1, 1}, link::kNone, {}, {}, {}, {}});
        break;
      }
    }
  }

  void calls() {
    const flow::EffectSet wanted = input_.words.of(clue_.effects);
    for (const flow::EffectSite& site : input_.effects) {
      if (!(site.effects & wanted) || !counts(site.function)) continue;
      add(site.function, {{}, site.function, site.op, {}, {}, {{"sink", site.name}}});
    }
    if (clue_.functions.empty()) return;
    std::unordered_map<std::uint32_t, bool> known;  // each name is compared once
    for (const link::CallSite& call : input_.program.calls) {
      if (!call.external || !counts(call.caller)) continue;
      const auto [fits, is_new] = known.try_emplace(call.external.raw);
      if (is_new) fits->second = is_wanted(input_.program.names[call.external]);
      if (!fits->second || !argument_fits(call)) continue;
      add(call.caller, {{}, call.caller, call.op, {}, {}, {{"sink", std::string(input_.program.names[call.external])}}});
    }
  }

  bool is_wanted(std::string_view name) const {
    return std::any_of(clue_.functions.begin(), clue_.functions.end(), [&](const std::string& function) {
      return function.ends_with('*') ? name.starts_with(std::string_view(function).substr(0, function.size() - 1))
                                     : name == function;
    });
  }

  bool argument_fits(const link::CallSite& call) const {
    if (!argument_) return true;
    const ir::FileIr& ir = input_.program.ir_of(call.caller);
    const ir::Function& function = input_.program.function(call.caller);
    for (const ir::Operand& operand : ir.operands_of(function, ir.op(function, call.op))) {
      const std::optional<std::string> text = flow::constant_text(input_.program, call.caller, operand.value);
      if (text && RE2::PartialMatch(*text, *argument_)) return true;
    }
    return false;
  }

  bool counts(link::FunctionIndex function) const {
    const link::ProgramFile& file = input_.program.file_of(function);
    return !file.offline && file.project;
  }

  void add(link::FunctionIndex function, Trace trace) {
    found_[input_.program.file_of(function).project - 1].push_back(std::move(trace));
  }

  const CheckInput& input_;
  const Clue& clue_;
  bool silences_;
  std::optional<RE2> matches_, lacks_, argument_;  // each compiled once
  std::vector<std::vector<Trace>> found_;
};

}  // namespace

bool is_per_subject(std::string_view source) { return source == "docker" || source == "compose" || source == "kubernetes"; }

bool is_of_code(const Clue& clue) {
  return !clue.routes.empty() || !clue.mentions.empty() || !clue.effects.empty() || !clue.functions.empty();
}

std::vector<std::vector<Trace>> sweep(const CheckInput& input, const Clue& clue, bool silences) {
  return Sweep(input, clue, silences).run();
}

}  // namespace chokepoint::rules
