// Classes: bases, members through inheritance, implementations of interfaces, and types as written.
#include <algorithm>
#include <array>
#include <set>

#include "link/linker.hpp"

namespace chokepoint::link {
namespace {

constexpr int kMaxInheritance = 24;  // hops upward; cyclic or absurd hierarchies end here
constexpr int kMaxTypeDepth = 8;

// Wrappers that stand for what they wrap.
constexpr std::array<std::string_view, 12> kTransparent = {"Annotated",        "Final",        "NonNullable",     "Nullable",
                                                           "Optional",         "Partial",      "Readonly",        "Required",
                                                           "typing.Annotated", "typing.Final", "typing.Optional", "ClassVar"};

bool is_transparent(Language language, std::string_view name) {
  if (language == Language::Java || language == Language::Go) return false;
  return std::find(kTransparent.begin(), kTransparent.end(), name) != kTransparent.end();
}

// TypeScript's types that say nothing.
bool says_nothing(Language language, std::string_view name) {
  return family(language) == "javascript" &&
         (name == "any" || name == "unknown" || name == "object" || name == "never" || name == "{}");
}

bool is_null_type(std::string_view name) { return name == "null" || name == "undefined" || name == "None" || name == "void"; }

}  // namespace

// Modules of one repository may each have a class of that name: the own project's is meant, else the one that lies nearest.
ClassIndex Linker::java_class_in(FileIndex from, Name container, Name own) const {
  const auto hit = java_classes_.find(pair_key(container.raw, own.raw));
  if (hit == java_classes_.end()) return kNone;
  ClassIndex best = kNone;
  std::size_t nearest = 0;
  for (const ClassIndex candidate : hit->second) {
    const ProgramFile& file = program_.files[program_.file_of_class[candidate]];
    if (file.project == program_.files[from].project) return candidate;
    const std::string_view here = program_.files[from].path;
    const auto apart = std::mismatch(here.begin(), here.end(), file.path.begin(), file.path.end());
    const std::size_t shared = static_cast<std::size_t>(apart.first - here.begin());
    if (best != kNone && shared <= nearest) continue;
    best = candidate;
    nearest = shared;
  }
  return best;
}

// A class named with its package or the class around it.
ClassIndex Linker::java_class_in_full(FileIndex from, std::string_view name) const {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return java_class_in(from, {}, program_.names.find(name));
  const Name container = program_.names.find(name.substr(0, dot)), own = program_.names.find(name.substr(dot + 1));
  return container && own ? java_class_in(from, container, own) : kNone;
}

ClassIndex Linker::java_class(FileIndex file_index, ClassIndex around, Name wanted) {
  const ProgramFile& file = program_.files[file_index];
  for (ClassIndex c = around; c != kNone;) {
    if (const ClassIndex nested = java_class_in(file_index, program_.class_names[c], wanted); nested != kNone) return nested;
    const ir::Class& klass = program_.class_of(c);
    c = klass.outer ? program_.global(program_.file_of_class[c], klass.outer) : kNone;
  }
  const std::uint32_t import = import_in_scope(file_index, file.first_function, wanted);
  if (import != kNone) {
    const Target target = import_target(import, 0);
    return target.value.is(ValueKind::Class) && !target.member ? target.value.id : kNone;
  }
  const ClassIndex same = java_class_in(file_index, scopes_[file_index].package, wanted);
  if (same != kNone) return same;
  for (const FileScope::Star& star : scopes_[file_index].stars) {
    const ClassIndex found = star.container ? java_class_in(file_index, star.container, wanted) : kNone;
    if (found != kNone) return found;
  }
  return kNone;
}

Value Linker::instance_of(const Value& type) const {
  Value value = type;
  if (type.is(ValueKind::Class)) value.kind = ValueKind::Instance;
  else if (type.is(ValueKind::External)) value.kind = ValueKind::ExternalInstance;
  else value = {};
  return value;
}

// A Go variable may carry the name of a type or of a package; where a type stands it is not meant.
Binding Linker::bind_type(FileIndex file_index, FunctionIndex scope, Name head) {
  const Binding binding = bind_name(file_index, scope, head, false);
  const bool variable =
      binding.kind() == BindKind::Local || binding.kind() == BindKind::Outer || binding.kind() == BindKind::Parameter;
  const ProgramFile& file = program_.files[file_index];
  if (file.language != Language::Go || !variable || program_.slots[binding.id()].is(ValueKind::Class)) return binding;
  return bind_name(file_index, file.first_function, head, false);
}

Value Linker::named_type(FileIndex file_index, FunctionIndex scope, Name full) {
  const ProgramFile& file = program_.files[file_index];
  const std::string_view dotted = program_.names[full];
  const std::size_t dot = dotted.find('.');
  const Name head = dot == std::string_view::npos ? full : program_.names.intern(dotted.substr(0, dot));
  std::string_view rest = dot == std::string_view::npos ? std::string_view{} : dotted.substr(dot + 1);
  Value value;
  const Binding binding = bind_type(file_index, scope, head);
  switch (binding.kind()) {
    case BindKind::Class: value = {ValueKind::Class, Evidence::Resolved, binding.id(), 0}; break;
    case BindKind::Local:
    case BindKind::Outer: value = program_.slots[binding.id()]; break;
    case BindKind::Import: {
      const Target target = import_target(binding.id(), 0);
      value = target.slot != kNone ? program_.slots[target.slot] : target.value;
      if (target.member && value.is(ValueKind::Class)) value = find_member(value.id, target.member, true).value;
      break;
    }
    case BindKind::Member:
    case BindKind::Global:
      value = library_type(file_index, full);
      rest = {};
      break;
    default: break;
  }
  while (!rest.empty() && value.known()) {
    const std::size_t next = rest.find('.');
    const Name segment = program_.names.intern(rest.substr(0, next));
    rest = next == std::string_view::npos ? std::string_view{} : rest.substr(next + 1);
    value = member_of_type(file, value, segment);
  }
  return value;
}

// A name the repository does not define: of a wildcard import (Java), of the language itself, or written in full.
Value Linker::library_type(FileIndex file_index, Name dotted) {
  if (program_.files[file_index].language != Language::Java) return {ValueKind::External, Evidence::Resolved, dotted.raw, 0};
  const auto [known, is_new] = java_types_.try_emplace(pair_key(file_index, dotted.raw));
  if (is_new) known.value() = java_type(file_index, program_.names[dotted]);
  return known->second;
}

Value Linker::java_type(FileIndex file_index, std::string_view dotted) {
  const ProgramFile& file = program_.files[file_index];
  auto external = [&](std::string_view path, Evidence evidence) {
    return Value{ValueKind::External, evidence, program_.names.intern(path).raw, 0};
  };
  if (const ClassIndex full = java_class_in_full(file_index, dotted); full != kNone) {
    return {ValueKind::Class, Evidence::Resolved, full, 0};
  }
  if (!dotted.empty() && dotted[0] >= 'a' && dotted[0] <= 'z') return external(dotted, Evidence::Resolved);
  const std::string language_type = "java.lang." + std::string(dotted);
  if (library_.type("maven", language_type)) return external(language_type, Evidence::Resolved);
  std::string only;
  std::size_t wildcards = 0;
  for (const FileScope::Star& star : scopes_[file_index].stars) {
    const ir::Import& import = file.ir->imports[star.import - file.first_import];
    if (import.is_static) continue;
    only = std::string(file.ir->text(import.module)) + "." + std::string(dotted);
    if (library_.type("maven", only)) return external(only, Evidence::Resolved);
    ++wildcards;
  }
  if (wildcards == 1) return external(only, Evidence::Typed);
  return external(wildcards == 0 ? language_type : std::string(dotted), Evidence::Typed);
}

Value Linker::member_of_type(const ProgramFile& from, const Value& value, Name segment) {
  switch (value.kind) {
    case ValueKind::Module: {
      const ProgramFile& file = program_.files[value.id];
      if (from.language == Language::Go) {
        const SlotIndex slot = package_variable(value.id, segment);
        return slot == kNone ? Value{} : program_.slots[slot];
      }
      const Target target =
          file.language == Language::Python ? python_symbol(value.id, segment, 0) : node_export(value.id, segment, 0);
      return target.slot != kNone ? program_.slots[target.slot] : target.value;
    }
    case ValueKind::External:
      return {ValueKind::External, value.evidence, program_.names.join(Name(value.id), '.', segment).raw, 0};
    case ValueKind::ExternalInstance:  // `db.Model` of `db = SQLAlchemy()`
      return {ValueKind::External, value.evidence, program_.names.join(Name(value.id), '#', segment).raw, 0};
    case ValueKind::Class: return find_member(value.id, segment, true).value;
    case ValueKind::Instance: return find_member(value.id, segment, false).value;
    default: return {};
  }
}

Value Linker::type_value(FileIndex file_index, FunctionIndex scope, ir::TypeId id, int depth) {
  if (!id || depth > kMaxTypeDepth) return {};
  const ir::FileIr& ir = *program_.files[file_index].ir;
  const ir::Type& type = ir.type(id);
  const bool javascript = family(ir.language) == "javascript";
  Name written = name(file_index, type.name);
  if (javascript && (written == words_.brackets || written == words_.read_only)) written = words_.array;
  const std::string_view text = program_.names[written];
  auto argument = [&](std::size_t n) {
    if (n >= type.arguments.count) return Value{};
    return type_value(file_index, scope, ir.type_arguments[type.arguments.first + n], depth + 1);
  };
  if (says_nothing(ir.language, text)) return {};
  if (text == "|" || text == "&") {
    for (std::size_t n = 0; n < type.arguments.count; ++n) {
      const ir::TypeId alternative = ir.type_arguments[type.arguments.first + n];
      if (alternative && is_null_type(ir.text(ir.type(alternative).name))) continue;
      if (Value value = argument(n); value.known()) return value;
    }
    return {};
  }
  constexpr std::string_view kTypeOf = "typeof ";  // a class is meant as such; what a variable holds is seen where it is handed in
  if (javascript && text.starts_with(kTypeOf)) {
    const Value named = named_type(file_index, scope, program_.names.intern(text.substr(kTypeOf.size())));
    return named.is(ValueKind::Class) ? named : Value{};
  }
  if ((javascript || ir.language == Language::Java) && is_type_variable(file_index, scope, written)) {
    return {ValueKind::Variable, Evidence::Resolved, written.raw, 0};
  }
  if (is_transparent(ir.language, text) && type.arguments.count > 0) return argument(0);
  if (ir.language == Language::Go && text == "func") return {};  // known by the functions seen in it
  if ((text == "Type" || text == "type") && type.arguments.count == 1) {
    Value value = argument(0);
    value.kind = value.is(ValueKind::Instance)           ? ValueKind::Class
                 : value.is(ValueKind::ExternalInstance) ? ValueKind::External
                                                         : value.kind;
    return value;
  }
  Value value = instance_of(named_type(file_index, scope, written));
  if (type.arguments.count > 0 && value.known()) {
    std::vector<Value> arguments;
    for (std::size_t n = 0; n < type.arguments.count; ++n) arguments.push_back(argument(n));
    value.args = program_.intern_list(std::move(arguments));
  }
  return value;
}

// Python: `from library import View` above `class View(View)`: while the class is made, its name is still the imported one.
Value Linker::imported_namesake(FileIndex file_index, std::string_view name) {
  const ProgramFile& file = program_.files[file_index];
  if (file.language != Language::Python) return {};
  for (std::uint32_t i = 0; i < file.ir->imports.size(); ++i) {
    if (file.ir->text(file.ir->imports[i].local) != name) continue;
    const Target target = import_target(file.first_import + i, 0);
    return instance_of(target.slot != kNone ? program_.slots[target.slot] : target.value);
  }
  return {};
}

void Linker::resolve_bases() {
  for (ClassInfo& klass : program_.classes) klass.bases.clear();
  for (ClassIndex c = 0; c < program_.classes.size(); ++c) {
    const FileIndex file = program_.file_of_class[c];
    const ir::FileIr& ir = *program_.files[file].ir;
    const ir::Class& klass = program_.class_of(c);
    const FunctionIndex scope = program_.global(file, klass.parent ? klass.parent : ir::FunctionId(1));
    for (ir::TypeId base : klass.bases.of(ir.type_lists)) {
      Value value = base ? type_value(file, scope, base) : Value{};
      if (value.is(ValueKind::Instance) && value.id == c) value = imported_namesake(file, ir.text(ir.type(base).name));
      if (value.is(ValueKind::Instance) && value.id == c) continue;
      if (value.is(ValueKind::Instance)) value.kind = ValueKind::Class;
      if (value.is(ValueKind::ExternalInstance)) value.kind = ValueKind::External;
      if (value.known()) program_.classes[c].bases.push_back(value);
    }
  }
}

void Linker::index_methods() {
  program_.owner_of_function.assign(program_.file_of_function.size(), kNone);
  // Backwards, so that the first declared overload heads its chain.
  for (FunctionIndex f = static_cast<FunctionIndex>(program_.file_of_function.size()); f-- > 0;) {
    const FileIndex file = program_.file_of_function[f];
    const ir::Function& function = program_.function(f);
    ClassIndex owner = function.owner ? program_.global(file, function.owner) : kNone;
    if (function.receiver) {
      const ir::FileIr& ir = *program_.files[file].ir;
      const Name type = name(file, ir.type(function.receiver).name);
      const SlotIndex slot = package_variable(file, type);
      if (slot != kNone && program_.slots[slot].is(ValueKind::Class)) owner = program_.slots[slot].id;
    }
    if (owner == kNone) continue;
    program_.owner_of_function[f] = owner;
    program_.classes[owner].methods.push_back(f);
    if (!function.name || function.kind == ir::FunctionKind::ClassBody) continue;
    auto [slot, inserted] = program_.method_index.try_emplace(pair_key(owner, name(file, function.name).raw), f);
    if (!inserted) {
      program_.next_overload[f] = slot->second;
      slot.value() = f;
    }
  }
  for (ClassInfo& klass : program_.classes) std::sort(klass.methods.begin(), klass.methods.end());
}

Linker::Member Linker::find_member(ClassIndex klass, Name wanted, bool is_static, int depth) {
  Member member;
  if (depth > kMaxInheritance) return member;
  auto method = program_.method_index.find(pair_key(klass, wanted.raw));
  if (method != program_.method_index.end()) member.method = method->second;
  auto field = field_index_.find(pair_key(klass, wanted.raw));
  if (field != field_index_.end()) member.field = field->second;
  if (program_.class_ir(klass).language == Language::Java && member.method == kNone) {
    const ClassIndex inner = java_class_in(program_.file_of_class[klass], program_.class_names[klass], wanted);
    if (inner != kNone) member.value = {ValueKind::Class, Evidence::Resolved, inner, 0};
  }
  if (member.found()) return member;
  Member inherited_from_library;
  for (const Value& base : program_.classes[klass].bases) {
    if (base.is(ValueKind::Class)) {
      member = find_member(base.id, wanted, is_static, depth + 1);
      if (member.method != kNone || member.field != kNone || member.value.is(ValueKind::Class)) return member;
      if (member.found() && !inherited_from_library.found()) inherited_from_library = member;
    } else if (!inherited_from_library.found() ||
               (base.is(ValueKind::External) && !library_knows(klass, inherited_from_library.value))) {
      const Name path = program_.names.join(Name(base.id), is_static ? '.' : '#', wanted);
      inherited_from_library.value = {ValueKind::External, base.evidence, path.raw, 0};
      inherited_from_library.through = klass;
    }
  }
  return inherited_from_library;
}

bool Linker::library_knows(ClassIndex klass, const Value& symbol) {
  const Language language = program_.class_ir(klass).language;
  const std::string_view ecosystem = models::ecosystem_of(language), path = program_.names[Name(symbol.id)];
  if (known_.function(language, Name(symbol.id)).rows) return true;
  const std::size_t separator = path.find_last_of(".#");
  return separator != std::string_view::npos &&
         !library_.member_type(ecosystem, path.substr(0, separator), path.substr(separator + 1)).empty();
}

void Linker::derive() {
  for (ClassIndex c = 0; c < program_.classes.size(); ++c) {
    for (const Value& base : program_.classes[c].bases) {
      if (base.is(ValueKind::Class)) program_.classes[base.id].derived.push_back(c);
    }
  }
  derive_structurally();
  for (ClassInfo& klass : program_.classes) {
    std::sort(klass.derived.begin(), klass.derived.end());
    klass.derived.erase(std::unique(klass.derived.begin(), klass.derived.end()), klass.derived.end());
  }
}

}  // namespace chokepoint::link
