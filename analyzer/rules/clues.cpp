#include "rules/clues.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <unordered_map>

#include <re2/re2.h>

#include "facts/query.hpp"
#include "flow/constants.hpp"
#include "flow/matching.hpp"
#include "models/version.hpp"
#include "rules/shapes/shape.hpp"

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

bool text_fits(const Clue& clue, const std::string& text) {
  if (!clue.matches.empty() && !RE2::PartialMatch(text, clue.matches)) return false;
  return clue.lacks.empty() || !RE2::PartialMatch(text, clue.lacks);
}

// "^4.18.0" → "4.18.0": the least version that a range allows.
std::string least_version(std::string_view range) {
  const std::size_t digit = range.find_first_of("0123456789");
  if (digit == std::string_view::npos || range.find('|') != std::string_view::npos) return {};
  const std::string_view sign = range.substr(0, digit);
  if (sign.find('<') != std::string_view::npos || sign.find('!') != std::string_view::npos) return {};
  return std::string(range.substr(digit, range.find_first_not_of("0123456789.", digit) - digit));
}

class Finder {
 public:
  Finder(const CheckInput& input, source::ProjectId project, const Clue& clue, Reach reach, const Trace* about)
      : input_(input), project_(project), clue_(clue), about_(about), silences_(reach == Reach::Around) {
    const facts::RepositoryFacts& all = *input.facts;
    const std::size_t own = project.index();
    if (reach == Reach::Own) places_.push_back(&all.projects[own]);
    else places_ = facts::seen_from(all, project);
    for (std::size_t i = 0; i < all.projects.size(); ++i) {
      if (i == own || is_inside(i, own)) inside_.insert(static_cast<std::uint32_t>(i) + 1);
      if (reach == Reach::Around && i != own && is_inside(i, own)) places_.push_back(&all.projects[i]);
    }
    if (reach == Reach::Own) inside_ = {project.raw};
    if (reach == Reach::Around) {
      for (std::size_t i = own; all.enclosing[i] < i; i = all.enclosing[i]) inside_.insert(all.enclosing[i] + 1);
    }
  }

  std::vector<Trace> run() {
    if (!clue_.ended.empty() && input_.as_of < clue_.ended) return {};
    if (!clue_.setting.empty()) settings();
    else if (!clue_.package.empty()) packages();
    else if (!clue_.runtime.empty()) runtimes();
    else if (!clue_.process.empty()) processes();
    else if (!clue_.fact.empty()) conclusions();
    else if (!clue_.files.empty()) files();
    else if (!clue_.routes.empty()) routes();
    else if (!clue_.mentions.empty()) mentions();
    else calls();
    if (clue_.beside && about_) std::erase_if(found_, [&](const Trace& trace) { return file_of(trace) != file_of(*about_); });
    for (Trace& trace : found_) {
      trace.words.emplace("note", clue_.note);
      trace.trait = clue_.trait;
    }
    return std::move(found_);
  }

 private:
  bool is_inside(std::size_t project, std::size_t outer) const {
    for (std::size_t i = project; input_.facts->enclosing[i] < i; i = input_.facts->enclosing[i]) {
      if (input_.facts->enclosing[i] == outer) return true;
    }
    return false;
  }

  std::string_view file_of(const Trace& trace) const {
    return trace.function == link::kNone ? std::string_view(trace.place.file) : input_.program.file_of(trace.function).path;
  }

  void settings() {
    const std::size_t colon = clue_.setting.find(':');
    const std::string source = clue_.setting.substr(0, colon), key = clue_.setting.substr(colon + 1);
    for (const facts::ProjectFacts* place : places_) {
      for (const facts::Setting& setting : place->settings) {
        if (!source.empty() && setting.source != source) continue;
        if (is_of_another(setting)) continue;
        if (clue_.fixed && !setting.variable.empty()) continue;
        if ((!setting.production || setting.overridden) && !clue_.development) continue;
        if (!facts::key_matches(setting.key, key) || !value_fits(setting)) continue;
        found_.push_back({setting.place,
                          link::kNone,
                          {},
                          is_per_subject(setting.source) ? setting.subject : std::string(),
                          {},
                          {{"key", setting.key}, {"value", setting.value}, {"subject", setting.subject}},
                          setting.source});
      }
    }
  }

  // A Dockerfile's user is none of another Dockerfile's concern; a manifest may speak of the image of any. The process of an image
  // bears the name of its Dockerfile without the directory.
  bool is_of_another(const facts::Setting& setting) const {
    if (!about_ || about_->subject.empty() || !is_per_subject(setting.source)) return false;
    if (!about_->source.empty() && about_->source != setting.source) return false;
    return setting.subject != about_->subject && !setting.subject.ends_with("/" + about_->subject);
  }

