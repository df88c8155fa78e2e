// Settings in modules of JavaScript, read from the IR: ecosystem.config.js of PM2 and next.config.js.
#include <fmt/format.h>

#include "facts/deployment.hpp"
#include "facts/readers.hpp"
#include "facts/settings.hpp"
#include "facts/settings_module.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {
namespace {

/// `instances: "max"`, `0` and `-1` are one process per core.
void add_app(ProjectFacts& facts, std::string_view name, std::string_view script, std::string_view instances, bool cluster,
             const Place& place) {
  Process process;
  process.name = name;
  process.program = "pm2";
  process.command = script;
  process.place = place;
  const std::optional<std::uint32_t> count = number(instances);
  process.workers = count.value_or(0);
  facts.processes.push_back(std::move(process));
  const bool open = instances == "max" || instances == "0" || instances.starts_with('-');
  if (!open && (!count || *count == 1)) return;
  facts.replicas.push_back({fmt::format("app `{}`", name),
                            fmt::format("`instances: {}`{}", instances, cluster ? " in cluster mode" : ""), open ? 0 : *count,
                            false, true, place, Basis::Observed});
}

void read_exported(const source::File& file, const Value& exported, ProjectFacts& facts) {
  const bool pm2 = source::name_of(file.path).starts_with("ecosystem");
  const Setting like{.source = pm2 ? "pm2" : "next", .subject = file.path};
  for (std::size_t i = 0; i < exported.keys.size(); ++i) add_value(facts, like, exported.keys[i], *exported.items[i], 0);
  const ValuePtr* apps = pm2 ? find(exported, "apps") : nullptr;
  if (!apps) return;
  const std::vector<ValuePtr> list = (*apps)->kind == ValueKind::Map ? std::vector<ValuePtr>{*apps} : (*apps)->items;
  for (const ValuePtr& app : list) {
    const auto word = [&](std::string_view key) {
      const ValuePtr* found = find(*app, key);
      return found ? (*found)->text : std::string();
    };
    const ValuePtr* instances = find(*app, "instances");
    add_app(facts, word("name"), word("script"), word("instances"), contains(word("exec_mode"), "cluster"),
            instances ? (*instances)->place : app->place);
  }
}

bool is_script_settings(std::string_view name) {
  const bool script = name.ends_with(".js") || name.ends_with(".cjs") || name.ends_with(".mjs") || name.ends_with(".ts");
  return script && (name.starts_with("ecosystem.config.") || name.starts_with("next.config."));
}

}  // namespace

void read_script_settings(Workspace& workspace, const IrOf& ir_of) {
  for (std::size_t i = 0; i < workspace.tree().files.size(); ++i) {
    const source::File& file = workspace.tree().files[i];
    const bool wanted = is_script_settings(source::name_of(file.path)) && takes_part(file);
    const ir::FileIr* ir = wanted ? ir_of(i) : nullptr;
    const std::optional<std::string> text = ir ? workspace.text(file) : std::nullopt;
    if (!text) continue;
    const SettingsModule module = evaluate_module(*ir, file.path, *text, [](const ir::Import&) { return Imported{}; });
    if (module.exported && module.exported->kind == ValueKind::Map)
      read_exported(file, *module.exported, workspace.project(file.path));
  }
}

void read_pm2(Workspace& workspace, const source::File& file) {
  const Node root = workspace.json(file);
  const Node& apps = at(root, "apps");
  ProjectFacts& facts = workspace.project(file.path);
  add_settings(facts, {.source = "pm2", .subject = file.path}, "", root, file);
  const std::vector<Node> list = apps.kind == Node::Kind::Map ? std::vector<Node>{apps} : apps.items;
  for (const Node& app : list) {
    const Node& instances = at(app, "instances");
    add_app(facts, text_at(app, "name"), text_at(app, "script"), instances.text, contains(text_at(app, "exec_mode"), "cluster"),
            place_of(file, instances ? instances : app));
  }
}

}  // namespace chokepoint::facts
