// Settings modules of Django, with what they import and what overrides it, and gunicorn.conf.py.
//
//   settings/prod.py: from .base import *; DATABASES["default"]["CONN_MAX_AGE"] = 60
//     →   django `settings.prod` DATABASES.default.CONN_MAX_AGE = 60, and the one of base is overridden
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "facts/readers.hpp"
#include "facts/settings.hpp"
#include "facts/settings_module.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

constexpr std::size_t kMaxModules = 200;

bool is_setting(std::string_view name) {
  return name.size() > 1 && name[0] != '_' &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool may_be_settings(std::string_view path) {
  if (!path.ends_with(".py")) return false;
  const std::string_view name = source::name_of(path), directory = source::name_of(source::directory_of(path));
  return contains(name, "settings") || directory == "settings" || directory == "conf" || directory == "config";
}

// Without a word of them a module of that name is something else.
bool is_settings(const SettingsModule& module) {
  return std::any_of(module.changes.begin(), module.changes.end(), [](const Change& change) {
    const std::string_view root = std::string_view(change.key).substr(0, change.key.find('.'));
    return root == "INSTALLED_APPS" || root == "DATABASES" || root == "MIDDLEWARE" || root == "ROOT_URLCONF" || root == "CACHES" ||
           root == "REST_FRAMEWORK" || root == "WSGI_APPLICATION" || root == "ASGI_APPLICATION" || root == "DEBUG" ||
           root == "ALLOWED_HOSTS";
  });
}

// "config/settings/prod.py" → "config.settings.prod"
std::string dotted(std::string_view path) {
  std::string result(path.substr(0, path.size() - 3));
  if (result.ends_with("/__init__")) result.resize(result.size() - 9);
  std::replace(result.begin(), result.end(), '/', '.');
  return result;
}

// The environment that a module is for: "prod", "" for what all share.
std::string profile_of(std::string_view path) {
  std::string stem(source::name_of(path));
  stem.resize(stem.size() - 3);
  if (stem == "__init__") return "";
  for (const char* shared :
       {"settings", "base", "common", "default", "defaults", "main", "global", "shared", "django", "conf", "config"}) {
    if (stem == shared) return "";
  }
  if (stem.starts_with("settings_")) stem.erase(0, 9);
  if (stem.ends_with("_settings")) stem.resize(stem.size() - 9);
  return stem == "global" || stem == "base" || stem == "common" ? "" : stem;
}

class Django {
 public:
  Django(Workspace& workspace, const IrOf& ir_of) : workspace_(workspace), ir_of_(ir_of) {}

  void read() {
    for (const source::File& file : workspace_.tree().files) {
      const bool wanted = file.role == source::Role::Production || file.role == source::Role::Script;
      if (!wanted || !may_be_settings(file.path) || modules_.size() >= kMaxModules) continue;
      evaluate(file, 0);
    }
    mark_overridden();
    for (const auto& [path, module] : modules_) {
      if (is_settings(module)) add_module(path, module);
    }
  }

 private:
  const SettingsModule* evaluate(const source::File& file, int depth) {
    if (const auto found = modules_.find(file.path); found != modules_.end()) return &found->second;
    const std::size_t index = static_cast<std::size_t>(&file - workspace_.tree().files.data());
    const ir::FileIr* ir = ir_of_(index);
    if (!ir || depth > 20 || !running_.insert(file.path).second) return nullptr;
    const std::optional<std::string> text = workspace_.text(file);
    SettingsModule module;
    if (text) {
      module = evaluate_module(*ir, file.path, *text, [&](const ir::Import& import) -> Imported {
        const source::File* target = resolve(file, *ir, import);
        if (!target) return {};
        const bool other_stage = is_for_production(file.path) && !is_for_production(target->path);
        return {target->path, other_stage ? nullptr : evaluate(*target, depth + 1)};
      });
    }
    running_.erase(file.path);
    return &modules_.emplace(file.path, std::move(module)).first->second;
  }

  const source::File* module_at(const std::string& path) const {
    if (const source::File* file = workspace_.find(path + ".py")) return file;
    return workspace_.find(path + "/__init__.py");
  }

  const source::File* resolve(const source::File& from, const ir::FileIr& ir, const ir::Import& import) const {
    std::string path(ir.text(import.module));
    std::replace(path.begin(), path.end(), '.', '/');
    std::string_view directory = source::directory_of(from.path);
    const source::File* found = nullptr;
    if (import.level > 0) {
      for (int level = 1; level < import.level; ++level) directory = source::directory_of(directory);
      found = module_at(source::join_path(directory, path));
      if (!found && path.empty()) found = module_at(source::join_path(directory, ir.text(import.name)));
    } else {
      for (;; directory = source::directory_of(directory)) {
        found = module_at(source::join_path(directory, path));
        if (found || directory.empty()) break;
      }
    }
    return found && found != &from && (may_be_settings(found->path) || ir.text(import.name) == "*") ? found : nullptr;
  }

  void mark_overridden() {
    for (const auto& [path, module] : modules_) {
      if (!is_for_production(path)) continue;
      std::vector<std::string> waiting = module.imports;
      std::set<std::string> seen;
      while (!waiting.empty()) {
        const std::string base = std::move(waiting.back());
        waiting.pop_back();
        const auto found = modules_.find(base);
        if (found == modules_.end() || !seen.insert(base).second) continue;
        for (const Change& change : module.changes) {
          if (!change.conditional) overridden_[base].insert(change.key);
        }
        waiting.insert(waiting.end(), found->second.imports.begin(), found->second.imports.end());
      }
    }
  }

  bool is_overridden(const std::string& path, std::string_view key) const {
    const auto found = overridden_.find(path);
    if (found == overridden_.end()) return false;
    for (std::size_t end = key.size(); end != std::string_view::npos && end > 0; end = key.find_last_of(".[", end - 1)) {
      if (found->second.contains(std::string(key.substr(0, end)))) return true;
    }
    return false;
  }

  void add_module(const std::string& path, const SettingsModule& module) {
    Setting like{.source = "django", .subject = dotted(path), .profile = profile_of(path)};
    like.production = is_for_production(path);
    ProjectFacts& facts = workspace_.project(path);
    const std::size_t first = facts.settings.size();
    for (const Change& change : module.changes) {
      if (is_setting(std::string_view(change.key).substr(0, change.key.find('.'))))
        add_value(facts, like, change.key, *change.value, 0);
    }
    for (std::size_t i = first; i < facts.settings.size(); ++i) {
      Setting& setting = facts.settings[i];
      setting.overridden = is_overridden(path, setting.key);
      if (setting.production && !setting.overridden && setting.key == "ASGI_APPLICATION" && setting.kind == ValueKind::Text) {
        facts.web_stacks.push_back({"asgi", "`ASGI_APPLICATION` is set", setting.place});
      }
    }
  }

  Workspace& workspace_;
  const IrOf& ir_of_;
  std::map<std::string, SettingsModule> modules_;
  std::map<std::string, std::set<std::string>> overridden_;
  std::set<std::string> running_;
};

}  // namespace

void read_django(Workspace& workspace, const IrOf& ir_of) { Django(workspace, ir_of).read(); }

}  // namespace chokepoint::facts
