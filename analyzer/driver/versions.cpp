#include "driver/versions.hpp"

#include <map>
#include <memory>

#include "facts/query.hpp"

namespace chokepoint::driver {

namespace {

// Of a standard library the version of its runtime, where that is more than a lower bound; Go takes its semantics from go.mod.
std::string runtime_version(const facts::RepositoryFacts& facts, source::ProjectId project, std::string_view ecosystem) {
  const std::string_view name = ecosystem == "npm"     ? "node"
                                : ecosystem == "pypi"  ? "python"
                                : ecosystem == "maven" ? "java"
                                                       : ecosystem;
  const facts::Runtime* runtime = facts::find_runtime(facts, project, name);
  const bool exact = runtime && !runtime->version.empty() && runtime->version[0] >= '0' && runtime->version[0] <= '9';
  return exact ? runtime->version : std::string();
}

}  // namespace

flow::VersionOf version_of(const facts::RepositoryFacts& facts, const link::Program& program, const models::LibraryIndex& library) {
  return [&facts, &program, &library](link::FileIndex file, const models::Call& row) -> std::string {
    const models::Library& model = library.library_of(row);
    const source::ProjectId project(program.files[file].project);
    if (model.name == "stdlib") return runtime_version(facts, project, model.ecosystem);
    std::string version = facts::version_of(facts, project, model.ecosystem, model.name);
    // A model of several libraries names none of them: its modules do.
    for (std::size_t i = 0; version.empty() && i < model.modules.size(); ++i)
      version = facts::version_of(facts, project, model.ecosystem, model.modules[i]);
    return version;
  };
}

}  // namespace chokepoint::driver
