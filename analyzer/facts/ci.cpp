// Continuous integration as far as rules ask for it: the commands and actions it runs, and who keeps dependencies fresh.
#include "facts/readers.hpp"
#include "facts/settings.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {
namespace {

constexpr std::size_t kMaxSteps = 1000;

}  // namespace

void read_ci(Workspace& workspace, const source::File& file) {
  const std::string_view name = source::name_of(file.path);
  ProjectFacts& facts = workspace.project(file.path);
  const Setting like{.source = "ci", .subject = file.path};
  if (name.starts_with("dependabot") || name.starts_with("renovate") || name.starts_with(".renovaterc")) {
    return add_setting(facts, like, name.starts_with("dependabot") ? "dependabot" : "renovate", "true", {file.path, 1, 1});
  }
  const Node root = workspace.yaml(file);
  std::vector<const Node*> waiting{&root};
  for (std::size_t steps = 0; !waiting.empty() && steps < kMaxSteps;) {
    const Node& node = *waiting.back();
    waiting.pop_back();
    for (std::size_t i = node.items.size(); i > 0; --i) waiting.push_back(&node.items[i - 1]);
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
      const bool wanted = node.keys[i] == "run" || node.keys[i] == "uses" || node.keys[i] == "script" || node.keys[i] == "image";
      if (!wanted || steps++ >= kMaxSteps) continue;
      add_settings(facts, like, node.keys[i], node.items[i], file);
    }
  }
}

}  // namespace chokepoint::facts
