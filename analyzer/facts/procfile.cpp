// Procfile: `web: gunicorn app:app`, and systemd units with their ExecStart.
#include "facts/command_line.hpp"
#include "facts/deployed_project.hpp"
#include "facts/deployment.hpp"
#include "facts/readers.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {
namespace {

// What runs in them is told elsewhere.
bool starts_containers(std::string_view command) {
  const std::string program = read_command(command).program;
  return program == "docker" || program == "docker-compose" || program == "podman" || program == "podman-compose";
}

}  // namespace

void read_procfile(Workspace& workspace, const source::File& file) {
  const std::optional<std::string> text = workspace.text(file, 1u << 18);
  if (!text) return;
  each_line(*text, [&](std::string_view line, std::uint32_t number) {
    const std::size_t colon = line.find(':');
    if (trim(line).empty() || line.starts_with('#')) return;
    if (colon == std::string_view::npos || colon == 0) return workspace.note(file, number, 1, "is no `name: command` line");
    const std::string name(trim(line.substr(0, colon)));
    if (name == "release") return;  // runs once per deploy
    add_process(deployed_project(workspace, file), name, std::string(trim(line.substr(colon + 1))), name == "web",
                {file.path, number, 1});
  });
}

void read_systemd_unit(Workspace& workspace, const source::File& file) {
  const std::optional<std::string> text = workspace.text(file, 1u << 18);
  if (!text) return;
  each_line(*text, [&](std::string_view line, std::uint32_t number) {
    if (!line.starts_with("ExecStart=") || starts_containers(line.substr(10))) return;
    add_process(deployed_project(workspace, file), std::string(source::name_of(file.path)), std::string(trim(line.substr(10))),
                false, {file.path, number, 1});
  });
}

}  // namespace chokepoint::facts
