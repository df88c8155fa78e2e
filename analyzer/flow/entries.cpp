#include "flow/entries.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/globs.hpp"
#include "base/letter_case.hpp"
#include "flow/answers.hpp"
#include "flow/background.hpp"
#include "flow/class_annotations.hpp"
#include "flow/constants.hpp"
#include "flow/handler_class.hpp"
#include "flow/matching.hpp"
#include "flow/prefixes.hpp"
#include "flow/route.hpp"
#include "flow/row_table.hpp"

namespace chokepoint::flow {
namespace {

using link::ClassIndex;
using link::kNone;
using link::Registration;
using models::Entry;

std::string label_of(const std::string& verb, const std::string& path) {
  return verb + (verb.empty() || path.empty() ? "" : " ") + path;
}

class EntryFinder {
 public:
  EntryFinder(const Program& program, const models::LibraryIndex& library, const OnServlets& on_servlets)
      : program_(program),
        library_(library),
        on_servlets_(on_servlets),
        annotations_(program, library),
        prefixes_(program, library) {
    for (const models::Library* model : library.libraries()) {
      for (const Entry& entry : model->entries) {
        for (const std::string& function : entry.functions) rows_.add(model->ecosystem, function, entry);
        if (entry.how == Entry::How::Subclass) subclass_rows_.emplace_back(model->ecosystem, &entry);
        if (entry.how == Entry::How::File) file_rows_.push_back({model->ecosystem, &entry, Globs(entry.files)});
      }
    }
  }

  std::vector<EntryPoint> run(const std::vector<NamedHandler>& named) {
    for (const Registration& registration : program_.registrations) {
      std::vector<link::Frame> frames = registration.frames;
      while (!frames.empty()) {
        frames.pop_back();
        continued_.insert({registration.caller, registration.op, frames});
      }
    }
    for (const Registration& registration : program_.registrations) from_registration(registration);
    drop_pathless();
    for (const EntryPoint& entry : found_) registered_.insert(entry.function);
    for (FunctionIndex f = 0; f < program_.file_of_function.size(); ++f) from_decorators(f);
    for (const EntryPoint& entry : found_) routed_.insert(entry.function);
    for (ClassIndex c = 0; c < program_.classes.size(); ++c) from_bases(c);
    for (link::FileIndex i = 0; i < program_.files.size(); ++i) from_file(i);
    for (const NamedHandler& handler : named) from_name(handler);
    auto key = [](const EntryPoint& e) { return std::tie(e.function, e.klass, e.label, e.kind, e.on_loop, e.library); };
    std::sort(found_.begin(), found_.end(), [&](auto& a, auto& b) { return key(a) < key(b); });
    found_.erase(std::unique(found_.begin(), found_.end(), [&](auto& a, auto& b) { return key(a) == key(b); }), found_.end());
    return std::move(found_);
  }

 private:
  // Python: what a function registers for its callers is said with their paths.
  void drop_pathless() {
    std::set<FunctionIndex> with_path;
    for (const EntryPoint& entry : found_) {
      if (!entry.path.empty()) with_path.insert(entry.function);
    }
    std::erase_if(found_, [&](const EntryPoint& entry) {
      return entry.function != kNone && entry.path.empty() && with_path.contains(entry.function) &&
             program_.file_of(entry.function).language == Language::Python;
    });
  }

  std::string_view ecosystem(FunctionIndex f) const { return models::ecosystem_of(program_.file_of(f).language); }

