#include "rules/clue_sweep.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <re2/re2.h>

#include "base/globs.hpp"
#include "base/letter_case.hpp"
#include "models/version.hpp"
#include "rules/code_sweep.hpp"
#include "rules/shared.hpp"

namespace chokepoint::rules {
namespace {

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_one_of(const std::vector<std::string>& words, std::string_view value) {
  const std::string wanted = lower_case(value);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return lower_case(word) == wanted; });
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

// An expression that is compiled when the first text is looked at: most clues meet none.
class LazyExpression {
 public:
  bool in(const std::string& text, const std::string& expression) {
    if (!compiled_) compiled_.emplace(expression);
    return RE2::PartialMatch(text, *compiled_);
  }

 private:
  std::optional<RE2> compiled_;
};

class Sweep {
 public:
  Sweep(const CheckInput& input, const Clue& clue, bool silences)
      : input_(input), clue_(clue), silences_(silences), found_(input.facts->projects.size()) {}

  std::vector<std::vector<Trace>> run() {
    if (!clue_.ended.empty() && input_.as_of < clue_.ended) return std::move(found_);
    if (is_of_code(clue_)) sweep_code(input_, clue_, found_);
    else if (!clue_.package.empty() || !clue_.packages.empty()) packages();
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
  void manifests(const facts::ProjectFacts& project, std::vector<Trace>& traces) {
    if (!clue_.setting.empty()) settings(project, traces);
    else if (!clue_.runtime.empty()) runtimes(project, traces);
    else if (!clue_.process.empty()) processes(project, traces);
    else files(project, traces);
  }

  bool text_fits(const std::string& text) {
    return (clue_.matches.empty() || matches_.in(text, clue_.matches)) && (clue_.lacks.empty() || !lacks_.in(text, clue_.lacks));
  }

  void settings(const facts::ProjectFacts& project, std::vector<Trace>& traces) {
    const std::size_t colon = clue_.setting.find(':');
    const std::string_view source = std::string_view(clue_.setting).substr(0, colon);
    const std::string_view key = std::string_view(clue_.setting).substr(colon + 1);
    for (const facts::Setting& setting : project.settings) {
      if (!source.empty() && setting.source != source) continue;
      if (clue_.fixed && !setting.variable.empty()) continue;
      if ((!setting.production || setting.overridden) && !clue_.development) continue;
      if (!facts::key_matches(setting.key, key) || !value_fits(setting, key)) continue;
      traces.push_back({setting.place,
                        link::kNone,
                        {},
                        is_per_subject(setting.source) ? setting.subject : std::string(),
                        {},
                        {{"key", setting.key}, {"value", setting.value}, {"subject", setting.subject}},
                        setting.source});
    }
  }

  // What cannot be read is no ground for a finding, but for keeping silent, unless any setting at all would do; the mere key is
  // always known.
  bool value_fits(const facts::Setting& setting, std::string_view key) {
    const bool asks = !clue_.is.empty() || !clue_.is_not.empty() || !clue_.matches.empty() || !clue_.lacks.empty() ||
                      !clue_.above.empty() || !clue_.below.empty();
    if (!asks) return true;
    if (setting.kind == facts::ValueKind::Unknown) return silences_ && key != "*";
    if (!clue_.is.empty() && !is_one_of(clue_.is, setting.value)) return false;
    if (is_one_of(clue_.is_not, setting.value)) return false;
    return text_fits(setting.value) && number_fits(clue_, setting.value);
  }

  void packages() {
    for (const auto& [project, package] : (*input_.shared->packages).of(clue_)) {
      const facts::Dependency& dependency = *package;
      if (dependency.development && !clue_.development) continue;
      if (!silences_ && !clue_.ended.empty() && is_from_elsewhere(dependency)) continue;
      if (clue_.imported && dependency.ecosystem == "go" && !is_imported(project, dependency.name)) continue;
      const bool asks = !clue_.matches.empty() || !clue_.lacks.empty();
      if (asks && (!dependency.locked.empty() || is_local(dependency) || !text_fits(dependency.range))) continue;
      std::string version = dependency.locked.empty() ? least_version(dependency.range) : dependency.locked;
      if (!clue_.versions.empty() && (version.empty() || !models::version_in_range(version, clue_.versions))) continue;
      found_[project].push_back(
          {dependency.place, link::kNone, {}, {}, {}, {{"name", dependency.name}, {"version", std::move(version)}}});
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

  // Its releases are not those of the registry: an archive, a repository, a folder.
  static bool is_from_elsewhere(const facts::Dependency& dependency) {
    static const RE2 kAddress("://|^(git|file|link|portal|workspace|github|gitlab|bitbucket)[:@+]|^[\\w.-]+/[\\w.-]+(#|$)");
    return RE2::PartialMatch(dependency.range, kAddress);
  }

  // Files that do not serve, such as tests, are not lowered; modules that answer nothing are tools.
  bool is_imported(std::size_t index, std::string_view package) const {
    const bool found = std::any_of(input_.program.files.begin(), input_.program.files.end(), [&](const link::ProgramFile& file) {
      if (file.language != Language::Go || !file.ir || file.offline || file.project != index + 1) return false;
      return std::any_of(file.ir->imports.begin(), file.ir->imports.end(), [&](const ir::Import& import) {
        const std::string_view module = file.ir->text(import.module);
        return module == package || (module.starts_with(package) && module[package.size()] == '/');
      });
    });
    return found && answers(index);
  }

  // Whether requests, messages or timers run code of the project.
  bool answers(std::size_t project) const {
    const auto& entries = input_.contexts.entries();
    return std::any_of(entries.begin(), entries.end(), [&](const flow::EntryPoint& entry) {
      const bool runs = entry.kind != flow::EntryKind::Cli && entry.kind != flow::EntryKind::Startup;
      return runs && entry.function != link::kNone && input_.program.file_of(entry.function).project == project + 1;
    });
  }

  void runtimes(const facts::ProjectFacts& project, std::vector<Trace>& traces) const {
    for (const facts::Runtime& runtime : project.runtimes) {
      if (runtime.name != clue_.runtime || !runtime.shipped) continue;  // a lower bound is not what runs
      if (!clue_.versions.empty() && !models::version_in_range(runtime.version, clue_.versions)) continue;
      traces.push_back({runtime.place, link::kNone, {}, {}, {}, {{"name", runtime.name}, {"version", runtime.version}}});
    }
  }

  void processes(const facts::ProjectFacts& project, std::vector<Trace>& traces) {
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
  void files(const facts::ProjectFacts& project, std::vector<Trace>& traces) {
    if (!globs_) globs_.emplace(clue_.files);
    const std::string inside = project.directory.empty() ? "" : project.directory + "/";
    const std::vector<const std::string*>& all = (*input_.shared->paths).candidates(clue_.files);
    auto at = std::lower_bound(all.begin(), all.end(), inside, [](const std::string* a, const std::string& b) { return *a < b; });
    for (; at != all.end() && (*at)->starts_with(inside); ++at) {
      const std::string& path = **at;
      if (globs_->matches(std::string_view(path).substr(inside.size())))
        traces.push_back({{path, 1, 1}, link::kNone, {}, {}, {}, {{"name", path}}});
    }
  }

  const CheckInput& input_;
  const Clue& clue_;
  bool silences_;
  LazyExpression matches_, lacks_;
  std::optional<Globs> globs_;  // of files
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
