#include "driver/cloud_functions.hpp"

#include <map>
#include <string>

#include "base/letter_case.hpp"
#include "flow/route.hpp"

namespace chokepoint::driver {
namespace {

std::string directory_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string{} : std::string(path.substr(0, slash + 1));
}

std::string_view without_dot(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return path;
}

// "src/users.create" of a descriptor in `directory`.
flow::NamedHandler named(const std::string& directory, std::string_view handler) {
  const std::size_t dot = handler.rfind('.');
  if (dot == std::string_view::npos) return {};
  return {directory + std::string(without_dot(handler.substr(0, dot))), std::string(handler.substr(dot + 1)), "", ""};
}

// "functions.create.events[0].httpApi.path" → what follows the function's name; nothing for other keys.
std::string_view after_name(std::string_view key, std::string& name) {
  constexpr std::string_view kPrefix = "functions.";
  if (!key.starts_with(kPrefix)) return {};
  key.remove_prefix(kPrefix.size());
  const std::size_t dot = key.find('.');
  if (dot == std::string_view::npos) return {};
  name = key.substr(0, dot);
  return key.substr(dot + 1);
}

void add_serverless(const facts::ProjectFacts& project, std::vector<flow::NamedHandler>& found) {
  std::map<std::pair<std::string, std::string>, flow::NamedHandler> functions;  // by descriptor and name
  for (const facts::Setting& setting : project.settings) {
    std::string name;
    if (setting.source != "serverless") continue;
    const std::string_view key = after_name(setting.key, name);
    if (key.empty()) continue;
    flow::NamedHandler& function = functions[{setting.place.file, name}];
    if (key == "handler") {
      const flow::NamedHandler made = named(directory_of(setting.place.file), setting.value);
      function.stem = made.stem;
      function.name = made.name;
    } else if (key.ends_with(".method")) {
      function.verb = upper_case(setting.value);
      if (function.verb == "ANY" || function.verb == "*") function.verb.clear();
    } else if (key.ends_with(".path") && function.path.empty()) {
      function.path = setting.value.starts_with("/") ? setting.value : "/" + setting.value;
    }
  }
  for (auto& [key, function] : functions) {
    if (!function.stem.empty()) found.push_back(std::move(function));
  }
}

void add_cloud_formation(const facts::ProjectFacts& project, std::vector<flow::NamedHandler>& found) {
  for (const facts::Setting& setting : project.settings) {
    if (setting.source != "cloudformation" || setting.key != "Handler") continue;
    std::string directory = directory_of(setting.place.file);
    for (const facts::Setting& code : project.settings) {
      if (code.source != "cloudformation" || code.key != "CodeUri" || code.subject != setting.subject ||
          code.place.file != setting.place.file)
        continue;
      directory += without_dot(code.value == "." ? std::string_view{} : std::string_view(code.value));
      if (!directory.empty() && !directory.ends_with('/')) directory += '/';
    }
    if (flow::NamedHandler function = named(directory, setting.value); !function.stem.empty()) found.push_back(std::move(function));
  }
}

}  // namespace

std::vector<flow::NamedHandler> cloud_functions(const facts::RepositoryFacts& facts) {
  std::vector<flow::NamedHandler> found;
  for (const facts::ProjectFacts& project : facts.projects) {
    add_serverless(project, found);
    add_cloud_formation(project, found);
  }
  return found;
}

}  // namespace chokepoint::driver
