// Kubernetes manifests, plain or as templates of a Helm chart: workloads with their copies and commands, autoscalers, ingresses.
#include <algorithm>

#include <fmt/format.h>

#include "base/letter_case.hpp"
#include "base/word_list.hpp"
#include "facts/chart.hpp"
#include "facts/command_line.hpp"
#include "facts/deployed_project.hpp"
#include "facts/deployment.hpp"
#include "facts/helm.hpp"
#include "facts/readers.hpp"
#include "facts/settings.hpp"
#include "facts/yaml.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

struct Workload {
  std::string kind, name;
  std::string image;  // of the first container that is the repository's own
  bool foreign = false;
};

const Node& containers_of(const Node& document) {
  const Node& spec = at(document, {"spec", "template", "spec", "containers"});
  return spec ? spec : at(document, {"spec", "containers"});
}

// Those that may run the repository's own code.
std::vector<const Node*> own_containers(const Node& document) {
  std::vector<const Node*> own;
  for (const Node& container : containers_of(document).items) {
    if (!is_foreign_image(text_at(container, "image"))) own.push_back(&container);
  }
  return own;
}

Workload workload_of(const Node& document) {
  Workload workload;
  workload.kind = text_at(document, "kind");
  workload.name = text_at(document, {"metadata", "name"});
  const std::vector<const Node*> own = own_containers(document);
  workload.foreign = own.empty() && !containers_of(document).items.empty();
  for (const Node* container : own) {
    if (workload.image.empty()) workload.image = image_name(text_at(*container, "image"));
  }
  if (workload.name.empty()) workload.name = workload.image;  // a name that only a template knows
  return workload;
}

void add_copies_of(const source::File& file, const Node& document, const Workload& workload, ProjectFacts& facts) {
  std::string subject = fmt::format("{} `{}`", lower_case(workload.kind), workload.name);
  if (workload.kind == "DaemonSet")
    return add_copies(facts, std::move(subject), "one per node", 0, place_of(file, at(document, "kind")));
  const Node& replicas = at(document, {"spec", "replicas"});
  const Node& strategy = at(document, {"spec", "strategy", "type"});
  const bool stateful = workload.kind == "StatefulSet";
  const bool recreate = strategy.text == "Recreate";
  const std::optional<std::uint32_t> count = replicas ? number(replicas.text) : std::optional<std::uint32_t>(stateful ? 1 : 0);
  if (!count || *count == 0) return;
  const bool on_purpose = *count == 1 && (stateful || recreate);
  std::string reason = replicas ? fmt::format("`replicas: {}`", *count) : "no `replicas`, so one";
  if (on_purpose) reason += stateful ? " of a StatefulSet" : " with strategy `Recreate`";
  const Node& place = replicas ? replicas : at(document, "kind");
  add_copies(facts, std::move(subject), std::move(reason), *count, place_of(file, place));
  facts.replicas.back().on_purpose = on_purpose;
}

void add_autoscaler(const source::File& file, const Node& document, ProjectFacts& facts) {
  const bool keda = text_at(document, "kind") == "ScaledObject";
  const Node& most = at(document, {"spec", keda ? "maxReplicaCount" : "maxReplicas"});
  const std::string_view target = text_at(document, {"spec", "scaleTargetRef", "name"});
  const std::uint32_t count = number(most.text).value_or(0);
  if (count == 1) return;
  std::string subject = target.empty() ? std::string(source::name_of(file.path)) : fmt::format("deployment `{}`", target);
  std::string reason = count ? fmt::format("autoscaling up to {}", count) : "autoscaling";
  add_copies(facts, std::move(subject), std::move(reason), count, place_of(file, most ? most : at(document, "kind")));
}

std::string command_of(const Node& container) {
  return join_command(command_text(at(container, "command")), command_text(at(container, "args")));
}

void add_processes(const source::File& file, const Node& document, const Workload& workload, ProjectFacts& facts) {
  for (const Node* container : own_containers(document)) {
    std::string command = command_of(*container);
    const Node& ports = at(*container, "ports");
    if (command.empty()) {
      if (ports && runs_by_name(facts, workload.image, workload.name))
        add_image_process(facts, workload.name, place_of(file, ports));
      continue;
    }
    for (const Node& variable : at(*container, "env").items) {
      if (text_at(variable, "name") == "WEB_CONCURRENCY") command = with_concurrency(text_at(variable, "value"), command);
    }
    const Node& place = at(*container, "command") ? at(*container, "command") : at(*container, "args");
    add_process(facts, workload.name, std::move(command), static_cast<bool>(ports), place_of(file, place));
  }
}

