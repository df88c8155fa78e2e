#include "facts/chart.hpp"

#include <algorithm>

#include "facts/helm.hpp"
#include "facts/yaml.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

bool scales(const Node& document, std::string_view workload) {
  return is_autoscaler(text_at(document, "kind")) && text_at(document, {"spec", "scaleTargetRef", "name"}) == workload;
}

}  // namespace

bool is_autoscaler(std::string_view kind) { return kind == "HorizontalPodAutoscaler" || kind == "ScaledObject"; }

std::optional<Chart> chart_of(Workspace& workspace, std::string_view path) {
  for (std::string_view directory = source::directory_of(path); !directory.empty(); directory = source::directory_of(directory)) {
    if (source::name_of(directory) != "templates") continue;
    std::string chart(source::directory_of(directory));
    if (!workspace.find(source::join_path(chart, "Chart.yaml"))) continue;
    const Node& values = workspace.chart_values(source::join_path(chart, "values.yaml"));
    return Chart{std::move(chart), values};
  }
  return std::nullopt;
}

bool can_scale(const Workspace& workspace, const Chart& chart, std::string_view workload) {
  const std::string templates = source::join_path(chart.directory, "templates") + "/";
  const std::vector<source::File>& files = workspace.tree().files;
  return std::any_of(files.begin(), files.end(), [&](const source::File& file) {
    if (!file.path.starts_with(templates)) return false;
    const Result<std::string> text = workspace.peek(file, kMaxManifest);
    if (!text || !contains(*text, "scaleTargetRef")) return false;
    const YamlDocuments parsed = parse_yaml(read_template(*text, chart.values, Conditions::Hold));
    return std::any_of(parsed.documents.begin(), parsed.documents.end(), [&](const Node& one) { return scales(one, workload); });
  });
}

}  // namespace chokepoint::facts
