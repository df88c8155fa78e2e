#include "flow/effects.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "flow/matching.hpp"
#include "models/version.hpp"

namespace chokepoint::flow {
namespace {

using link::CallSite;
using link::ClassIndex;
using link::kNone;

constexpr int kMaxBases = 24;

bool is_collection(std::string_view type) {
  static constexpr std::string_view kNames[] = {"java.util.List",
                                                "java.util.Collection",
                                                "java.lang.Iterable",
                                                "java.util.Set",
                                                "java.util.stream.Stream",
                                                "reactor.core.publisher.Flux",
                                                "[]",
                                                "java.util.Map"};
  return std::find(std::begin(kNames), std::end(kNames), type) != std::end(kNames);
}

class EffectFinder {
 public:
  EffectFinder(const Program& program, const models::LibraryIndex& library, const EffectWords& words, const VersionOf& version_of)
      : program_(program), library_(library), words_(words), version_of_(version_of) {}

  std::vector<EffectSite> run() {
    find_scanned();
    for (const CallSite& call : program_.calls) {
      if (call.external) from_library(call);
      else from_repository(call);
    }
    for (const link::Evaluation& evaluation : program_.evaluations) from_evaluation(evaluation);
    std::stable_sort(sites_.begin(), sites_.end(), [](const EffectSite& a, const EffectSite& b) {
      return std::tie(a.function, a.op) < std::tie(b.function, b.op);
    });
    return std::move(sites_);
  }

 private:
  std::string_view ecosystem(FunctionIndex f) const { return models::ecosystem_of(program_.file_of(f).language); }

  // Whether anything in the program bears a name of this library.
  bool uses(const std::string& library) const {
    const auto [known, is_new] = used_.try_emplace(library, false);
    for (std::uint32_t i = 1; is_new && i <= program_.names.size() && !known->second; ++i) {
      const std::string_view name = program_.names[link::Name(i)];
      known->second = name.starts_with(library) && name.size() > library.size() && name[library.size()] == '.';
    }
    return known->second;
  }

  bool in_force(const models::Call& row, FunctionIndex f, ir::OpId op) const {
    if (row.constructor && !program_.ir_of(f).op(program_.function(f), op).has(ir::kNew) &&
        family(program_.file_of(f).language) == "javascript") {
      return false;
    }
    for (const models::Place& place : row.unless_given) {
      if (find_place(program_, f, op, place).op) return false;
    }
    if (std::any_of(row.unless_used.begin(), row.unless_used.end(), [&](const std::string& other) { return uses(other); }))
      return false;
    if (row.versions.empty()) return true;
    const std::string version = version_of_ ? version_of_(program_.file_of_function[f], row) : std::string{};
    return version.empty() || models::version_in_range(version, row.versions);
  }

  void from_library(const CallSite& call) {
    if (!call.rows) return;
    EffectSite site;
    for (const models::Call* row : call.rows->rows) {
      if (!in_force(*row, call.caller, call.op)) continue;
      site.effects |= words_.of(row->effects);
      site.many_rows |= row->rows == models::Rows::Many;
      if (site.origin.file.empty()) site.origin = row->origin;
    }
    if (site.effects == 0) return;
    site.function = call.caller;
    site.op = call.op;
    site.rows = call.rows;
    site.external = call.external;
    site.name = show_name(program_.names[call.external]);
    site.evidence = call.evidence;
    site.call = &call;
    sites_.push_back(std::move(site));
  }

