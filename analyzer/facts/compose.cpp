// docker-compose.yml: the repository's own services with their commands and copies, and proxies that stand before them.
#include <fmt/format.h>

#include "facts/command_line.hpp"
#include "facts/deployed_project.hpp"
#include "facts/deployment.hpp"
#include "facts/readers.hpp"
#include "facts/settings.hpp"
#include "facts/yaml.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

// Null if that cannot be told.
ProjectFacts* project_of_service(Workspace& workspace, const source::File& file, const Node& build, std::string_view image,
                                 std::string_view name) {
  if (!build) return project_of_workload(workspace, file, image, name);
  const std::string_view directory = source::directory_of(file.path);
  const std::string_view context = build.kind == Node::Kind::Map ? text_at(build, "context") : std::string_view(build.text);
  const std::string path = source::resolve(directory, context);
  const std::string_view dockerfile = text_at(build, "dockerfile");
  if (contains(dockerfile, "/")) return &workspace.project(source::resolve(path, dockerfile));
  ProjectFacts& built = workspace.project_of_directory(path);
  ProjectFacts* named = path == directory ? project_of_workload(workspace, file, {}, name) : nullptr;
  return named ? named : &built;
}

// The value of a variable, from a list of `KEY=value` or a map.
std::string variable(const Node& environment, std::string_view name) {
  if (environment.kind == Node::Kind::Map) return std::string(text_at(environment, name));
  for (const Node& item : environment.items) {
    if (item.text.starts_with(name) && item.text.size() > name.size() && item.text[name.size()] == '=')
      return item.text.substr(name.size() + 1);
  }
  return {};
}

bool mentions_proxy(const Node& labels) {
  const auto enables = [](std::string_view text) {
    return text.starts_with("traefik.http.") || text.starts_with("traefik.enable") || text == "caddy";
  };
  for (const std::string& key : labels.keys) {
    if (enables(key)) return true;
  }
  for (const Node& item : labels.items) {
    if (labels.kind == Node::Kind::List && enables(item.text)) return true;
  }
  return false;
}

void add_copies_of(const source::File& file, std::string_view name, const Node& count, ProjectFacts& facts) {
  std::string_view text = count.text;
  if (text.starts_with("${") && text.ends_with('}')) {  // ${REPLICAS:-3}
    const std::size_t dash = text.find('-');
    text = dash == std::string_view::npos ? std::string_view() : text.substr(dash + 1, text.size() - dash - 2);
  }
  if (const auto replicas = number(text); replicas && *replicas > 0)
    add_copies(facts, fmt::format("service `{}`", name), fmt::format("`replicas: {}`", *replicas), *replicas,
               place_of(file, count));
}

void add_copies_of_service(const source::File& file, std::string_view name, const Node& service, ProjectFacts& facts) {
  for (const Node* count : {&at(service, {"deploy", "replicas"}), &at(service, "scale")}) {
    if (*count) add_copies_of(file, name, *count, facts);
  }
  const Node& mode = at(service, {"deploy", "mode"});
  if (mode.text == "global")
    add_copies(facts, fmt::format("service `{}`", name), "`mode: global`, one per node", 0, place_of(file, mode));
}

void add_process_of(const source::File& file, std::string_view name, const Node& service, std::string_view image,
                    ProjectFacts& facts) {
  std::string command = join_command(command_text(at(service, "entrypoint")), command_text(at(service, "command")));
  const std::string concurrency = variable(at(service, "environment"), "WEB_CONCURRENCY");
  if (!concurrency.empty()) command = with_concurrency(concurrency, command);
  const Node& ports = at(service, "ports");
  const Node& place = at(service, "command") ? at(service, "command") : at(service, "entrypoint");
  if (place)
    return add_process(facts, std::string(name), std::move(command), ports || at(service, "expose"), place_of(file, place));
  if (ports && !at(service, "build") && runs_by_name(facts, image, name)) add_image_process(facts, name, place_of(file, ports));
}