  void add(const Entry& row, FunctionIndex function, std::string verb, std::string path, const std::string& what = {}) {
    const ir::Function& f = program_.function(function);
    EntryPoint entry;
    entry.function = function;
    entry.kind = kind_of(row.origin_kind);
    const bool on_servlets = on_servlets_ && on_servlets_(program_.file_of_function[function]);
    const bool reactive = !row.on_reactive.empty() && !on_servlets && is_reactive(program_, function);
    const std::string& where = reactive ? row.on_reactive : f.is_async ? row.on_async : row.on_sync;
    entry.on_loop = where == "loop";
    entry.detached = row.detached;
    entry.hosted = row.origin_kind == "function";
    entry.verb = std::move(verb);
    entry.path = std::move(path);
    entry.origin = row.origin;
    entry.label = label_of(entry.verb, entry.path);
    const std::string& label = what.empty() ? row.label : what;
    if (entry.label.empty() || (entry.path.empty() && !label.empty())) {
      const std::string_view name = program_.ir_of(function).text(f.name);
      entry.label = (label.empty() ? std::string(show(entry.kind)) : label) + (name.empty() ? "" : " `" + std::string(name) + "`");
    }
    found_.push_back(std::move(entry));
  }

  // Where the last one is registered.
  void note_site(const RouteSite& site) {
    found_.back().registered_in = site.caller;
    found_.back().registration = site.op;
    if (site.bindings.frames) found_.back().frames = *site.bindings.frames;
  }

  // A class without a method of its own that answers: `class Tags(ModelViewSet)`. The library does, for all that is read there.
  void add_class(const Entry& row, ClassIndex klass, std::string verb, std::string path) {
    EntryPoint entry;
    entry.klass = klass;
    entry.kind = kind_of(row.origin_kind);
    entry.on_loop = row.on_sync == "loop";
    entry.label = label_of(verb, path);
    if (entry.label.empty()) entry.label = std::string(show(entry.kind));
    entry.verb = std::move(verb);
    entry.path = std::move(path);
    entry.origin = row.origin;
    found_.push_back(std::move(entry));
  }

  void from_registration(const Registration& registration) {
    const std::string_view system = ecosystem(registration.caller);
    const std::string_view path = program_.names[registration.path];
    const auto* rows = rows_.find(library_, system, library_.registered_as(system, path));
    if (!rows) return;
    if (registration.open && continued_.contains({registration.caller, registration.op, registration.frames})) return;
    const std::uint32_t router = prefixes_.router_of(registration);
    for (const Entry* row : *rows) {
      if (row->how != Entry::How::Call || !takes_event(program_, registration.caller, registration.op, row->events)) continue;
      const bool java = program_.file_of(registration.caller).language == Language::Java;
      std::uint32_t first = kNone;  // Java: what follows the handler describes the route
      for (const link::Handler& handler : registration.handlers) {
        if (!operand_matches(program_, registration.caller, registration.op, handler.operand, row->handlers)) continue;
        if (java && first != kNone && handler.operand != first) continue;
        first = handler.operand;
        const RouteSite site{registration.caller, registration.op, {registration.caller, &registration.frames, {}, kNone}, path};
        if (handler.field != kNone) from_table(*row, site, handler, router);
        else if (!from_wrapped(*row, site, handler, router)) from_handler(*row, site, handler, router);
      }
      if (program_.file_of(registration.caller).language == Language::Python) from_library(*row, registration, router);
    }
  }

  // `path("about/", TemplateView.as_view(template_name="about.html"))`.
  void from_library(const Entry& row, const Registration& registration, std::uint32_t router) {
    const RouteSite site{registration.caller, registration.op, {registration.caller, &registration.frames, {}, kNone}, ""};
    if (row.paths.empty() || !registration.handlers.empty() || !registration.mounted.empty()) return;
    for (const models::Place& place : row.handlers) {
      const std::string name =
          library_handler(program_, registration.caller, argument_at(program_, registration.caller, registration.op, place));
      if (name.empty()) continue;
      for (const std::string& prefix : prefixes_.all_of(router)) {
        for (const std::string& verb : library_verbs(library_, ecosystem(registration.caller), name)) {
          add_class(row, kNone, verb, whole_path(prefix, row, site));
          found_.back().library = name;
          note_site(site);
        }
      }
    }
  }

