// Platforms that run a service and say how many copies: serverless.yml, SAM and ECS, App Engine, Elastic Beanstalk, Heroku, Render,
// Fly.
#include <fmt/format.h>

#include "facts/deployed_project.hpp"
#include "facts/deployment.hpp"
#include "facts/readers.hpp"
#include "facts/settings.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {
namespace {

void add_serverless(ProjectFacts& facts, std::string reason, const Place& place) {
  facts.conclusions.push_back({"serverless", reason, place, Basis::Observed});
  add_copies(facts, "function", std::move(reason), 0, place);
}

// "nodejs20.x", "python3.11", "go122", "java17", "python39"
void add_runtime(ProjectFacts& facts, const source::File& file, const Node& node) {
  for (const auto& [prefix, name] :
       {std::pair<std::string_view, const char*>{"nodejs", "node"}, {"python", "python"}, {"java", "java"}, {"go", "go"}}) {
    if (!std::string_view(node.text).starts_with(prefix)) continue;
    std::string version;
    for (const char c : std::string_view(node.text).substr(prefix.size())) {
      if ((c < '0' || c > '9') && c != '.') break;
      version += c;
    }
    while (version.ends_with('.')) version.pop_back();
    const bool joined = (prefix == "python" || prefix == "go") && version.size() > 1 && !contains(version, ".");
    if (joined) version = fmt::format("{}.{}", version[0], std::string_view(version).substr(1));
    if (!version.empty()) facts.runtimes.push_back({name, version, true, place_of(file, node)});
    return;
  }
}

void add_instances(ProjectFacts& facts, std::string subject, std::string_view key, const Node& count, const source::File& file) {
  const std::optional<std::uint32_t> instances = number(count.text);
  if (instances && *instances > 0)
    add_copies(facts, std::move(subject), fmt::format("`{}: {}`", key, *instances), *instances, place_of(file, count));
}

// "http://api:8000/;" → "api"
std::string host_of(std::string_view address) {
  address = trim(address);
  if (const std::size_t scheme = address.find("://"); scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  return std::string(address.substr(0, address.find_first_of(":/; \t")));
}

}  // namespace

void read_serverless(Workspace& workspace, const source::File& file) {
  const Node root = workspace.yaml(file);
  const Node& provider = at(root, "provider");
  if (!provider) return;
  ProjectFacts& facts = deployed_project(workspace, file);
  add_runtime(facts, file, at(provider, "runtime"));
  for (const char* key : {"provider", "functions"}) add_settings(facts, {.source = "serverless"}, key, at(root, key), file);
  const Node& functions = at(root, "functions");
  if (!functions.items.empty() && describes_project(workspace, file))
    add_serverless(facts, fmt::format("{} functions of the Serverless Framework", functions.items.size()),
                   place_of(file, functions));
}

void read_cloud_formation(Workspace& workspace, const source::File& file) {
  const Node root = workspace.yaml(file);
  const Node& resources = at(root, "Resources");
  ProjectFacts& facts = deployed_project(workspace, file);
  for (std::size_t i = 0; i < resources.keys.size(); ++i) {
    const Node& resource = resources.items[i];
    const std::string_view type = text_at(resource, "Type");
    const Node& properties = at(resource, "Properties");
    if (type == "AWS::Serverless::Function" || type == "AWS::Lambda::Function") {
      add_runtime(facts, file, at(properties, "Runtime"));
      if (describes_project(workspace, file))
        add_serverless(facts, fmt::format("function `{}`", resources.keys[i]), place_of(file, resource));
    } else if (type == "AWS::ECS::Service") {
      add_instances(facts, fmt::format("service `{}`", resources.keys[i]), "DesiredCount", at(properties, "DesiredCount"), file);
    } else {
      continue;
    }
    add_settings(facts, {.source = "cloudformation", .subject = resources.keys[i]}, "", properties, file);
  }
}

void read_app_yaml(Workspace& workspace, const source::File& file) {
  const Node root = workspace.yaml(file);
  const Node& runtime = at(root, "runtime");
  if (!runtime) return;
  ProjectFacts& facts = deployed_project(workspace, file);
  add_runtime(facts, file, runtime);
  add_settings(facts, {.source = "appengine"}, "", root, file);
  if (const Node& entry = at(root, "entrypoint")) add_process(facts, "app.yaml", command_text(entry), true, place_of(file, entry));
  const Node& manual = at(root, {"manual_scaling", "instances"});
  if (manual) return add_instances(facts, "App Engine", "instances", manual, file);
  const Node& most = at(root, {"automatic_scaling", "max_instances"});
  if (most) return add_instances(facts, "App Engine", "max_instances", most, file);
  add_copies(facts, "App Engine", "scales automatically", 0, place_of(file, runtime));
}

void read_beanstalk(Workspace& workspace, const source::File& file) {
  const Node root = workspace.yaml(file);
  const Node& options = at(root, "option_settings");
  ProjectFacts& facts = deployed_project(workspace, file);
  add_settings(facts, {.source = "beanstalk"}, "", options, file);
  if (const Node& most = at(options, {"aws:autoscaling:asg", "MaxSize"}))
    add_instances(facts, "Elastic Beanstalk", "MaxSize", most, file);
  for (const Node& one : options.items) {
    if (text_at(one, "option_name") == "MaxSize") add_instances(facts, "Elastic Beanstalk", "MaxSize", at(one, "value"), file);
  }
}

void read_app_json(Workspace& workspace, const source::File& file) {
  const Node root = workspace.json(file);
  const Node& formation = at(root, "formation");
  for (std::size_t i = 0; i < formation.keys.size(); ++i) {
    add_instances(deployed_project(workspace, file), fmt::format("dyno `{}`", formation.keys[i]), "quantity",
                  at(formation.items[i], "quantity"), file);
  }
}

void read_render(Workspace& workspace, const source::File& file) {
  const Node root = workspace.yaml(file);
  ProjectFacts& facts = deployed_project(workspace, file);
  for (const Node& service : at(root, "services").items) {
    const std::string name(text_at(service, "name"));
    add_settings(facts, {.source = "render", .subject = name}, "", service, file);
    if (const Node& count = at(service, "numInstances"))
      add_instances(facts, fmt::format("service `{}`", name), "numInstances", count, file);
    if (const Node& most = at(service, {"scaling", "maxInstances"}))
      add_instances(facts, fmt::format("service `{}`", name), "maxInstances", most, file);
    if (const Node& start = at(service, "startCommand"))
      add_process(facts, name, command_text(start), text_at(service, "type") == "web", place_of(file, start));
  }
}

void read_fly(Workspace& workspace, const source::File& file) {
  const Node root = workspace.toml(file);
  ProjectFacts& facts = deployed_project(workspace, file);
  add_settings(facts, {.source = "fly"}, "", root, file);
  if (!describes_project(workspace, file)) return;
  const Node& processes = at(root, "processes");
  for (std::size_t i = 0; i < processes.keys.size(); ++i) {
    add_process(facts, processes.keys[i], processes.items[i].text, processes.keys[i] == "app" || processes.keys[i] == "web",
                place_of(file, processes.items[i]));
  }
  if (const Node& least = at(root, {"http_service", "min_machines_running"}); number(least.text).value_or(0) > 1) {
    add_instances(facts, "machines", "min_machines_running", least, file);
  }
  if (const Node& service = at(root, "http_service")) {
    facts.proxies.push_back({"Fly's proxy", true, place_of(file, service), Basis::Observed});
    facts.conclusions.push_back({"deployable", "Fly's proxy sends it requests", place_of(file, service), Basis::Observed});
  }
}

void read_proxy_settings(Workspace& workspace, const source::File& file) {
  const std::optional<std::string> text = workspace.text(file);
  if (!text) return;
  Proxy proxy;
  std::vector<std::string> hosts;
  each_line(*text, [&](std::string_view raw, std::uint32_t number) {
    const std::string_view line = trim(raw.substr(0, raw.find('#')));
    for (const std::string_view directive : {"proxy_pass ", "uwsgi_pass ", "reverse_proxy ", "server "}) {
      if (!line.starts_with(directive)) continue;
      hosts.push_back(host_of(line.substr(directive.size())));
      if (directive == "server " || !proxy.reason.empty()) continue;
      proxy.reason = fmt::format("`{}` in {}", trim(directive), source::name_of(file.path));
      proxy.place = {file.path, number, 1};
    }
  });
  if (proxy.reason.empty()) return;
  for (ProjectFacts* project : projects_behind(workspace, file, hosts)) project->proxies.push_back(proxy);
}

}  // namespace chokepoint::facts
