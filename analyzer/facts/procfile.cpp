// Procfile: `web: gunicorn app:app`, and systemd units with their ExecStart.
#include "facts/deployment.hpp"
#include "facts/readers.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {

void read_procfile(Workspace& workspace, const source::File& file) {
  const std::optional<std::string> text = workspace.text(file, 1u << 18);
  if (!text) return;
  each_line(*text, [&](std::string_view line, std::uint32_t number) {
    const std::size_t colon = line.find(':');
    if (trim(line).empty() || line.starts_with('#')) return;
    if (colon == std::string_view::npos || colon == 0) return workspace.note(file, number, 1, "is no `name: command` line");
    const std::string name(trim(line.substr(0, colon)));
    if (name == "release") return;  // runs once per deploy
    add_process(workspace.project(file.path), name, std::string(trim(line.substr(colon + 1))), name == "web",
                {file.path, number, 1});
  });
}

void read_systemd_unit(Workspace& workspace, const source::File& file) {
  const std::optional<std::string> text = workspace.text(file, 1u << 18);
  if (!text) return;
  each_line(*text, [&](std::string_view line, std::uint32_t number) {
    if (!line.starts_with("ExecStart=")) return;
    add_process(workspace.project(file.path), std::string(source::name_of(file.path)), std::string(trim(line.substr(10))), false,
                {file.path, number, 1});
  });
}

}  // namespace chokepoint::facts