// Runs for as long as it is deployed.
bool is_service(std::string_view kind) {
  return is_one_of(kind, {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout"});
}

bool is_workload(std::string_view kind) { return is_service(kind) || kind == "CronJob" || kind == "Job"; }

bool has_settings(std::string_view kind) {
  return is_workload(kind) || is_autoscaler(kind) ||
         is_one_of(kind, {"PodDisruptionBudget", "Ingress", "Service", "ConfigMap", "PersistentVolumeClaim"});
}

Setting setting_of(const Workload& workload) {
  return {.source = "kubernetes", .subject = fmt::format("{}/{}", lower_case(workload.kind), workload.name)};
}

// `spec.…` of the workload, `pod.…` of its template, `container.…` of each container; further containers with their name in the
// subject.
void add_document_settings(const source::File& file, const Node& document, const Workload& workload, ProjectFacts& facts) {
  const Setting like = setting_of(workload);
  add_settings(facts, like, "kind", at(document, "kind"), file);
  if (!is_workload(workload.kind)) {
    for (const char* key : {"spec", "data"}) add_settings(facts, like, key, at(document, key), file);
    return add_settings(facts, like, "metadata.annotations", at(document, {"metadata", "annotations"}), file);
  }
  const Node& spec = at(document, "spec");
  for (std::size_t i = 0; i < spec.keys.size(); ++i) {
    if (spec.keys[i] != "template" && spec.keys[i] != "selector")
      add_settings(facts, like, "spec." + spec.keys[i], spec.items[i], file);
  }
  const Node& pod = at(spec, {"template", "spec"});
  for (std::size_t i = 0; i < pod.keys.size(); ++i) {
    if (!is_one_of(pod.keys[i], {"containers", "initContainers"}))
      add_settings(facts, like, "pod." + pod.keys[i], pod.items[i], file);
  }
  bool first = true;
  for (const Node& container : at(pod, "containers").items) {
    Setting of_container = like;
    if (!first) of_container.subject += fmt::format("/{}", text_at(container, "name"));
    first = false;
    for (std::size_t i = 0; i < container.keys.size(); ++i) {
      if (container.keys[i] != "volumeMounts")
        add_settings(facts, of_container, "container." + container.keys[i], container.items[i], file);
    }
  }
}

// The services an Ingress sends requests to.
std::vector<std::string> backends_of(const Node& document) {
  std::vector<std::string> names;
  for (const Node& rule : at(document, {"spec", "rules"}).items) {
    for (const Node& path : at(rule, {"http", "paths"}).items) {
      const std::string_view name = text_at(path, {"backend", "service", "name"});
      names.emplace_back(name.empty() ? text_at(path, {"backend", "serviceName"}) : name);
    }
  }
  return names;
}

// Ports of a worker are for its metrics, and so are those that say so.
bool takes_requests(const Node& document) {
  const std::vector<const Node*> own = own_containers(document);
  return std::any_of(own.begin(), own.end(), [](const Node* container) {
    if (read_command(command_of(*container)).works) return false;
    const Node& ports = at(*container, "ports");
    return std::any_of(ports.items.begin(), ports.items.end(), [](const Node& port) {
      const std::string name = lower_case(text_at(port, "name"));
      return !contains(name, "metrics") && !contains(name, "prometheus");
    });
  });
}

// `takes-requests`, and `autoscaler` where the chart has one that a value switches on.
void add_load(const Workspace& workspace, const source::File& file, const Node& document, const Workload& workload,
              const std::optional<Chart>& chart, ProjectFacts& facts) {
  const Setting like = setting_of(workload);
  const Place place = place_of(file, at(document, "kind"));
  if (takes_requests(document)) add_setting(facts, like, "takes-requests", "true", place);
  const bool alone = text_at(document, {"spec", "replicas"}) == "1";
  if (alone && chart && can_scale(workspace, *chart, text_at(document, {"metadata", "name"})))
    add_setting(facts, like, "autoscaler", "optional", place);
}

void add_copies_of_kustomization(Workspace& workspace, const source::File& file, const Node& document) {
  for (const Node& one : at(document, "replicas").items) {
    const std::string_view name = text_at(one, "name");
    const Node& count = at(one, "count");
    ProjectFacts* scaled = project_of_workload(workspace, file, {}, name);
    if (const auto replicas = number(count.text); scaled && replicas && *replicas > 0)
      add_copies(*scaled, fmt::format("deployment `{}`", name), fmt::format("`count: {}`", *replicas), *replicas,
                 place_of(file, count));
  }
}

void read_document(Workspace& workspace, const source::File& file, const Node& document, const std::optional<Chart>& chart) {
  const std::string_view kind = text_at(document, "kind");
  const Workload workload = workload_of(document);
  ProjectFacts* const project = project_of_workload(workspace, file, workload.image, workload.name);
  if (has_settings(kind)) {
    ProjectFacts& facts = workload.image.empty() || !project ? deployed_project(workspace, file) : *project;
    add_document_settings(file, document, workload, facts);
    if (is_one_of(kind, {"Deployment", "Rollout"})) add_load(workspace, file, document, workload, chart, facts);
  }
  if (is_service(kind)) {
    if (workload.foreign || !project) return;
    add_copies_of(file, document, workload, *project);
    add_processes(file, document, workload, *project);
  } else if (is_autoscaler(kind)) {
    ProjectFacts* scaled = project_of_workload(workspace, file, {}, text_at(document, {"spec", "scaleTargetRef", "name"}));
    if (scaled) add_autoscaler(file, document, *scaled);
  } else if (is_one_of(kind, {"Ingress", "IngressRoute", "HTTPRoute", "VirtualService", "HTTPProxy"})) {
    for (ProjectFacts* one : projects_behind(workspace, file, backends_of(document)))
      one->proxies.push_back(
          {fmt::format("{} `{}`", lower_case(kind), workload.name), true, place_of(file, at(document, "kind")), Basis::Observed});
  } else if (kind == "Service" && text_at(document, "apiVersion").starts_with("serving.knative.dev")) {
    if (project)
      add_copies(*project, fmt::format("service `{}`", workload.name), "Knative scales it", 0,
                 place_of(file, at(document, "kind")));
  } else if (kind == "Kustomization") {
    add_copies_of_kustomization(workspace, file, document);
  }
}

constexpr const char* kUnreadable = "is a template that cannot be read without rendering it";

// The line of a `{{` that nothing closes, 0 if there is none.
std::uint32_t unclosed_line(std::string_view text) {
  const std::size_t open = text.rfind("{{");
  if (open == std::string_view::npos || text.find("}}", open) != std::string_view::npos) return 0;
  return line_at(text, open);
}

void add_values(const source::File& file, std::string_view name, const Node& values, ProjectFacts& facts) {
  const std::string subject = fmt::format("chart `{}`", name);
  for (const char* key : {"replicaCount", "replicas"}) {
    const Node& node = at(values, key);
    if (const auto count = number(node.text); count && *count > 0)
      add_copies(facts, subject, fmt::format("`{}: {}`", key, *count), *count, place_of(file, node));
  }
  const Node& autoscaling = at(values, "autoscaling");
  if (text_at(autoscaling, "enabled") != "true") return;
  const std::uint32_t most = number(text_at(autoscaling, "maxReplicas")).value_or(0);
  add_copies(facts, subject, "autoscaling is enabled", most, place_of(file, at(autoscaling, "enabled")));
}

}  // namespace

void read_kubernetes(Workspace& workspace, const source::File& file, std::string_view text) {
  const std::optional<Chart> chart = chart_of(workspace, file.path);
  const Node none;
  std::string readable;
  if (const std::uint32_t line = unclosed_line(text)) workspace.note(file, line, 1, kUnreadable);
  if (contains(text, "{{")) {
    readable = read_template(text, chart ? chart->values : none);
    text = readable;
  }
  const YamlDocuments parsed = parse_yaml(text);
  for (const Fault& fault : parsed.faults) {
    workspace.note(file, fault.line, fault.column, readable.empty() ? fault.message : kUnreadable);
  }
  for (const Node& document : parsed.documents) {
    if (text_at(document, "kind") != "List") read_document(workspace, file, document, chart);
    else
      for (const Node& item : at(document, "items").items) read_document(workspace, file, item, chart);
  }
}

void read_helm_values(Workspace& workspace, const source::File& file) {
  const Node values = workspace.yaml(file);
  const std::string_view chart = source::name_of(source::directory_of(file.path));
  if (ProjectFacts* project = project_of_workload(workspace, file, {}, chart)) add_values(file, chart, values, *project);
}

}  // namespace chokepoint::facts