  // A bodiless method of a repository interface: Spring Data, MyBatis, declarative HTTP clients.
  void from_repository(const CallSite& call) {
    for (const link::Edge& edge : program_.edges_of(call)) {
      const ir::Function& method = program_.function(edge.target);
      const ClassIndex owner = program_.owner_of_function[edge.target];
      if (!method.is_abstract || owner == kNone || edge.kind == link::EdgeKind::Callback) continue;
      const models::TypeModel* type = abstract_type(owner);
      if (!type) continue;
      EffectSite site;
      site.function = call.caller;
      site.op = call.op;
      site.effects = words_.of(type->abstract_effects);
      site.type = type;
      site.name = short_class(owner) + "." + std::string(program_.ir_of(edge.target).text(method.name));
      site.evidence = std::min(call.evidence, edge.evidence);
      site.call = &call;
      site.origin = type->origin;
      const link::Value& result = program_.slots[program_.result_slot[edge.target]];
      site.many_rows = type->abstract_rows_by_result && result.is(link::ValueKind::ExternalInstance) &&
                       is_collection(program_.names[link::Name(result.id)]);
      const bool writes = writes_rows(program_.ir_of(edge.target).text(method.name));
      if (site.many_rows && !writes) site.effects |= words_.of("loads-rows");
      if (writes && (site.effects & words_.of("db-query"))) {
        site.effects = (site.effects & ~words_.of("db-query")) | words_.of("db-write");
      }
      sites_.push_back(std::move(site));
      return;
    }
  }

  static bool writes_rows(std::string_view method) {
    for (std::string_view word : {"add", "batch", "delete", "insert", "remove", "save", "update"}) {
      if (method.starts_with(word)) return true;
    }
    return false;
  }

  // The packages that `@MapperScan("com.shop.mapper")` and its like name; without names the one of the class it stands at.
  void find_scanned() {
    for (const models::Library* model : library_.libraries()) {
      for (const models::TypeModel& type : model->types) {
        for (const std::string& annotation : type.scanned_by) scanners_.emplace_back(annotation, &type);
      }
    }
    for (ClassIndex c = 0; c < program_.classes.size(); ++c) {
      const link::ProgramFile& file = program_.files[program_.file_of_class[c]];
      const ir::Class& declared = program_.class_of(c);
      for (std::uint32_t i = declared.decorators.first;
           file.language == Language::Java && i < declared.decorators.first + declared.decorators.count; ++i) {
        const link::Name name = program_.decorators[file.first_decorator + i];
        for (const auto& [annotation, type] : scanners_) {
          if (name && program_.names[name] == annotation) add_scanned(c, file, file.ir->decorators[i], *type);
        }
      }
    }
  }

  void add_scanned(ClassIndex c, const link::ProgramFile& file, const ir::Decorator& decorator, const models::TypeModel& type) {
    const FunctionIndex holder = file.first_function + static_cast<FunctionIndex>(decorator.holder.index());
    const ir::Op& op = file.ir->op(program_.function(holder), decorator.op);
    const std::size_t before = scanned_.size();
    for (const ir::Operand& operand : file.ir->operands_of(program_.function(holder), op)) {
      const std::string_view key = file.ir->text(operand.name);
      if (!key.empty() && key != "value" && key != "basePackages") continue;
      for (std::string& package : constant_texts(program_, holder, operand.value)) {
        package.erase(std::min(package.size(), package.find(".*")));
        scanned_.emplace_back(package + ".", &type);
      }
    }
    const std::string_view own = program_.class_name(c);
    if (scanned_.size() == before) scanned_.emplace_back(std::string(own.substr(0, own.rfind('.') + 1)), &type);
  }

  const models::TypeModel* scanned_type(ClassIndex klass) const {
    if (scanned_.empty() || program_.class_of(klass).kind != ir::ClassKind::Interface) return nullptr;
    for (const auto& [package, type] : scanned_) {
      if (program_.class_name(klass).starts_with(package)) return type;
    }
    return nullptr;
  }

  std::string short_class(ClassIndex c) const {
    const std::string_view name = program_.class_name(c);
    return std::string(name.substr(name.rfind('.') + 1));
  }

  const models::TypeModel* abstract_type(ClassIndex klass) const {
    const std::string_view system = models::ecosystem_of(program_.class_ir(klass).language);
    std::vector<ClassIndex> pending{klass};
    for (std::size_t n = 0; n < pending.size() && n < kMaxBases; ++n) {
      if (const models::TypeModel* type = annotated_type(pending[n], system)) return type;
      if (const models::TypeModel* type = n == 0 ? scanned_type(klass) : nullptr) return type;
      for (const link::Value& base : program_.classes[pending[n]].bases) {
        if (base.is(link::ValueKind::Class)) {
          pending.push_back(base.id);
          continue;
        }
        if (const models::TypeModel* type = abstract_base(system, std::string(program_.names[link::Name(base.id)]), 0)) return type;
      }
    }
    return nullptr;
  }

