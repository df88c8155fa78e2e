// Types that implement an interface because their methods fit: Go, and TypeScript where no class says so.
#include <algorithm>
#include <array>
#include <numeric>

#include "link/linker.hpp"

namespace chokepoint::link {
namespace {

constexpr int kMaxInheritance = 24;
constexpr std::size_t kMaxImplementations = 64;  // of one interface; more is not evidence
constexpr std::size_t kMaxLookAlikes = 4;        // TypeScript classes that fit an interface by chance are many

// Types of the language that have one name only; `byte`, `rune` and `any` are others' names. Keep sorted.
constexpr std::array<std::string_view, 13> kGoTypes = {"bool",  "complex128", "error",  "float32", "float64", "int",    "int16",
                                                       "int64", "int8",       "string", "uint16",  "uint64",  "uintptr"};

}  // namespace

void Linker::collect_methods(ClassIndex klass, MethodSet& methods, int depth) {
  if (depth > kMaxInheritance) return;
  for (FunctionIndex f : program_.classes[klass].methods) {
    const ir::Function& function = program_.function(f);
    if (function.name) methods.emplace_back(name(program_.file_of_function[f], function.name), f);
  }
  for (const Value& base : program_.classes[klass].bases) {
    if (base.is(ValueKind::Class) && base.id != klass) collect_methods(base.id, methods, depth + 1);
  }
}

// The methods a type has, its own before those of what it embeds.
Linker::MethodSet Linker::method_set(ClassIndex klass) {
  MethodSet methods;
  collect_methods(klass, methods, 0);
  std::stable_sort(methods.begin(), methods.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto same_name = [](const auto& a, const auto& b) { return a.first == b.first; };
  methods.erase(std::unique(methods.begin(), methods.end(), same_name), methods.end());
  return methods;
}

// What is known of a type in a signature: a type of the repository, of the standard library or of the language. 0 fits any: type
// parameters, and names that may stand for another type.
std::uint64_t Linker::type_token(FunctionIndex f, ir::TypeId id) {
  const ir::FileIr& ir = program_.ir_of(f);
  if (!id || ir.type(id).name == Str{}) return 0;
  const std::string_view written = ir.text(ir.type(id).name);
  if (std::binary_search(kGoTypes.begin(), kGoTypes.end(), written)) return pair_key(1, program_.names.intern(written).raw);
  const FileIndex file = program_.file_of_function[f];
  const Value value = type_value(file, program_.files[file].first_function, id);
  if (value.is(ValueKind::Instance)) return program_.class_of(value.id).kind == ir::ClassKind::Alias ? 0 : pair_key(2, value.id);
  if (!value.is(ValueKind::ExternalInstance)) return 0;
  const std::string_view path = program_.names[Name(value.id)];
  const std::size_t slash = path.find('/');
  const bool standard = slash == std::string_view::npos ? path.find('.') != slash : path.find('.') > slash;
  return standard ? pair_key(1, value.id) : 0;
}

// Parameters without the receiver, a mark, results.
std::vector<std::uint64_t> Linker::signature(FunctionIndex f) {
  const ir::FileIr& ir = program_.ir_of(f);
  const ir::Function& function = program_.function(f);
  std::vector<std::uint64_t> tokens;
  const auto parameters = function.parameters.of(ir.parameters);
  for (std::size_t p = function.receiver ? 1 : 0; p < parameters.size(); ++p) tokens.push_back(type_token(f, parameters[p].type));
  tokens.push_back(~0ull);
  if (!function.result) return tokens;
  const ir::Type& result = ir.type(function.result);
  if (ir.text(result.name) != "tuple") tokens.push_back(type_token(f, function.result));
  else
    for (ir::TypeId one : result.arguments.of(ir.type_arguments)) tokens.push_back(type_token(f, one));
  return tokens;
}

bool Linker::same_signature(FunctionIndex a, FunctionIndex b) {
  for (const FunctionIndex f : {a, b}) {
    if (!signatures_.contains(f)) signatures_[f] = signature(f);
  }
  const std::vector<std::uint64_t>&left = signatures_.at(a), &right = signatures_.at(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](std::uint64_t x, std::uint64_t y) { return x == y || (x != ~0ull && y != ~0ull && (x == 0 || y == 0)); });
}

bool Linker::implements(const MethodSet& type, const MethodSet& interface, bool typed) {
  return std::all_of(interface.begin(), interface.end(), [&](const auto& wanted) {
    const auto own = std::lower_bound(type.begin(), type.end(), std::pair{wanted.first, FunctionIndex{0}});
    return own != type.end() && own->first == wanted.first && (!typed || same_signature(own->second, wanted.second));
  });
}

// The types that have a method, by its name.
struct Linker::TypesByMethod {
  std::vector<std::uint32_t> first;  // per name, into `types`; one more at the end
  std::vector<ClassIndex> types;

  std::span<const ClassIndex> of(Name method) const {
    return std::span<const ClassIndex>(types).subspan(first[method.raw], first[method.raw + 1] - first[method.raw]);
  }
};

Linker::TypesByMethod Linker::types_by_method(const std::vector<MethodSet>& own) const {
  TypesByMethod by_method;
  by_method.first.assign(program_.names.size() + 2, 0);
  const auto each = [&](const auto& body) {
    for (ClassIndex c = 0; c < own.size(); ++c) {
      if (program_.class_of(c).kind == ir::ClassKind::Interface) continue;
      for (const auto& [method, function] : own[c]) body(method, c);
    }
  };
  each([&](Name method, ClassIndex) { ++by_method.first[method.raw + 1]; });
  std::partial_sum(by_method.first.begin(), by_method.first.end(), by_method.first.begin());
  by_method.types.resize(by_method.first.back());
  std::vector<std::uint32_t> next(by_method.first);
  each([&](Name method, ClassIndex c) { by_method.types[next[method.raw]++] = c; });
  return by_method;
}

// Go: a type implements an interface when its method set holds all of the interface's methods. So it does in TypeScript, by
// their names, where it counts only if no class says that it implements the interface.
void Linker::derive_structurally() {
  std::vector<MethodSet> own(program_.classes.size());
  for (ClassIndex c = 0; c < program_.classes.size(); ++c) {
    const Language language = program_.files[program_.file_of_class[c]].language;
    if (language == Language::Go || family(language) == "javascript") own[c] = method_set(c);
  }
  const TypesByMethod by_method = types_by_method(own);
  for (ClassIndex c = 0; c < program_.classes.size(); ++c) {
    if (own[c].empty() || program_.class_of(c).kind != ir::ClassKind::Interface) continue;
    const Language language = program_.class_ir(c).language;
    if (language != Language::Go && !program_.classes[c].derived.empty()) continue;
    std::span<const ClassIndex> rarest = by_method.of(own[c].front().first);
    for (const auto& [method, function] : own[c]) {
      if (const auto types = by_method.of(method); types.size() < rarest.size()) rarest = types;
    }
    std::vector<ClassIndex> implementations;
    for (ClassIndex candidate : rarest) {
      if (family(program_.class_ir(candidate).language) != family(language)) continue;
      if (implements(own[candidate], own[c], language == Language::Go)) implementations.push_back(candidate);
    }
    if (implementations.size() > (language == Language::Go ? kMaxImplementations : kMaxLookAlikes)) continue;
    if (language != Language::Go && !rarest.empty()) look_alikes_.insert(c);
    auto& derived = program_.classes[c].derived;
    derived.insert(derived.end(), implementations.begin(), implementations.end());
  }
}

}  // namespace chokepoint::link
