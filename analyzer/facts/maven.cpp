// pom.xml: dependencies with the versions that properties, parents and BOMs of the repository give them.
//
//   <parent> …:shop:1.0 with <properties><redis.version>5.1.0   →   maven `redis.clients:jedis`, locked 5.1.0
#include <map>
#include <set>

#include <fmt/format.h>

#include "facts/readers.hpp"
#include "facts/xml.hpp"
#include "source/file_name.hpp"
#include "source/relative_path.hpp"

namespace chokepoint::facts {
namespace {

constexpr int kMaxParents = 20;
constexpr int kMaxSubstitutions = 20;

struct Pom {
  const source::File* file = nullptr;
  Element root;
};

struct Managed {
  std::string version;
  Place place;
};

/// What a module has of itself and its parents.
struct Effective {
  std::map<std::string, std::string, std::less<>> properties;
  std::map<std::string, Managed, std::less<>> managed;           // "group:artifact"
  std::map<std::string, Managed, std::less<>> foreign_by_group;  // group of a parent or BOM outside of the repository
};

std::string_view group_of(const Element& project) {
  const std::string_view own = text_at(project, {"groupId"});
  return own.empty() ? text_at(project, {"parent", "groupId"}) : own;
}

class Maven {
 public:
  explicit Maven(Workspace& workspace) : workspace_(workspace) {}

  void read() {
    for (const source::File& file : workspace_.tree().files) {
      if (source::name_of(file.path) != "pom.xml" || !takes_part(file)) continue;
      const std::optional<std::string> text = workspace_.text(file);
      if (!text) continue;
      if (const std::size_t entity = text->find("<!ENTITY"); entity != std::string::npos)
        workspace_.note(file, line_at(*text, entity), 1, "declares entities, which are not expanded");
      tl::expected<Element, Fault> root = parse_xml(*text);
      if (!root) workspace_.note(file, root.error().line, root.error().column, root.error().message);
      else poms_.emplace(file.path, Pom{&file, std::move(*root)});
    }
    for (const auto& [path, pom] : poms_) {
      by_name_.emplace(fmt::format("{}:{}", group_of(pom.root), text_at(pom.root, {"artifactId"})), &pom);
    }
    for (const auto& [path, pom] : poms_) add_facts(pom);
  }

 private:
  static Place place(const Pom& pom, const Element& element) { return {pom.file->path, element.line, element.column}; }

  // The parent where `relativePath` says, else wherever the repository has it.
  const Pom* parent_of(const Pom& pom) const {
    const Element* parent = child(pom.root, {"parent"});
    if (!parent) return nullptr;
    const Element* relative = child(*parent, {"relativePath"});
    std::string path =
        source::resolve(source::directory_of(pom.file->path), relative && !relative->text.empty() ? relative->text : "../pom.xml");
    if (!path.ends_with(".xml")) path = source::join_path(path, "pom.xml");
    const auto beside = poms_.find(path);
    if (beside != poms_.end() && text_at(beside->second.root, {"artifactId"}) == text_at(*parent, {"artifactId"}))
      return &beside->second;
    const auto named = by_name_.find(fmt::format("{}:{}", text_at(*parent, {"groupId"}), text_at(*parent, {"artifactId"})));
    return named == by_name_.end() ? nullptr : named->second;
  }

  // The module first, its parents behind it.
  std::vector<const Pom*> line_of(const Pom& pom) const {
    std::vector<const Pom*> line{&pom};
    for (int depth = 0; depth < kMaxParents; ++depth) {
      const Pom* parent = parent_of(*line.back());
      if (!parent || std::find(line.begin(), line.end(), parent) != line.end()) break;
      line.push_back(parent);
    }
    return line;
  }

  static std::string substitute(std::string_view text, const Effective& effective) {
    std::string result(text);
    for (int n = 0; n < kMaxSubstitutions; ++n) {
      const std::size_t open = result.find("${");
      const std::size_t close = open == std::string::npos ? open : result.find('}', open);
      if (close == std::string::npos) break;
      const auto found = effective.properties.find(std::string_view(result).substr(open + 2, close - open - 2));
      if (found == effective.properties.end() || found->second.size() > 1000) break;
      result.replace(open, close - open + 1, found->second);
    }
    return result;
  }

  void add_properties(const Pom& pom, Effective& effective) const {
    const std::string_view parent = text_at(pom.root, {"parent", "version"}), own = text_at(pom.root, {"version"});
    effective.properties.emplace("project.version", own.empty() ? parent : own);
    effective.properties.emplace("project.parent.version", parent);
    effective.properties.emplace("project.groupId", group_of(pom.root));
    if (const Element* properties = child(pom.root, {"properties"})) {
      for (const Element& property : properties->children) effective.properties.emplace(property.name, property.text);
    }
  }