  const models::TypeModel* abstract_base(std::string_view system, const std::string& name, int depth) const {
    const models::TypeModel* type = library_.type(system, name);
    if (!type || depth > kMaxBases) return nullptr;
    if (!type->abstract_effects.empty()) return type;
    for (const std::string& base : type->bases) {
      if (const models::TypeModel* found = abstract_base(system, base, depth + 1)) return found;
    }
    return nullptr;
  }

  const models::TypeModel* annotated_type(ClassIndex klass, std::string_view system) const {
    const link::ProgramFile& file = program_.files[program_.file_of_class[klass]];
    const ir::Class& declared = program_.class_of(klass);
    for (std::uint32_t i = 0; i < declared.decorators.count; ++i) {
      const link::Name name = program_.decorators[file.first_decorator + declared.decorators.first + i];
      if (!name) continue;
      if (const models::TypeModel* type = library_.annotated_type(system, program_.names[name])) {
        if (!type->abstract_effects.empty()) return type;
      }
    }
    return nullptr;
  }

  void from_evaluation(const link::Evaluation& evaluation) {
    const models::TypeModel* type = library_.type(ecosystem(evaluation.function), program_.names[evaluation.type]);
    if (!type || std::find(type->evaluated_by.begin(), type->evaluated_by.end(), evaluation.how) == type->evaluated_by.end())
      return;
    EffectSite site;
    site.function = evaluation.function;
    site.op = evaluation.op;
    site.effects = words_.of(type->evaluation_effects);
    if (site.effects == 0) return;
    site.type = type;
    site.external = evaluation.type;
    const std::string_view how = evaluation.how;
    site.name = show_name(type->name) + (how == "iterate" ? " iteration" : how == "await" ? " await" : " evaluation");
    site.evidence = evaluation.evidence;
    site.many_rows = type->rows == models::Rows::Many;
    site.origin = type->origin;
    sites_.push_back(std::move(site));
  }

  const Program& program_;
  const models::LibraryIndex& library_;
  const EffectWords& words_;
  const VersionOf& version_of_;
  std::vector<EffectSite> sites_;
  mutable std::map<std::string, bool> used_;                                // library → whether the program uses it
  std::vector<std::pair<std::string, const models::TypeModel*>> scanners_;  // annotation → type of what it finds
  std::vector<std::pair<std::string, const models::TypeModel*>> scanned_;   // "com.shop.mapper." → type of the interfaces in it
};

}  // namespace

EffectSet EffectWords::of(std::string_view name) const {
  auto at = std::find(words_.begin(), words_.end(), name);
  return at == words_.end() ? 0 : EffectSet{1} << (at - words_.begin());
}

EffectSet EffectWords::of(const std::vector<std::string>& names) const {
  EffectSet set = 0;
  for (const std::string& name : names) set |= of(name);
  return set;
}

std::vector<EffectSite> find_effects(const Program& program, const models::LibraryIndex& library, const EffectWords& words,
                                     const VersionOf& version_of) {
  return EffectFinder(program, library, words, version_of).run();
}

std::string show_name(std::string_view qualified) {
  std::string name(qualified);
  std::replace(name.begin(), name.end(), '#', '.');
  // "github.com/redis/go-redis.Client.Get" → "go-redis.Client.Get", "org.springframework.web.client.RestTemplate.get" → "RestTemplate.get"
  const std::size_t slash = name.rfind('/');
  if (slash != std::string::npos && name[0] != '@') name.erase(0, slash + 1);
  if (name.starts_with("java.") || name.starts_with("javax.") || name.starts_with("jakarta.") || name.starts_with("org.") ||
      name.starts_with("com.") || name.starts_with("io.") || name.starts_with("reactor.")) {
    std::size_t start = 0;
    while (start < name.size() && name[start] >= 'a' && name[start] <= 'z') {
      const std::size_t dot = name.find('.', start);
      if (dot == std::string::npos) break;
      start = dot + 1;
    }
    if (start < name.size()) name.erase(0, start);
  }
  return name;
}

}  // namespace chokepoint::flow
