#include <nlohmann/json.hpp>

#include "facts/show.hpp"

namespace chokepoint::facts {
namespace {

using Json = nlohmann::ordered_json;

Json place(const Place& place) { return {{"file", place.file}, {"line", place.line}, {"column", place.column}}; }
const char* show(Basis basis) { return basis == Basis::Declared ? "declared" : "observed"; }

const char* show(ValueKind kind) {
  switch (kind) {
    case ValueKind::Unknown: return "unknown";
    case ValueKind::Text: return "text";
    case ValueKind::Number: return "number";
    case ValueKind::Boolean: return "boolean";
    case ValueKind::Null: return "null";
    case ValueKind::List: return "list";
    case ValueKind::Map: return "map";
  }
  return "unknown";
}

Json json(const Dependency& one) {
  Json result = {{"ecosystem", one.ecosystem},     {"name", one.name},         {"range", one.range}, {"locked", one.locked},
                 {"development", one.development}, {"place", place(one.place)}};
  if (!one.lock.file.empty()) result["lock"] = place(one.lock);
  return result;
}
Json json(const Runtime& one) {
  return {{"name", one.name}, {"version", one.version}, {"shipped", one.shipped}, {"place", place(one.place)}};
}
Json json(const WebStack& one) { return {{"kind", one.kind}, {"reason", one.reason}, {"place", place(one.place)}}; }
Json json(const Process& one) {
  return {{"name", one.name},       {"command", one.command}, {"program", one.program},
          {"workers", one.workers}, {"listens", one.listens}, {"place", place(one.place)}};
}
Json json(const Replicas& one) {
  return {{"subject", one.subject},       {"reason", one.reason},     {"count", one.count},
          {"on-purpose", one.on_purpose}, {"basis", show(one.basis)}, {"place", place(one.place)}};
}
Json json(const Proxy& one) {
  return {{"reason", one.reason}, {"present", one.present}, {"basis", show(one.basis)}, {"place", place(one.place)}};
}
Json json(const Setting& one) {
  return {{"source", one.source},         {"subject", one.subject},   {"key", one.key},           {"value", one.value},
          {"kind", show(one.kind)},       {"profile", one.profile},   {"variable", one.variable}, {"production", one.production},
          {"overridden", one.overridden}, {"basis", show(one.basis)}, {"place", place(one.place)}};
}
Json json(const Conclusion& one) {
  return {{"word", one.word}, {"reason", one.reason}, {"basis", show(one.basis)}, {"place", place(one.place)}};
}

template <class Fact>
Json list(const std::vector<Fact>& facts) {
  Json result = Json::array();
  for (const Fact& fact : facts) result.push_back(json(fact));
  return result;
}

}  // namespace

std::string show_json(const RepositoryFacts& facts, const std::vector<source::Notice>& notices) {
  Json projects = Json::array();
  for (const ProjectFacts& project : facts.projects) {
    projects.push_back({{"directory", project.directory},
                        {"conclusions", list(project.conclusions)},
                        {"runtimes", list(project.runtimes)},
                        {"web-stacks", list(project.web_stacks)},
                        {"processes", list(project.processes)},
                        {"copies", list(project.replicas)},
                        {"proxies", list(project.proxies)},
                        {"settings", list(project.settings)},
                        {"dependencies", list(project.dependencies)}});
  }
  Json heard = Json::array();
  for (const source::Notice& notice : notices) {
    heard.push_back({{"file", notice.path}, {"line", notice.line}, {"column", notice.column}, {"message", notice.message}});
  }
  const Json document = {{"schema", 1}, {"projects", std::move(projects)}, {"notices", std::move(heard)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace chokepoint::facts