  void add_managed(const Pom& pom, Effective& effective, std::set<const Pom*>& seen) const {
    const Element* list = child(pom.root, {"dependencyManagement", "dependencies"});
    if (!list || !seen.insert(&pom).second) return;
    for (const Element& one : list->children) {
      const std::string group = substitute(text_at(one, {"groupId"}), effective),
                        version = substitute(text_at(one, {"version"}), effective);
      const std::string name = fmt::format("{}:{}", group, substitute(text_at(one, {"artifactId"}), effective));
      if (text_at(one, {"scope"}) != "import") {
        effective.managed.emplace(name, Managed{version, place(pom, one)});
        continue;
      }
      const auto bom = by_name_.find(name);
      if (bom == by_name_.end()) effective.foreign_by_group.emplace(group, Managed{version, place(pom, one)});
      else if (seen.size() < 100) add_bom(*bom->second, effective, seen);
    }
  }

  // A BOM has properties of its own, which mean nothing outside of it.
  void add_bom(const Pom& bom, Effective& effective, std::set<const Pom*>& seen) const {
    Effective inner;
    const std::vector<const Pom*> line = line_of(bom);
    for (const Pom* pom : line) add_properties(*pom, inner);
    for (const Pom* pom : line) add_managed(*pom, inner, seen);
    effective.managed.merge(inner.managed);
    effective.foreign_by_group.merge(inner.foreign_by_group);
  }

  Effective effective_of(const Pom& pom) const {
    Effective effective;
    const std::vector<const Pom*> line = line_of(pom);
    for (const Pom* one : line) add_properties(*one, effective);
    std::set<const Pom*> seen;
    for (const Pom* one : line) add_managed(*one, effective, seen);
    if (const Element* parent = child(line.back()->root, {"parent"})) {
      effective.foreign_by_group.emplace(text_at(*parent, {"groupId"}),
                                         Managed{std::string(text_at(*parent, {"version"})), place(*line.back(), *parent)});
    }
    return effective;
  }

  void add_dependency(const Pom& pom, const Element& element, const Effective& effective, ProjectFacts& facts) const {
    Dependency dependency;
    dependency.ecosystem = "maven";
    const std::string group = substitute(text_at(element, {"groupId"}), effective);
    dependency.name = fmt::format("{}:{}", group, substitute(text_at(element, {"artifactId"}), effective));
    dependency.range = substitute(text_at(element, {"version"}), effective);
    dependency.development = text_at(element, {"scope"}) == "test";
    dependency.place = place(pom, element);
    if (!dependency.range.empty()) {
      dependency.lock = dependency.place;
    } else if (const auto managed = effective.managed.find(dependency.name); managed != effective.managed.end()) {
      dependency.range = managed->second.version;
      dependency.lock = managed->second.place;
    } else if (const auto foreign = effective.foreign_by_group.find(group); foreign != effective.foreign_by_group.end()) {
      dependency.range = foreign->second.version;
      dependency.lock = foreign->second.place;
    }
    const bool exact = !dependency.range.empty() && dependency.range.find_first_of("$[](,") == std::string::npos;
    if (exact) dependency.locked = dependency.range;
    facts.dependencies.push_back(std::move(dependency));
  }

  void add_facts(const Pom& pom) {
    ProjectFacts& facts = workspace_.project(pom.file->path);
    const Effective effective = effective_of(pom);
    if (const Element* parent = child(pom.root, {"parent"}); parent && !parent_of(pom)) {
      add_dependency(pom, *parent, effective, facts);
    }
    if (const Element* managed = child(pom.root, {"dependencyManagement", "dependencies"})) {
      for (const Element& one : managed->children) {
        if (text_at(one, {"scope"}) == "import") add_dependency(pom, one, effective, facts);
      }
    }
    if (const Element* list = child(pom.root, {"dependencies"})) {
      for (const Element& one : list->children) add_dependency(pom, one, effective, facts);
    }
    add_runtime(pom, effective, facts);
  }

  static void add_runtime(const Pom& pom, const Effective& effective, ProjectFacts& facts) {
    for (const char* name :
         {"java.version", "maven.compiler.release", "maven.compiler.target", "maven.compiler.source", "jdk.version"}) {
      const Element* property = child(pom.root, {"properties", name});
      if (!property) continue;
      facts.runtimes.push_back({"java", substitute(property->text, effective), false, place(pom, *property)});
      return;
    }
    const Element* plugins = child(pom.root, {"build", "plugins"});
    if (!plugins) return;
    for (const Element& plugin : plugins->children) {
      if (text_at(plugin, {"artifactId"}) != "maven-compiler-plugin") continue;
      for (const char* name : {"release", "target", "source"}) {
        const Element* version = child(plugin, {"configuration", name});
        if (!version) continue;
        facts.runtimes.push_back({"java", substitute(version->text, effective), false, place(pom, *version)});
        return;
      }
    }
  }

  Workspace& workspace_;
  std::map<std::string, Pom, std::less<>> poms_;
  std::map<std::string, const Pom*, std::less<>> by_name_;
};

}  // namespace

void read_poms(Workspace& workspace) { Maven(workspace).read(); }

}  // namespace chokepoint::facts
