#include "facts/volume_claims.hpp"

#include <map>
#include <string>

namespace chokepoint::facts {
namespace {

constexpr std::string_view kClaim = "persistentvolumeclaim/", kMode = "spec.accessModes[",
                           kName = ".persistentVolumeClaim.claimName";

// Claim → mode; "" if there are several.
std::map<std::string, std::string> modes_of_claims(const RepositoryFacts& facts) {
  std::map<std::string, std::string> modes;
  for (const ProjectFacts& project : facts.projects) {
    for (const Setting& setting : project.settings) {
      if (setting.source != "kubernetes" || !setting.subject.starts_with(kClaim) || !setting.key.starts_with(kMode)) continue;
      const auto [known, is_new] = modes.try_emplace(setting.subject.substr(kClaim.size()), setting.value);
      if (!is_new && known->second != setting.value) known->second.clear();
    }
  }
  return modes;
}

}  // namespace

void add_claim_modes(RepositoryFacts& facts) {
  const std::map<std::string, std::string> modes = modes_of_claims(facts);
  if (modes.empty()) return;
  for (ProjectFacts& project : facts.projects) {
    std::vector<Setting> added;
    for (const Setting& setting : project.settings) {
      if (setting.source != "kubernetes" || !setting.key.ends_with(kName)) continue;
      const auto mode = modes.find(setting.value);
      if (mode == modes.end() || mode->second.empty()) continue;
      Setting one = setting;
      one.key = setting.key.substr(0, setting.key.size() - std::string_view("claimName").size()) + "accessMode";
      one.value = mode->second;
      added.push_back(std::move(one));
    }
    project.settings.insert(project.settings.end(), added.begin(), added.end());
  }
}

}  // namespace chokepoint::facts
