// gunicorn.conf.py: the names it sets are options of every gunicorn of the project that the command line does not set.
#include <fmt/format.h>

#include "base/letter_case.hpp"
#include "facts/readers.hpp"
#include "facts/settings.hpp"
#include "facts/settings_module.hpp"
#include "facts/workspace.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {
namespace {

bool is_gunicorn_settings(std::string_view path) {
  const std::string_view name = source::name_of(path);
  return name.ends_with(".py") && (name.starts_with("gunicorn") || (name == "conf.py" && contains(path, "gunicorn")));
}

void read_one(Workspace& workspace, const source::File& file, const ir::FileIr& ir) {
  const std::optional<std::string> text = workspace.text(file);
  if (!text) return;
  const SettingsModule module = evaluate_module(ir, file.path, *text, [](const ir::Import&) { return Imported{}; });
  ProjectFacts& facts = workspace.project(file.path);
  const Setting like{.source = "gunicorn", .subject = file.path};
  for (const Change& change : module.changes) {
    if (change.key.starts_with('_') || contains(change.key, ".")) continue;
    add_value(facts, like, change.key, *change.value, 0);
    const Value& value = *change.value;
    if (change.key == "worker_class" && value.kind == ValueKind::Text) {
      const bool asgi = contains(lower_case(value.text), "uvicorn") || value.text == "asgi";
      facts.web_stacks.push_back(
          {asgi ? "asgi" : "wsgi", fmt::format("gunicorn's `worker_class` is `{}`", value.text), value.place});
    }
    if (change.key != "workers") continue;
    const std::optional<std::uint32_t> count = number(value.text);
    if (value.kind == ValueKind::Number && count == 1u) continue;
    std::string reason =
        count ? fmt::format("`workers = {}`", *count) : "`workers` is computed, as many as the machine has cores for";
    if (!value.variable.empty()) reason += fmt::format(" unless `{}` is set", value.variable);
    if (count || value.variable.empty())
      facts.replicas.push_back({"gunicorn", std::move(reason), count.value_or(0), false, true, value.place, Basis::Observed});
  }
}

}  // namespace

void read_gunicorn_settings(Workspace& workspace, const IrOf& ir_of) {
  for (std::size_t i = 0; i < workspace.tree().files.size(); ++i) {
    const source::File& file = workspace.tree().files[i];
    if (!takes_part(file) || !is_gunicorn_settings(file.path)) continue;
    if (const ir::FileIr* ir = ir_of(i)) read_one(workspace, file, *ir);
  }
}

}  // namespace chokepoint::facts
