#include "flow/class_annotations.hpp"

#include <algorithm>

namespace chokepoint::flow {
namespace {

using link::ClassIndex;
using link::FunctionIndex;
using link::kNone;
using link::Program;

constexpr std::size_t kMaxClasses = 32;  // derived ones and annotations of annotations

std::vector<ClassIndex> with_derived(const Program& program, ClassIndex klass) {
  std::vector<ClassIndex> classes;
  if (klass != kNone) classes.push_back(klass);
  for (std::size_t n = 0; n < classes.size() && n < kMaxClasses; ++n) {
    for (ClassIndex derived : program.classes[classes[n]].derived) classes.push_back(derived);
  }
  return classes;
}

// The annotation as the repository declares it, kNone if it does not.
ClassIndex declared(const Program& program, FunctionIndex holder, const ir::Decorator& decorator) {
  const ir::OpId name = program.ir_of(holder).name_of(decorator);
  if (!name) return kNone;
  const link::Binding binding = program.binding(holder, name);
  ClassIndex klass = binding.kind() == link::BindKind::Class ? binding.id() : kNone;
  if (binding.kind() == link::BindKind::Import && program.import_values[binding.id()].is(link::ValueKind::Class))
    klass = program.import_values[binding.id()].id;
  return klass != kNone && program.class_of(klass).kind == ir::ClassKind::Annotation ? klass : kNone;
}

}  // namespace

ClassAnnotations::ClassAnnotations(const Program& program, const models::LibraryIndex& library)
    : program_(program), library_(library) {
  for (FunctionIndex f = 0; f < program.file_of_function.size(); ++f) {
    if (program.file_of(f).language == Language::Java && program.function(f).decorators.count != 0) note_made(f);
  }
}

void ClassAnnotations::note_made(FunctionIndex maker) {
  std::set<ClassIndex> made;
  const link::Value& result = program_.slots[program_.result_slot[maker]];
  if (result.is(link::ValueKind::Instance)) made.insert(result.id);
  for (const link::CallSite& call : program_.calls_of(maker)) {
    for (const link::Edge& edge : program_.edges_of(call)) {
      const ir::FunctionKind kind = program_.function(edge.target).kind;
      if (kind == ir::FunctionKind::Constructor || kind == ir::FunctionKind::ClassBody)
        made.insert(program_.class_around(edge.target));
    }
  }
  const link::ProgramFile& file = program_.file_of(maker);
  const Range decorators = program_.function(maker).decorators;
  for (std::uint32_t i = decorators.first; i < decorators.first + decorators.count; ++i) {
    const link::Name name = program_.decorators[file.first_decorator + i];
    for (ClassIndex klass : made) {
      if (name && klass != kNone) made_by_.insert({klass, name});
    }
  }
}

std::vector<ClassAnnotation> ClassAnnotations::of(ClassIndex klass) const {
  struct Pending {
    ClassIndex klass;
    FunctionIndex user = kNone;
    ir::OpId use;
  };
  std::vector<ClassAnnotation> found;
  std::vector<Pending> pending;
  for (const ClassIndex one : with_derived(program_, klass)) pending.push_back({one, kNone, {}});
  for (std::size_t n = 0; n < pending.size() && n < kMaxClasses; ++n) {
    const Pending at = pending[n];
    const link::FileIndex index = program_.file_of_class[at.klass];
    const link::ProgramFile& file = program_.files[index];
    const Range decorators = program_.class_of(at.klass).decorators;
    for (std::uint32_t i = decorators.first; i < decorators.first + decorators.count; ++i) {
      const ir::Decorator& decorator = file.ir->decorators[i];
      const FunctionIndex holder = program_.global(index, decorator.holder);
      const link::Name name = program_.decorators[file.first_decorator + i];
      if (name) found.push_back({program_.names[name], holder, decorator.op, at.user, at.use});
      const ClassIndex own = declared(program_, holder, decorator);
      const bool seen = std::any_of(pending.begin(), pending.end(), [&](const Pending& one) { return one.klass == own; });
      if (own == kNone || seen) continue;
      if (at.user == kNone) pending.push_back({own, holder, decorator.op});
      else pending.push_back({own, at.user, at.use});
    }
  }
  return found;
}

bool ClassAnnotations::is_one_of(std::string_view ecosystem, std::string_view name, const std::vector<std::string>& wanted) const {
  if (std::find(wanted.begin(), wanted.end(), name) != wanted.end()) return true;
  const models::TypeModel* type = library_.type(ecosystem, name);
  return type && std::any_of(type->bases.begin(), type->bases.end(), [&](const std::string& base) {
           return std::find(wanted.begin(), wanted.end(), base) != wanted.end();
         });
}

bool ClassAnnotations::carries(ClassIndex klass, const std::vector<std::string>& names) const {
  if (klass == kNone) return false;
  const std::string_view ecosystem = models::ecosystem_of(program_.class_ir(klass).language);
  const auto wanted = [&](std::string_view name) { return is_one_of(ecosystem, name, names); };
  const std::vector<ClassAnnotation> own = of(klass);
  if (std::any_of(own.begin(), own.end(), [&](const ClassAnnotation& one) { return wanted(one.name); })) return true;
  for (ClassIndex one : with_derived(program_, klass)) {
    for (auto made = made_by_.lower_bound({one, link::Name{}}); made != made_by_.end() && made->first == one; ++made) {
      if (wanted(program_.names[made->second])) return true;
    }
  }
  return false;
}

}  // namespace chokepoint::flow