  std::string whole_path(const std::string& prefix, const Entry& row, const RouteSite& site) const {
    std::string whole = join_paths(prefix, path_of(program_, row, site));
    return whole.empty() ? "/" : whole;
  }

  // JavaScript: `router.get("/", wrap(async (request, response) => …))`, the wrapped function often in another file. The route is
  // that function's; the function the wrapper made is a layer around it.
  bool from_wrapped(const Entry& row, const RouteSite& site, const link::Handler& handler, std::uint32_t router) {
    if (handler.is_class || handler.wraps || family(program_.file_of(site.caller).language) != "javascript") return false;
    const ir::FileIr& ir = program_.ir_of(site.caller);
    const auto operands = ir.operands_of(program_.function(site.caller), ir.op(program_.function(site.caller), site.op));
    std::vector<FunctionIndex> wrapped;
    functions_in(program_, origin_of(program_, site.caller, operands[handler.operand].value), wrapped, 0);
    if (wrapped.empty() || std::find(wrapped.begin(), wrapped.end(), handler.index) != wrapped.end()) return false;
    link::Handler layer = handler;
    layer.wraps = true;
    from_handler(row, site, layer, router);
    for (FunctionIndex f : wrapped) {
      link::Handler inner = handler;
      inner.index = f;
      from_handler(row, site, inner, router);
    }
    return true;
  }

  void from_handler(const Entry& row, const RouteSite& site, const link::Handler& handler, std::uint32_t router) {
    if (handler.wraps && !handler.is_class) return add(row, handler.index, "", "", "middleware");
    const Language language = program_.file_of(site.caller).language;
    std::string route = path_of(program_, row, site), verb;
    const std::size_t space = route.find(' ');
    if (space != std::string::npos && language == Language::Go) {  // "GET /users/{id}"
      verb = route.substr(0, space);
      route.erase(0, route.find_first_not_of(' ', space));
    }
    for (const std::string& prefix : prefixes_.all_of(router)) {
      std::string whole = join_paths(prefix, route);
      if (whole.empty() && language == Language::Python && names_path(program_, row, site)) whole = "/";
      if (!handler.is_class) from_function(row, site, handler.index, verb, whole);
      else if (language == Language::Python) from_answers(row, site, handler, whole);
      else from_class(row, site, handler.index, verb, whole);
    }
  }

  void from_function(const Entry& row, const RouteSite& site, FunctionIndex handler, const std::string& verb,
                     const std::string& route) {
    for (FunctionIndex f : implementations(program_, handler)) {
      std::string verbs = verb.empty() ? verb_of(program_, row, site, f) : verb;
      if (verbs.empty() && program_.file_of(f).language == Language::Python) verbs = decorated_verbs(program_, library_, f);
      add(row, f, std::move(verbs), route);
      note_site(site);
    }
  }

  void from_answers(const Entry& row, const RouteSite& site, const link::Handler& handler, const std::string& route) {
    for (const Answer& answer : answers_of(program_, library_, row, site, handler)) {
      std::string path = answer.below.empty() ? route : join_paths(route, answer.below);
      if (answer.function != kNone) add(row, answer.function, answer.verb, std::move(path));
      else add_class(row, handler.index, answer.verb, std::move(path));
    }
  }

  void from_class(const Entry& row, const RouteSite& site, ClassIndex klass, const std::string& verb, const std::string& route) {
    const std::vector<Answer> named = named_answers(program_, row, site, klass);
    for (const Answer& answer : named) add(row, answer.function, answer.verb, route), note_site(site);
    if (!named.empty()) return;
    for (FunctionIndex method : handler_methods(program_, row, klass)) {
      const Language language = program_.file_of(method).language;
      std::string method_verb = language == Language::Go || language == Language::Java
                                    ? verb_of(program_, row, site, method)
                                    : verb_of_method(program_.ir_of(method).text(program_.function(method).name));
      add(row, method, verb.empty() ? std::move(method_verb) : verb, route);
    }
  }