// What rules ask for; labels, networks and the like are of no use to them.
void add_service_settings(const source::File& file, std::string_view name, const Node& service, ProjectFacts& facts) {
  const Setting like{.source = "compose", .subject = std::string(name)};
  for (const char* key :
       {"image", "build", "command", "entrypoint", "deploy", "scale", "healthcheck", "restart", "stop_grace_period", "stop_signal",
        "init", "user", "ports", "mem_limit", "cpus", "logging", "volumes", "depends_on"}) {
    add_settings(facts, like, key, at(service, key), file);
  }
  const Node& environment = at(service, "environment");
  if (environment.kind == Node::Kind::Map) add_settings(facts, like, "environment", environment, file);
  for (const Node& item : environment.items) {
    const std::size_t equals = environment.kind == Node::Kind::List ? item.text.find('=') : std::string::npos;
    if (equals != std::string::npos)
      add_setting(facts, like, "environment." + item.text.substr(0, equals), item.text.substr(equals + 1), place_of(file, item));
  }
}

// `image: ${DATABASE_IMAGE}` says nothing; the name of the service does.
bool is_foreign(std::string_view name, std::string_view image) {
  return is_foreign_image(image) || (image.starts_with("$") && is_foreign_image(name));
}

// `.:/app` puts the working copy over what the image was built with, or into that of a language: nobody runs that but who works on
// it.
bool is_for_developers(const Node& service) {
  if (!at(service, "build") && runtime_of_image(text_at(service, "image")).name.empty()) return false;
  const std::vector<Node>& volumes = at(service, "volumes").items;
  return std::any_of(volumes.begin(), volumes.end(), [](const Node& volume) {
    const std::string_view source = volume.kind == Node::Kind::Map ? text_at(volume, "source") : std::string_view(volume.text);
    return source == "." || source == "./" || source.starts_with(".:") || source.starts_with("./:");
  });
}

void read_service(Workspace& workspace, const source::File& file, std::string_view name, const Node& service,
                  std::string_view image) {
  const Node& build = at(service, "build");
  if (is_for_developers(service)) return;
  if (!build && is_foreign(name, image)) return add_service_settings(file, name, service, deployed_project(workspace, file));
  ProjectFacts* known = project_of_service(workspace, file, build, image_name(image), name);
  ProjectFacts& facts = known ? *known : deployed_project(workspace, file);
  add_service_settings(file, name, service, facts);
  if (!known) return;
  for (const Node* labels : {&at(service, "labels"), &at(service, {"deploy", "labels"})}) {
    if (mentions_proxy(*labels))
      facts.proxies.push_back({fmt::format("labels of service `{}`", name), true, place_of(file, *labels), Basis::Observed});
  }
  add_copies_of_service(file, name, service, facts);
  add_process_of(file, name, service, image_name(image), facts);
}

// A file that adds to another one names neither image nor build: they stand in the base file beside it.
std::string base_image(Workspace& workspace, const source::File& file, std::string_view service) {
  for (const char* name : {"docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"}) {
    const source::File* base = workspace.find(source::join_path(source::directory_of(file.path), name));
    if (!base || base == &file || base->size > kMaxYaml) continue;
    const Result<std::string> text = workspace.peek(*base, kMaxYaml);
    const tl::expected<Node, Fault> compose = text ? parse_yaml_tree(*text) : Node();
    if (compose) return std::string(text_at(*compose, {"services", service, "image"}));
  }
  return {};
}

}  // namespace

void read_compose(Workspace& workspace, const source::File& file) {
  const Node compose = workspace.yaml(file);
  const Node& services = at(compose, "services");
  std::string proxy;
  const Node* proxy_place = nullptr;
  for (std::size_t i = 0; i < services.keys.size(); ++i) {
    const Node& service = services.items[i];
    if (!is_proxy_image(text_at(service, "image"))) continue;
    proxy = fmt::format("service `{}` is `{}`", services.keys[i], text_at(service, "image"));
    proxy_place = &service;
  }
  for (ProjectFacts* project : proxy_place ? deployed_projects(workspace, file) : std::vector<ProjectFacts*>())
    project->proxies.push_back({proxy, true, place_of(file, *proxy_place), Basis::Observed});
  for (std::size_t i = 0; i < services.keys.size(); ++i) {
    const Node& service = services.items[i];
    std::string image(text_at(service, "image"));
    if (image.empty() && !at(service, "build")) image = base_image(workspace, file, services.keys[i]);
    read_service(workspace, file, services.keys[i], service, image);
  }
}

}  // namespace chokepoint::facts
