#include "rules/clue_sweep.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <re2/re2.h>

#include "base/letter_case.hpp"
#include "flow/matching.hpp"
#include "models/version.hpp"
#include "rules/code_sweep.hpp"

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

class Sweep {
 public:
  Sweep(const CheckInput& input, const Clue& clue, bool silences)
      : input_(input), clue_(clue), silences_(silences), found_(input.facts->projects.size()) {
    if (!clue.matches.empty()) matches_.emplace(clue.matches);
    if (!clue.lacks.empty()) lacks_.emplace(clue.lacks);
  }

  std::vector<std::vector<Trace>> run() {
    if (!clue_.ended.empty() && input_.as_of < clue_.ended) return std::move(found_);
    if (is_of_code(clue_)) sweep_code(input_, clue_, found_);
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
    else if (!clue_.package.empty()) packages(project, clue_.package, traces);
    else if (!clue_.packages.empty())
      for (const std::string& package : clue_.packages) packages(project, package, traces);
    else if (!clue_.runtime.empty()) runtimes(project, traces);
    else if (!clue_.process.empty()) processes(project, traces);
    else files(project, traces);
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

  void packages(const facts::ProjectFacts& project, const std::string& package, std::vector<Trace>& traces) const {
    const std::size_t colon = package.find(':');
    const std::string ecosystem = package.substr(0, colon), name = package.substr(colon + 1);
    for (const facts::Dependency& dependency : project.dependencies) {
      if (dependency.ecosystem != ecosystem || (dependency.development && !clue_.development)) continue;
      if (!flow::glob_matches(name, dependency.name)) continue;
      if (!silences_ && !clue_.ended.empty() && is_from_elsewhere(dependency)) continue;
      if (clue_.imported && dependency.ecosystem == "go" && !is_imported(project, dependency.name)) continue;
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

  // Its releases are not those of the registry: an archive, a repository, a folder.
  static bool is_from_elsewhere(const facts::Dependency& dependency) {
    static const RE2 kAddress("://|^(git|file|link|portal|workspace|github|gitlab|bitbucket)[:@+]|^[\\w.-]+/[\\w.-]+(#|$)");
    return RE2::PartialMatch(dependency.range, kAddress);
  }

  // Files that do not serve, such as tests, are not lowered. Where no code is seen nothing is known.
  bool is_imported(const facts::ProjectFacts& project, std::string_view package) const {
    const std::string inside = project.directory.empty() ? "" : project.directory + "/";
    bool any = false;
    for (const link::ProgramFile& file : input_.program.files) {
      if (file.language != Language::Go || !file.ir || file.offline || !file.path.starts_with(inside)) continue;
      any = true;
      for (const ir::Import& import : file.ir->imports) {
        const std::string_view module = file.ir->text(import.module);
        if (module == package || (module.starts_with(package) && module[package.size()] == '/')) return true;
      }
    }
    return !any;
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

  const CheckInput& input_;
  const Clue& clue_;
  bool silences_;
  std::optional<RE2> matches_, lacks_;  // each compiled once
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
