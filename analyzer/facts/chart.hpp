// The Helm chart that a template belongs to, with its values.
//
//   chart_of(workspace, "deploy/shop/templates/api.yaml")   → {"deploy/shop", values of deploy/shop/values.yaml}
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "facts/node.hpp"
#include "facts/workspace.hpp"

namespace chokepoint::facts {

struct Chart {
  std::string directory;
  const Node& values;  // Null where there is no values.yaml
};

/// Resources that change how many copies of a workload run.
bool is_autoscaler(std::string_view kind);

/// None for plain manifests.
std::optional<Chart> chart_of(Workspace& workspace, std::string_view path);

/// Whether a template of the chart is an autoscaler for the workload of this name, be it switched on by default or not.
bool can_scale(const Workspace& workspace, const Chart& chart, std::string_view workload);

}  // namespace chokepoint::facts
