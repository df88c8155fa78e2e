#include "flow/answers.hpp"

#include <algorithm>
#include <set>

#include "base/letter_case.hpp"
#include "flow/handler_class.hpp"
#include "flow/matching.hpp"

namespace chokepoint::flow {
namespace {

using link::ClassIndex;
using link::kNone;
using models::Entry;

constexpr std::size_t kMaxClasses = 64;  // bases of bases
constexpr int kMaxWrappers = 4;          // `csrf_exempt(View.as_view({…}))`

struct Wanted {
  std::string method, verb, below;
};

std::string_view name_of(const Program& program, FunctionIndex f) { return program.ir_of(f).text(program.function(f).name); }

FunctionIndex find_method(const Program& program, const std::vector<ClassIndex>& classes, std::string_view name) {
  for (ClassIndex klass : classes) {
    for (FunctionIndex method : program.classes[klass].methods) {
      if (name_of(program, method) == name) return method;
    }
  }
  return kNone;
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

using Methods = std::set<std::string, std::less<>>;

Methods methods_of_type(const models::LibraryIndex& library, std::string_view system, const std::string& name) {
  Methods methods;
  std::vector<std::string> types{name};
  for (std::size_t n = 0; n < types.size() && n < kMaxClasses; ++n) {
    const models::TypeModel* type = library.type(system, types[n]);
    if (type == nullptr) continue;
    methods.insert(type->answers.begin(), type->answers.end());
    types.insert(types.end(), type->bases.begin(), type->bases.end());
  }
  return methods;
}

// The methods that the class has from libraries.
Methods library_methods(const Program& program, const models::LibraryIndex& library, const std::vector<ClassIndex>& classes) {
  Methods methods;
  for (ClassIndex klass : classes) {
    const std::string_view system = models::ecosystem_of(program.class_ir(klass).language);
    for (const link::Value& base : program.classes[klass].bases) {
      if (base.is(link::ValueKind::Class) || !base.known()) continue;
      methods.merge(methods_of_type(library, system, std::string(program.names[link::Name(base.id)])));
    }
  }
  return methods;
}

// `{"get": "list", "post": "create"}` of `View.as_view({…})`, also inside wrappers.
std::vector<Wanted> mapping_in(const Program& program, FunctionIndex f, ir::OpId id, int depth) {
  std::vector<Wanted> wanted;
  if (!id || depth > kMaxWrappers) return wanted;
  const Origin origin = origin_of(program, f, id);
  const ir::FileIr& ir = program.ir_of(origin.function);
  const ir::Function& function = program.function(origin.function);
  const ir::Op& call = ir.op(function, origin.op);
  if (call.kind != ir::OpKind::Call) return wanted;
  const bool made = call.base && ir.op(function, call.base).kind == ir::OpKind::Member;
  for (const ir::Operand& operand : ir.operands_of(function, call)) {
    const Origin argument = origin_of(program, origin.function, operand.value);
    const ir::FileIr& map_ir = program.ir_of(argument.function);
    const ir::Op& map = map_ir.op(program.function(argument.function), argument.op);
    if (made && !operand.name && map.kind == ir::OpKind::Aggregate) {
      for (const ir::Operand& entry : map_ir.operands_of(program.function(argument.function), map)) {
        const auto method = constant_text(program, argument.function, entry.value);
        const std::string verb = verb_of_method(map_ir.text(entry.name));
        if (method && !verb.empty()) wanted.push_back({*method, verb, {}});
      }
    } else if (wanted.empty()) {
      wanted = mapping_in(program, origin.function, operand.value, depth + 1);
    }
    if (!wanted.empty()) return wanted;
  }
  return wanted;
}

// "GET {pk}/" → "GET" and "{pk}/".
Wanted wanted_of(const std::string& method, const std::string& route) {
  const std::size_t space = route.find(' ');
  if (space == std::string::npos) return {method, route, {}};
  return {method, route.substr(0, space), route.substr(space + 1)};
}

std::vector<Wanted> wanted_methods(const Program& program, const Entry& row, const RouteSite& site, const link::Handler& handler,
                                   const std::vector<ClassIndex>& classes) {
  const ir::FileIr& ir = program.ir_of(site.caller);
  const ir::Function& caller = program.function(site.caller);
  const auto operands = ir.operands_of(caller, ir.op(caller, site.op));
  std::vector<Wanted> wanted = mapping_in(program, site.caller, operands[handler.operand].value, 0);
  if (!wanted.empty()) return wanted;
  for (const auto& [method, route] : row.routes) wanted.push_back(wanted_of(method, route));
  if (!wanted.empty()) return wanted;
  for (const std::string& method : row.methods) {
    if (method.find('*') == std::string::npos) wanted.push_back({method, verb_of_method(method), {}});
  }
  if (wanted.size() == row.methods.size()) return wanted;
  for (FunctionIndex f : handler_methods(program, row, classes.front())) {
    const std::string name(name_of(program, f));
    wanted.push_back({name, verb_of_method(name), {}});
  }
  return wanted;
}

// `http_method_names = ["get", "post"]` of the nearest class that has it.
std::vector<std::string> limits_of(const Program& program, const Entry& row, const std::vector<ClassIndex>& classes) {
  std::vector<std::string> limits;
  if (row.limited_by.empty()) return limits;
  for (ClassIndex klass : classes) {
    for (const auto& [name, slot] : program.classes[klass].fields) {
      if (program.names[name] != row.limited_by) continue;
      for (const link::Write& write : program.writes_of(slot)) {
        for (const std::string& text : constant_texts(program, write.function, write.value)) limits.push_back(upper_case(text));
      }
    }
    if (!limits.empty()) break;
  }
  return limits;
}

Answer action_of(const Program& program, const models::Action& action, const ir::Decorator& decorator, FunctionIndex method) {
  const link::ProgramFile& file = program.file_of(method);
  const FunctionIndex holder = file.first_function + static_cast<FunctionIndex>(decorator.holder.index());
  Answer answer;
  answer.function = method;
  Entry row;
  row.paths = action.paths;
  row.verbs = action.verbs;
  const RouteSite site{holder, decorator.op, {}, ""};
  std::string path = path_of(program, row, site);
  if (path.empty()) path = name_of(program, method);
  answer.verb = verb_of(program, row, site, method);
  if (answer.verb.empty()) answer.verb = "GET";
  const bool below = action.below_if.empty() || std::any_of(action.below_if.begin(), action.below_if.end(), [&](const auto& place) {
                       return is_literal(program, holder, argument_at(program, holder, decorator.op, place), "true");
                     });
  answer.below = (below && !action.below.empty() ? action.below + "/" : "") + path + "/";
  return answer;
}

void add_actions(const Program& program, const Entry& row, const std::vector<ClassIndex>& classes, std::vector<Answer>& answers) {
  std::set<std::string_view> seen;  // a method hides those of the bases
  for (ClassIndex klass : classes) {
    for (FunctionIndex method : program.classes[klass].methods) {
      if (!seen.insert(name_of(program, method)).second) continue;
      for (const models::Action& action : row.actions) {
        if (const ir::Decorator* mark = decorator_named(program, method, action.marked_by))
          answers.push_back(action_of(program, action, *mark, method));
      }
    }
  }
}

}  // namespace

std::vector<Answer> answers_of(const Program& program, const models::LibraryIndex& library, const Entry& row, const RouteSite& site,
                               const link::Handler& handler) {
  const std::vector<ClassIndex> classes = program.lineage(handler.index);
  const auto from_library = library_methods(program, library, classes);
  const std::vector<std::string> limits = limits_of(program, row, classes);
  std::vector<Answer> answers;
  for (Wanted& wanted : wanted_methods(program, row, site, handler, classes)) {
    if (!limits.empty() && !wanted.verb.empty() && std::find(limits.begin(), limits.end(), wanted.verb) == limits.end()) continue;
    const FunctionIndex method = find_method(program, classes, wanted.method);
    if (method == kNone && !from_library.contains(wanted.method)) continue;
    if (method != kNone && program.function(method).is_abstract) continue;
    answers.push_back({method, std::move(wanted.verb), std::move(wanted.below)});
  }
  if (!row.actions.empty()) add_actions(program, row, classes, answers);
  if (answers.empty() && extends_library(program, handler.index)) answers.push_back({});
  return answers;
}

// Whether a file of the repository is, or holds, what a dotted name says: "app/shop/views.py" for "shop.views.cart".
bool is_module(std::string_view file, std::string_view dotted) {
  const std::string_view module = dotted.substr(0, dotted.find('.'));
  const std::size_t at = file.find(module);
  if (at == std::string_view::npos || (at > 0 && file[at - 1] != '/')) return false;
  const std::string_view rest = file.substr(at + module.size());
  return rest.starts_with('/') || rest == ".py";
}

std::vector<Answer> named_answers(const Program& program, const Entry& row, const RouteSite& site, ClassIndex klass) {
  std::vector<Answer> answers;
  for (const models::Place& place : row.methods_at) {
    const ir::OpId argument = argument_at(program, site.caller, site.op, place);
    const auto text = argument ? constant_text(program, site.caller, argument, 0, &site.bindings) : std::nullopt;
    if (!text) continue;
    for (const std::string_view pair : parts_of(*text, ';')) {
      const std::size_t colon = pair.find(':');
      if (colon == std::string_view::npos) continue;
      const FunctionIndex method = find_method(program, program.lineage(klass), pair.substr(colon + 1));
      if (method == kNone) continue;
      std::string verbs;
      for (const std::string_view verb : parts_of(pair.substr(0, colon), ','))
        if (verb != "*") verbs += (verbs.empty() ? "" : "|") + upper_case(verb);
      answers.push_back({method, std::move(verbs), ""});
    }
  }
  return answers;
}

std::string library_handler(const Program& program, FunctionIndex caller, ir::OpId handler) {
  if (!handler) return {};
  const ir::FileIr& ir = program.ir_of(caller);
  const ir::Op& op = ir.op(program.function(caller), handler);
  if (op.kind == ir::OpKind::Call) {
    constexpr std::string_view kMaker = ".as_view";
    const link::CallSite* call = program.call_at(caller, handler);
    if (call == nullptr || !call->external || !program.names[call->external].ends_with(kMaker)) return {};
    const std::string_view path = program.names[call->external];
    return std::string(path.substr(0, path.size() - kMaker.size()));
  }
  const bool member = op.kind == ir::OpKind::Member && op.base && ir.op(program.function(caller), op.base).kind == ir::OpKind::Name;
  if (op.kind != ir::OpKind::Name && !member) return {};
  const link::Binding binding = program.binding(caller, member ? op.base : handler);
  if (binding.kind() != link::BindKind::Import) return {};
  const ir::Import& import = ir.imports[binding.id() - program.file_of(caller).first_import];
  if (import.level > 0 || program.import_slots[binding.id()] != kNone) return {};
  std::string path(ir.text(import.module));
  if (import.name) path.append(".").append(ir.text(import.name));
  const bool own = std::any_of(program.files.begin(), program.files.end(), [&](const link::ProgramFile& file) {
    return file.language == Language::Python && is_module(file.path, path);
  });
  if (own) return {};
  return member ? path + "." + std::string(ir.text(op.text)) : path;
}

std::vector<std::string> library_verbs(const models::LibraryIndex& library, std::string_view system, const std::string& handler) {
  std::vector<std::string> verbs;
  for (const std::string& method : methods_of_type(library, system, handler)) {
    if (std::string verb = verb_of_method(method); !verb.empty()) verbs.push_back(std::move(verb));
  }
  if (verbs.empty()) verbs.emplace_back();
  return verbs;
}

std::string decorated_verbs(const Program& program, const models::LibraryIndex& library, FunctionIndex f) {
  const link::ProgramFile& file = program.file_of(f);
  const std::string_view system = models::ecosystem_of(file.language);
  const ir::Function& function = program.function(f);
  for (std::uint32_t index = function.decorators.first; index < function.decorators.first + function.decorators.count; ++index) {
    const link::Name name = program.decorators[file.first_decorator + index];
    if (!name) continue;
    for (const models::Library* model : library.libraries()) {
      if (model->ecosystem != system) continue;
      for (const Entry& row : model->entries) {
        if (row.how != Entry::How::Decorator || !row.paths.empty()) continue;
        if (std::find(row.functions.begin(), row.functions.end(), program.names[name]) == row.functions.end()) continue;
        const ir::Decorator& decorator = file.ir->decorators[index];
        const FunctionIndex holder = file.first_function + static_cast<FunctionIndex>(decorator.holder.index());
        const std::string verbs = verb_of(program, row, RouteSite{holder, decorator.op, {}, program.names[name]}, f);
        if (!verbs.empty()) return verbs;
      }
    }
  }
  return {};
}

}  // namespace chokepoint::flow
