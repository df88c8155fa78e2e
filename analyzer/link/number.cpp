// Hands out program-wide numbers for functions, classes, operations, imports and slots, and says what classes and functions are called.
#include <algorithm>
#include <numeric>

#include "link/linker.hpp"

namespace chokepoint::link {
namespace {

std::string module_name(const ProgramFile& file) {
  if (file.language == Language::Java) return std::string(file.ir->text(file.ir->package));
  if (file.language == Language::Go) return std::string(parent_directory(file.path));
  std::string path = file.path.substr(0, file.path.rfind('.'));
  if (file.language == Language::Python) {
    if (path.ends_with("/__init__")) path.resize(path.size() - 9);
    std::replace(path.begin(), path.end(), '/', '.');
  }
  return path;
}

std::string below(std::string_view scope, std::string_view own) {
  if (scope.empty() || own.empty()) return std::string(scope.empty() ? own : scope);
  return std::string(scope).append(1, '.').append(own);
}

}  // namespace

SlotIndex Linker::new_slot() {
  program_.slots.emplace_back();
  return static_cast<SlotIndex>(program_.slots.size() - 1);
}

void Linker::number() {
  std::uint32_t functions = 0, classes = 0, ops = 0, imports = 0, decorators = 0;
  for (FileIndex i = 0; i < program_.files.size(); ++i) {
    ProgramFile& file = program_.files[i];
    file.first_function = functions;
    file.first_class = classes;
    file.first_op = ops;
    file.first_import = imports;
    file.first_decorator = decorators;
    decorators += static_cast<std::uint32_t>(file.ir->decorators.size());
    functions += static_cast<std::uint32_t>(file.ir->functions.size());
    classes += static_cast<std::uint32_t>(file.ir->classes.size());
    ops += static_cast<std::uint32_t>(file.ir->ops.size());
    imports += static_cast<std::uint32_t>(file.ir->imports.size());
    program_.file_of_function.insert(program_.file_of_function.end(), file.ir->functions.size(), i);
    program_.file_of_class.insert(program_.file_of_class.end(), file.ir->classes.size(), i);
    file_of_import_.insert(file_of_import_.end(), file.ir->imports.size(), i);
    name_maps_.emplace_back(*file.ir, program_.names);
  }
  program_.classes.resize(classes);
  program_.bindings.resize(ops);
  program_.decorators.resize(decorators);
  program_.next_overload.assign(functions, kNone);
  variables_.resize(functions);
  forwards_.resize(functions);
  local_imports_.resize(functions);
  scopes_.resize(program_.files.size());
  import_targets_.resize(imports);
  import_state_.assign(imports, 0);
  number_decorators();
  name_classes();
}

// Those whose operations a function holds, so that evaluating it need not look through all of its file.
void Linker::number_decorators() {
  first_held_.assign(program_.file_of_function.size() + 1, 0);
  const auto each = [&](const auto& body) {
    for (FileIndex i = 0; i < program_.files.size(); ++i) {
      const auto& decorators = program_.files[i].ir->decorators;
      for (std::uint32_t n = 0; n < decorators.size(); ++n) {
        if (decorators[n].op) body(program_.global(i, decorators[n].holder), n);
      }
    }
  };
  each([&](FunctionIndex holder, std::uint32_t) { ++first_held_[holder + 1]; });
  std::partial_sum(first_held_.begin(), first_held_.end(), first_held_.begin());
  held_.resize(first_held_.back());
  std::vector<std::uint32_t> next(first_held_.begin(), first_held_.end() - 1);
  each([&](FunctionIndex holder, std::uint32_t n) { held_[next[holder]++] = n; });
}

// "app.users.UserService": each is named below what stands around it.
void Linker::name_classes() {
  program_.class_names.resize(program_.classes.size());
  for (FileIndex i = 0; i < program_.files.size(); ++i) {
    const ProgramFile& file = program_.files[i];
    if (file.language == Language::Java) scopes_[i].package = name(i, file.ir->package);
    if (file.ir->classes.empty()) continue;
    const std::string module = module_name(file);
    Name* const classes = program_.class_names.data() + file.first_class;
    for (std::size_t c = 0; c < file.ir->classes.size(); ++c) {
      const ir::Class& klass = file.ir->classes[c];
      const std::string_view around = klass.outer ? program_.names[classes[klass.outer.index()]] : std::string_view(module);
      classes[c] = program_.names.intern(below(around, klass.name ? file.ir->text(klass.name) : "<anonymous>"));
    }
  }
}

std::string Program::function_name(FunctionIndex f) const {
  const ProgramFile& file = file_of(f);
  const ir::Function& function = this->function(f);
  std::string scope;
  if (function.owner) scope = class_name(global(file_of_function[f], function.owner));
  else if (function.receiver) scope = below(module_name(file), file.ir->text(file.ir->type(function.receiver).name));
  else if (function.parent && function.parent.raw > 1) scope = function_name(global(file_of_function[f], function.parent));
  else scope = module_name(file);
  const bool is_module = function.kind == ir::FunctionKind::Module;
  const std::string name = below(scope, function.name ? file.ir->text(function.name) : is_module ? "" : "<lambda>");
  return name.empty() ? file.path : name;
}

}  // namespace chokepoint::link