  // `for _, r := range routes { router.Handle(r.Path, r.Handler) }`: one route per struct literal.
  void from_table(const Entry& row, RouteSite site, const link::Handler& handler, std::uint32_t router) {
    const auto& all = program_.literal_functions;
    auto first = std::lower_bound(all.begin(), all.end(), handler.field,
                                  [](const auto& literal, link::SlotIndex slot) { return literal.slot < slot; });
    std::set<FunctionIndex> seen;
    for (; first != all.end() && first->slot == handler.field; ++first) {
      site.bindings.literal = first->literal;
      site.bindings.literal_class = first->klass;
      link::Handler one = handler;
      one.index = first->target;
      seen.insert(first->target);
      from_handler(row, site, one, router);
    }
    site.bindings.literal = {};
    for (FunctionIndex f : program_.slot_functions[handler.field]) {
      link::Handler one = handler;
      one.index = f;
      if (seen.insert(f).second) from_handler(row, site, one, router);
    }
  }

  void from_decorators(FunctionIndex f) {
    const link::ProgramFile& file = program_.file_of(f);
    const ir::Function& function = program_.function(f);
    for (std::uint32_t i = 0; i < function.decorators.count; ++i) {
      const std::uint32_t index = function.decorators.first + i;
      const link::Name name = program_.decorators[file.first_decorator + index];
      if (!name) continue;
      const auto* rows = rows_.find(library_, ecosystem(f), program_.names[name]);
      if (!rows) continue;
      const ir::Decorator& decorator = file.ir->decorators[index];
      const FunctionIndex holder = file.first_function + static_cast<FunctionIndex>(decorator.holder.index());
      for (const Entry* row : *rows) {
        if (row->how != Entry::How::Decorator && row->how != Entry::How::Annotation) continue;
        if (!row->class_functions.empty() && !annotations_.carries(program_.owner_of_function[f], row->class_functions)) continue;
        if (row->generated_interface && !implements_generated(program_, f)) continue;
        const bool routed = program_.decorator_routers.contains(file.first_decorator + index);
        if (!routed && !row->verbs.empty() && registered_.contains(f)) continue;  // said with the route
        const RouteSite site{holder, decorator.op, {}, program_.names[name]};
        auto router = program_.decorator_routers.find(file.first_decorator + index);
        std::string prefix = router == program_.decorator_routers.end() ? std::string{} : prefixes_.of(router->second);
        if (row->how == Entry::How::Annotation) prefix = class_prefix(f, *row);
        for (FunctionIndex handler : implementations(program_, f)) {
          const std::string path = row->path_functions.empty() ? path_of(program_, *row, site) : path_beside(program_, *row, f);
          add(*row, handler, verb_of(program_, *row, site, f), join_paths(prefix, path));
        }
      }
    }
  }

  std::string class_prefix(FunctionIndex f, const Entry& row) const {
    for (const ClassAnnotation& one : annotations_.of(program_.owner_of_function[f])) {
      if (std::find(row.prefix_functions.begin(), row.prefix_functions.end(), one.name) == row.prefix_functions.end()) continue;
      std::string prefix = path_of(program_, row, RouteSite{one.holder, one.op, {}, one.name});
      if (prefix.empty() && one.use) prefix = path_of(program_, row, RouteSite{one.user, one.use, {}, one.name});
      if (!prefix.empty()) return prefix;
    }
    return {};
  }

