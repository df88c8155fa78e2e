#include "facts/module_roots.hpp"

#include <map>

#include <tsl/robin_map.h>

#include "facts/json.hpp"
#include "source/discover.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxManifest = 4u << 20;
constexpr int kMaxExtends = 8;

// Build output is not in the repository: `dist/index.js` was `src/index.ts` or `index.ts`.
void add_source_guesses(std::vector<std::string>& entries, std::string_view entry) {
  std::string path(entry.starts_with("./") ? entry.substr(2) : entry);
  for (const char* output : {"dist/", "lib/", "build/", "out/"}) {
    if (!path.starts_with(output)) continue;
    std::string rest = path.substr(std::string_view(output).size());
    for (const char* sub : {"cjs/", "esm/", "src/"}) {
      if (rest.starts_with(sub)) rest = rest.substr(std::string_view(sub).size());
    }
    rest.resize(rest.ends_with(".d.ts")                       ? rest.size() - 5
                : rest.find_last_of('.') == std::string::npos ? rest.size()
                                                              : rest.find_last_of('.'));
    entries.push_back("src/" + rest);
    entries.push_back(rest);
  }
  entries.push_back(path);
}

// The first string of a conditional export, source conditions first.
std::string condition(const json& value, int depth = 0) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object() || depth > 6) return {};
  for (const char* key : {"source", "development", "import", "node", "require", "default", "types"}) {
    if (!value.contains(key)) continue;
    if (std::string found = condition(value[key], depth + 1); !found.empty()) return found;
  }
  return {};
}

NodePackage node_package(const json& manifest, std::string_view directory) {
  NodePackage package;
  package.directory = directory;
  package.name = text_of(manifest, "name");
  for (const char* key : {"source", "module", "main", "types"}) {
    if (const std::string entry = text_of(manifest, key); !entry.empty()) add_source_guesses(package.entries, entry);
  }
  if (manifest.is_object() && manifest.contains("exports")) {
    const json& exports = manifest["exports"];
    if (exports.is_object() && !exports.empty() && exports.begin().key().starts_with(".")) {
      for (const auto& [subpath, target] : exports.items()) {
        std::vector<std::string> guesses;
        add_source_guesses(guesses, condition(target));
        for (const std::string& guess : guesses) package.exports.emplace_back(subpath, guess);
      }
    } else {
      add_source_guesses(package.entries, condition(exports));
    }
  }
  package.entries.push_back("index");
  return package;
}

class Reader {
 public:
  Reader(const source::Tree& tree, std::vector<source::Notice>& notices) : tree_(tree), notices_(notices) {
    by_path_.reserve(tree.files.size());
    for (const source::File& file : tree.files) by_path_.emplace(file.path, &file);
  }

  ModuleRoots run() {
    ModuleRoots roots;
    for (const source::File& file : tree_.files) {
      if (file.role == source::Role::Vendored) continue;
      const std::string_view name = source::name_of(file.path), directory = source::directory_of(file.path);
      if (name == "package.json") {
        if (const json* manifest = read_json(file.path)) roots.node_packages.push_back(node_package(*manifest, directory));
      } else if (name == "tsconfig.json" || name == "jsconfig.json") {
        PathMapping mapping;
        mapping.directory = directory;
        extend(file.path, mapping, 0);
        if (mapping.has_base || !mapping.paths.empty()) roots.path_mappings.push_back(std::move(mapping));
      } else if (name == "go.mod") {
        if (std::string path = go_module(file); !path.empty())
          roots.go_modules.push_back({std::string(directory), std::move(path)});
      }
    }
    return roots;
  }

 private:
  const json* read_json(const std::string& path) {
    auto [slot, inserted] = parsed_.try_emplace(path);
    if (!inserted) return slot->second.is_null() ? nullptr : &slot->second;
    const auto file = by_path_.find(path);
    if (file == by_path_.end()) return nullptr;
    const Result<std::string> text = source::read_text(tree_, *file->second, kMaxManifest);
    if (!text) return note(path, {0, 0, text.error().message});
    tl::expected<json, Fault> value = parse_json(*text);
    if (!value) return note(path, value.error());
    slot->second = std::move(*value);
    return &slot->second;
  }

  // The reader of dependencies says what is wrong with a package.json.
  const json* note(const std::string& path, const Fault& fault) {
    if (source::name_of(path) != "package.json")
      notices_.push_back({source::Notice::Kind::Configuration, path, fault.line, fault.column, fault.message, false});
    return nullptr;
  }

  // What the extended configuration says holds unless this one says otherwise; its paths are relative to itself.
  void extend(const std::string& path, PathMapping& mapping, int depth) {
    const json* config = depth > kMaxExtends ? nullptr : read_json(path);
    if (!config || !config->is_object()) return;
    const std::string directory(source::directory_of(path));
    if (config->contains("extends")) {
      const json& bases = (*config)["extends"];
      const json list = bases.is_array() ? bases : json::array({bases});
      for (const json& base : list) {
        if (!base.is_string()) continue;
        std::string target = source::resolve(directory, base.get<std::string>());
        if (!by_path_.contains(target)) target += ".json";
        if (by_path_.contains(target)) extend(target, mapping, depth + 1);
      }
    }
    const auto options = config->find("compilerOptions");
    if (options == config->end() || !options->is_object()) return;
    if (const std::string base = text_of(*options, "baseUrl"); !base.empty()) {
      mapping.base = source::resolve(directory, base);
      mapping.has_base = true;
    }
    const auto paths = options->find("paths");
    if (paths == options->end() || !paths->is_object()) return;
    mapping.paths.clear();
    const std::string base = mapping.has_base ? mapping.base : directory;
    for (const auto& [pattern, targets] : paths->items()) {
      std::vector<std::string> resolved;
      if (targets.is_array()) {
        for (const json& target : targets) {
          if (target.is_string()) resolved.push_back(source::resolve(base, target.get<std::string>()));
        }
      }
      mapping.paths.emplace_back(pattern, std::move(resolved));
    }
  }

  std::string go_module(const source::File& file) {
    const Result<std::string> text = source::read_text(tree_, file, kMaxManifest);
    if (!text) return {};  // as the reader of dependencies says
    const std::size_t at = text->starts_with("module ") ? 0 : text->find("\nmodule ");
    if (at == std::string::npos) return {};
    const std::size_t begin = text->find_first_not_of(" \t\"", text->find("module ", at) + 7);
    if (begin == std::string::npos) return {};
    return text->substr(begin, text->find_first_of(" \t\r\n\"", begin) - begin);
  }

  const source::Tree& tree_;
  std::vector<source::Notice>& notices_;
  tsl::robin_map<std::string_view, const source::File*> by_path_;
  std::map<std::string, json> parsed_;
};

}  // namespace

ModuleRoots read_module_roots(const source::Tree& tree, std::vector<source::Notice>& notices) {
  return Reader(tree, notices).run();
}

}  // namespace chokepoint::facts