  // What cannot be read is no ground for a finding, but for keeping silent; the mere key is always known.
  bool value_fits(const facts::Setting& setting) const {
    const bool asks = !clue_.is.empty() || !clue_.is_not.empty() || !clue_.matches.empty() || !clue_.lacks.empty() ||
                      !clue_.above.empty() || !clue_.below.empty();
    if (!asks) return true;
    if (setting.kind == facts::ValueKind::Unknown) return silences_;
    if (!clue_.is.empty() && !is_one_of(clue_.is, setting.value)) return false;
    if (is_one_of(clue_.is_not, setting.value)) return false;
    return text_fits(clue_, setting.value) && number_fits(clue_, setting.value);
  }

  void packages() {
    const std::size_t colon = clue_.package.find(':');
    const std::string ecosystem = clue_.package.substr(0, colon), name = clue_.package.substr(colon + 1);
    for (const facts::ProjectFacts* place : places_) {
      for (const facts::Dependency& dependency : place->dependencies) {
        if (dependency.ecosystem != ecosystem || (dependency.development && !clue_.development)) continue;
        if (!flow::glob_matches(name, dependency.name)) continue;
        const bool asks = !clue_.matches.empty() || !clue_.lacks.empty();
        if (asks && (!dependency.locked.empty() || is_local(dependency) || !text_fits(clue_, dependency.range))) continue;
        std::string version = dependency.locked.empty() ? least_version(dependency.range) : dependency.locked;
        if (!clue_.versions.empty() && (version.empty() || !models::version_in_range(version, clue_.versions))) continue;
        found_.push_back({dependency.place, link::kNone, {}, {}, {}, {{"name", dependency.name}, {"version", std::move(version)}}});
      }
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

  void runtimes() {
    for (const facts::ProjectFacts* place : places_) {
      for (const facts::Runtime& runtime : place->runtimes) {
        if (runtime.name != clue_.runtime || !runtime.shipped) continue;  // a lower bound is not what runs
        if (!clue_.versions.empty() && !models::version_in_range(runtime.version, clue_.versions)) continue;
        found_.push_back({runtime.place, link::kNone, {}, {}, {}, {{"name", runtime.name}, {"version", runtime.version}}});
      }
    }
  }

  void processes() {
    for (const facts::ProjectFacts* place : places_) {
      for (const facts::Process& process : place->processes) {
        if (clue_.listens && !process.listens) continue;
        if (clue_.deployed && process.place.file.ends_with("package.json")) continue;
        if (clue_.process != "*" && process.program != clue_.process) continue;
        if (!text_fits(clue_, process.command) || !number_fits(clue_, std::to_string(process.workers))) continue;
        found_.push_back({process.place,
                          link::kNone,
                          {},
                          process.name,
                          {},
                          {{"command", process.command}, {"name", process.name}, {"number", std::to_string(process.workers)}}});
      }
    }
  }

  void conclusions() {
    if (clue_.fact == "whole") {
      if (input_.facts->whole) found_.push_back({});
      return;
    }
    const facts::Conclusion* conclusion = facts::conclusion(*input_.facts, project_, clue_.fact);
    const bool deployable = clue_.fact == "deployable";
    if (conclusion && (!deployable || is_own(*conclusion) || listens())) {
      found_.push_back({conclusion->place, link::kNone, {}, {}, {}, {{"reason", conclusion->reason}}});
    } else if (deployable && !conclusion) {
      if (const flow::EntryPoint* served = served_here())
        found_.push_back({{}, served->function, {}, {}, {}, {{"reason", "it serves " + served->label}}});
    }
  }

  bool is_own(const facts::Conclusion& conclusion) const {
    const std::vector<facts::Conclusion>& own = input_.facts->projects[project_.index()].conclusions;
    return std::any_of(own.begin(), own.end(), [&](const facts::Conclusion& one) { return &one == &conclusion; });
  }

  const flow::EntryPoint* served_here() const {
    const auto& entries = input_.contexts.entries();
    const auto served = std::find_if(entries.begin(), entries.end(), [&](const flow::EntryPoint& entry) {
      return entry.kind == flow::EntryKind::Request && entry.function != link::kNone && is_here(entry.function);
    });
    return served == entries.end() ? nullptr : &*served;
  }

  // The image of a repository starts one of its projects, not the libraries beside it.
  bool listens() const {
    if (served_here()) return true;
    const flow::EffectSet serves = input_.words.of("serves-http");
    return std::any_of(input_.effects.begin(), input_.effects.end(),
                       [&](const flow::EffectSite& site) { return (site.effects & serves) && is_here(site.function); });
  }

  void files() {
    for (const facts::ProjectFacts* place : places_) {
      const std::string_view directory = place->directory;
      for (const std::string& path : input_.facts->files) {
        if (!directory.empty() && (!path.starts_with(directory) || path[directory.size()] != '/')) continue;
        const std::string_view inner = std::string_view(path).substr(directory.empty() ? 0 : directory.size() + 1);
        const bool fits = std::any_of(clue_.files.begin(), clue_.files.end(),
                                      [&](const std::string& glob) { return flow::glob_matches(glob, inner); });
        if (fits) found_.push_back({{path, 1, 1}, link::kNone, {}, {}, {}, {{"name", path}}});
      }
    }
  }

  void routes() {
    for (const flow::EntryPoint& entry : input_.contexts.entries()) {
      if (entry.kind != flow::EntryKind::Request || entry.function == link::kNone || !is_here(entry.function)) continue;
      const std::string path = lower(entry.path);
      const bool fits = std::any_of(clue_.routes.begin(), clue_.routes.end(),
                                    [&](const std::string& route) { return flow::glob_matches(route, path); });
      if (fits) found_.push_back({{}, entry.function, {}, {}, {}, {{"name", entry.label}}});
    }
  }

  // Names and texts of the code alike.
  void mentions() {
    const RE2 expression(clue_.mentions);
    for (const link::ProgramFile& file : input_.program.files) {
      if (file.offline || !file.ir || !inside_.contains(file.project)) continue;
      for (std::uint32_t i = 0; i < file.ir->strings.size(); ++i) {
        if (!RE2::PartialMatch(file.ir->strings[Str::from_index(i)], expression)) continue;
        found_.push_back({{file.path, 1, 1}, link::kNone, {}, {}, {}, {}});
        return;
      }
    }
  }

  void calls() {
    const flow::EffectSet wanted = input_.words.of(clue_.effects);
    for (const flow::EffectSite& site : input_.effects) {
      if (!(site.effects & wanted) || !is_here(site.function)) continue;
      found_.push_back({{}, site.function, site.op, {}, {}, {{"sink", site.name}}});
    }
    if (clue_.functions.empty()) return;
    std::unordered_map<std::uint32_t, bool> known;  // each name is compared once
    for (const link::CallSite& call : input_.program.calls) {
      if (!call.external || !is_here(call.caller)) continue;
      const auto [fits, is_new] = known.try_emplace(call.external.raw);
      if (is_new) fits->second = is_wanted(input_.program.names[call.external]);
      if (!fits->second || !argument_fits(call)) continue;
      found_.push_back({{}, call.caller, call.op, {}, {}, {{"sink", std::string(input_.program.names[call.external])}}});
    }
  }

  bool is_wanted(std::string_view name) const {
    return std::any_of(clue_.functions.begin(), clue_.functions.end(), [&](const std::string& function) {
      return function.ends_with('*') ? name.starts_with(std::string_view(function).substr(0, function.size() - 1))
                                     : name == function;
    });
  }

  bool argument_fits(const link::CallSite& call) const {
    if (clue_.argument.empty()) return true;
    const ir::FileIr& ir = input_.program.ir_of(call.caller);
    const ir::Function& function = input_.program.function(call.caller);
    for (const ir::Operand& operand : ir.operands_of(function, ir.op(function, call.op))) {
      const std::optional<std::string> text = flow::constant_text(input_.program, call.caller, operand.value);
      if (text && RE2::PartialMatch(*text, clue_.argument)) return true;
    }
    return false;
  }

  bool is_here(link::FunctionIndex function) const {
    const link::ProgramFile& file = input_.program.file_of(function);
    return !file.offline && inside_.contains(file.project);
  }

  const CheckInput& input_;
  source::ProjectId project_;
  const Clue& clue_;
  const Trace* about_;  // the anchor, when something else is looked for
  bool silences_;       // of `without`: what is looked for would keep a rule silent
  std::vector<const facts::ProjectFacts*> places_;
  std::set<std::uint32_t> inside_;  // projects whose code counts, as raw ids
  std::vector<Trace> found_;
};

}  // namespace

bool is_per_subject(std::string_view source) { return source == "docker" || source == "compose" || source == "kubernetes"; }

std::vector<Trace> find_clues(const CheckInput& input, source::ProjectId project, const Clue& clue, Reach reach,
                              const Trace* about) {
  return Finder(input, project, clue, reach, about).run();
}

bool anchor_holds(const CheckInput& input, source::ProjectId project, const Match& match, const Trace& anchor) {
  const source::ProjectId root = source::ProjectId::from_index(0);
  const auto is_found = [&](source::ProjectId where, const Clue& clue, Reach reach) {
    return !find_clues(input, where, clue, reach, &anchor).empty();
  };
  return std::all_of(match.with.begin(), match.with.end(),
                     [&](const Clue& clue) { return is_found(project, clue, Reach::Seen); }) &&
         std::none_of(match.without.begin(), match.without.end(), [&](const Clue& clue) {
           return is_found(project, clue, Reach::Around) || (match.per_repository && is_found(root, clue, Reach::Around));
         });
}

}  // namespace chokepoint::rules