  // `@users.route("/<id>") class User(Resource)`: the path of the decorator below its router's prefix.
  std::string route_of_class(ClassIndex c, const Entry& row) const {
    const link::ProgramFile& file = program_.files[program_.file_of_class[c]];
    const ir::Class& klass = program_.class_of(c);
    for (std::uint32_t index = klass.decorators.first; index < klass.decorators.first + klass.decorators.count; ++index) {
      const link::Name name = program_.decorators[file.first_decorator + index];
      if (!name ||
          std::find(row.prefix_functions.begin(), row.prefix_functions.end(), program_.names[name]) == row.prefix_functions.end())
        continue;
      const ir::Decorator& decorator = file.ir->decorators[index];
      const FunctionIndex holder = file.first_function + static_cast<FunctionIndex>(decorator.holder.index());
      auto router = program_.decorator_routers.find(file.first_decorator + index);
      return join_paths(router == program_.decorator_routers.end() ? std::string{} : prefixes_.of(router->second),
                        path_of(program_, row, RouteSite{holder, decorator.op, {}, program_.names[name]}));
    }
    return {};
  }

  void from_bases(ClassIndex c) {
    const link::ProgramFile& file = program_.files[program_.file_of_class[c]];
    const std::vector<std::string_view> ancestors = library_ancestors(program_, library_, c);
    if (ancestors.empty()) return;
    const std::string_view system = models::ecosystem_of(file.language);
    for (const auto& [row_system, row] : subclass_rows_) {
      if (row_system != system) continue;
      const bool derives = std::find_first_of(row->functions.begin(), row->functions.end(), ancestors.begin(), ancestors.end()) !=
                           row->functions.end();
      if (!derives) continue;
      for (FunctionIndex method : handler_methods(program_, *row, c)) {
        const std::string_view name = program_.ir_of(method).text(program_.function(method).name);
        if (routed_.contains(method)) continue;
        add(*row, method, row->verb == "from-method" ? upper_case(name) : row->verb, route_of_class(c, *row));
      }
    }
  }

  void from_file(link::FileIndex index) {
    const link::ProgramFile& file = program_.files[index];
    for (const auto& [system, row, files] : file_rows_) {
      if (system != models::ecosystem_of(file.language) || !files.matches(file.path)) continue;
      for (FunctionIndex f : exported_functions(program_, index, row->methods)) {
        add(*row, f, verb_of(program_, *row, RouteSite{f, {}, {}, ""}, f), route_of_file(file.path));
      }
    }
  }

  void from_name(const NamedHandler& handler) {
    for (link::FileIndex i = 0; i < program_.files.size(); ++i) {
      const std::string_view path = program_.files[i].path;
      if (path.substr(0, path.rfind('.')) != handler.stem) continue;
      Entry row;
      row.on_async = row.on_sync = family(program_.files[i].language) == "javascript" ? "loop" : "thread";
      row.label = "cloud function";
      row.origin_kind = "function";
      for (FunctionIndex f : exported_functions(program_, i, {handler.name})) add(row, f, handler.verb, handler.path);
    }
  }

  const Program& program_;
  const models::LibraryIndex& library_;
  const OnServlets& on_servlets_;
  ClassAnnotations annotations_;
  RouterPrefixes prefixes_;
  RowTable<Entry> rows_;
  struct FileRow {
    std::string_view ecosystem;
    const Entry* row;
    Globs files;
  };
  std::vector<std::pair<std::string, const Entry*>> subclass_rows_;
  std::vector<FileRow> file_rows_;
  std::set<std::tuple<FunctionIndex, ir::OpId, std::vector<link::Frame>>> continued_;  // registrations known with more frames
  std::set<FunctionIndex> registered_;                                                 // by a call
  std::set<FunctionIndex> routed_;  // registered or decorated: the base class adds nothing
  std::vector<EntryPoint> found_;
};

}  // namespace

const link::ProgramFile& file_of(const Program& program, const EntryPoint& entry) {
  if (entry.function != kNone) return program.file_of(entry.function);
  return entry.klass != kNone ? program.files[program.file_of_class[entry.klass]] : program.file_of(entry.registered_in);
}

std::vector<EntryPoint> find_entries(const Program& program, const models::LibraryIndex& library,
                                     const std::vector<NamedHandler>& named, const OnServlets& on_servlets) {
  return with_background(program, EntryFinder(program, library, on_servlets).run(named));
}

}  // namespace chokepoint::flow
