#include "flow/entries.hpp"

#include <algorithm>
#include <set>
#include <tuple>

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

constexpr int kMaxWrappers = 4;  // `wrap(wrap(handler))`

EntryKind kind_of(const std::string& origin) {
  if (origin == "job") return EntryKind::Job;
  if (origin == "startup") return EntryKind::Startup;
  if (origin == "cli") return EntryKind::Cli;
  if (origin == "socket") return EntryKind::Socket;
  return EntryKind::Request;
}

// Annotated Java reactive types by qualified name; models say which handlers they matter for.
bool is_reactive(const Program& program, FunctionIndex f) {
  const link::Value& result = program.slots[program.result_slot[f]];
  if (!result.is(link::ValueKind::ExternalInstance)) return false;
  const std::string_view type = program.names[link::Name(result.id)];
  return type.starts_with("reactor.core.publisher.") || type.starts_with("io.smallrye.mutiny.") ||
         type.starts_with("io.reactivex.") || type.starts_with("rx.") || type == "org.reactivestreams.Publisher" ||
         type.starts_with("java.util.concurrent.Flow");
}

class EntryFinder {
 public:
  EntryFinder(const Program& program, const models::LibraryIndex& library)
      : program_(program), library_(library), prefixes_(program, library) {
    for (const models::Library& model : library.libraries()) {
      for (const Entry& entry : model.entries) {
        for (const std::string& function : entry.functions) rows_.add(model.ecosystem, function, entry);
        if (entry.how == Entry::How::Subclass) subclass_rows_.emplace_back(model.ecosystem, &entry);
        if (entry.how == Entry::How::File) file_rows_.emplace_back(model.ecosystem, &entry);
      }
    }
  }

  std::vector<EntryPoint> run() {
    for (const Registration& registration : program_.registrations) {
      std::vector<link::Frame> frames = registration.frames;
      while (!frames.empty()) {
        frames.pop_back();
        continued_.insert({registration.caller, registration.op, frames});
      }
    }
    for (const Registration& registration : program_.registrations) from_registration(registration);
    for (FunctionIndex f = 0; f < program_.file_of_function.size(); ++f) from_decorators(f);
    for (const EntryPoint& entry : found_) routed_.insert(entry.function);
    for (ClassIndex c = 0; c < program_.classes.size(); ++c) from_bases(c);
    for (link::FileIndex i = 0; i < program_.files.size(); ++i) from_file(i);
    auto key = [](const EntryPoint& e) { return std::tie(e.function, e.klass, e.label, e.kind, e.on_loop); };
    std::sort(found_.begin(), found_.end(), [&](auto& a, auto& b) { return key(a) < key(b); });
    found_.erase(std::unique(found_.begin(), found_.end(), [&](auto& a, auto& b) { return key(a) == key(b); }), found_.end());
    return std::move(found_);
  }

 private:
  std::string_view ecosystem(FunctionIndex f) const { return models::ecosystem_of(program_.file_of(f).language); }

  void add(const Entry& row, FunctionIndex function, std::string verb, std::string path, const std::string& what = {}) {
    const ir::Function& f = program_.function(function);
    EntryPoint entry;
    entry.function = function;
    entry.kind = kind_of(row.origin_kind);
    const bool reactive = !row.on_reactive.empty() && is_reactive(program_, function);
    const std::string& where = reactive ? row.on_reactive : f.is_async ? row.on_async : row.on_sync;
    entry.on_loop = where == "loop";
    entry.detached = row.detached;
    entry.verb = std::move(verb);
    entry.path = std::move(path);
    entry.origin = row.origin;
    entry.label = entry.verb + (entry.verb.empty() || entry.path.empty() ? "" : " ") + entry.path;
    const std::string& label = what.empty() ? row.label : what;
    if (entry.label.empty() || (entry.path.empty() && !label.empty())) {
      const std::string_view name = program_.ir_of(function).text(f.name);
      entry.label = (label.empty() ? std::string(show(entry.kind)) : label) + (name.empty() ? "" : " `" + std::string(name) + "`");
    }
    found_.push_back(std::move(entry));
  }

  // A class without a method of its own that answers: `class Tags(ModelViewSet)`. The library does, for all that is read there.
  void add_class(const Entry& row, ClassIndex klass, std::string verb, std::string path) {
    EntryPoint entry;
    entry.klass = klass;
    entry.kind = kind_of(row.origin_kind);
    entry.on_loop = row.on_sync == "loop";
    entry.label = verb + (verb.empty() || path.empty() ? "" : " ") + path;
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
    const std::uint32_t router =
        registration.router != kNone ? registration.router : RouterPrefixes::module_of(program_, registration.caller);
    for (const Entry* row : *rows) {
      if (row->how != Entry::How::Call) continue;
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
    }
  }

  // JavaScript: `router.get("/", wrap(async (request, response) => …))`, the wrapped function often in another file. The route is
  // that function's; the function the wrapper made is a layer around it.
  bool from_wrapped(const Entry& row, const RouteSite& site, const link::Handler& handler, std::uint32_t router) {
    if (handler.is_class || handler.wraps || family(program_.file_of(site.caller).language) != "javascript") return false;
    const ir::FileIr& ir = program_.ir_of(site.caller);
    const auto operands = ir.operands_of(program_.function(site.caller), ir.op(program_.function(site.caller), site.op));
    std::vector<FunctionIndex> wrapped;
    functions_in(origin_of(program_, site.caller, operands[handler.operand].value), wrapped, 0);
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

  // The functions handed to a call, also through calls in its arguments.
  void functions_in(const Origin& origin, std::vector<FunctionIndex>& found, int depth) const {
    if (!origin.op || depth > kMaxWrappers) return;
    const ir::FileIr& ir = program_.ir_of(origin.function);
    const ir::Function& holder = program_.function(origin.function);
    const ir::Op& op = ir.op(holder, origin.op);
    if (op.kind == ir::OpKind::Function && depth > 0) {
      found.push_back(program_.global(program_.file_of_function[origin.function], ir::FunctionId(op.aux)));
    }
    if ((op.kind == ir::OpKind::Name || op.kind == ir::OpKind::Member) && depth > 0) {  // exported by another module
      const link::SlotIndex slot = program_.slot_of(origin.function, origin.op);
      if (slot != kNone && program_.slots[slot].is(link::ValueKind::Function)) found.push_back(program_.slots[slot].id);
    }
    if (op.kind != ir::OpKind::Call) return;
    for (const ir::Operand& operand : ir.operands_of(holder, op)) {
      functions_in(origin_of(program_, origin.function, operand.value), found, depth + 1);
    }
  }

  void from_handler(const Entry& row, const RouteSite& site, const link::Handler& handler, std::uint32_t router) {
    if (handler.wraps && !handler.is_class) return add(row, handler.index, "", "", "middleware");
    std::string route = path_of(program_, row, site), verb;
    const std::size_t space = route.find(' ');
    if (space != std::string::npos && program_.file_of(site.caller).language == Language::Go) {  // "GET /users/{id}"
      verb = route.substr(0, space);
      route.erase(0, route.find_first_not_of(' ', space));
    }
    route = join_paths(prefixes_.of(router), route);
    if (!handler.is_class) {
      for (FunctionIndex f : implementations(handler.index))
        add(row, f, verb.empty() ? verb_of(program_, row, site, f) : verb, route);
      return;
    }
    const std::vector<FunctionIndex> methods = handler_methods(program_, row, handler.index);
    const bool python = program_.file_of(site.caller).language == Language::Python;
    if (methods.empty() && python && extends_library(program_, handler.index))
      add_class(row, handler.index, std::move(verb), std::move(route));
    for (FunctionIndex method : methods) {
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
        if (!row->class_functions.empty() && !class_carries(f, row->class_functions)) continue;
        const RouteSite site{holder, decorator.op, {}, program_.names[name]};
        auto router = program_.decorator_routers.find(file.first_decorator + index);
        std::string prefix = router == program_.decorator_routers.end() ? std::string{} : prefixes_.of(router->second);
        if (row->how == Entry::How::Annotation) prefix = class_prefix(f, *row);
        for (FunctionIndex handler : implementations(f)) {
          add(*row, handler, verb_of(program_, *row, site, f), join_paths(prefix, path_of(program_, *row, site)));
        }
      }
    }
  }

  // Java: a route declared in an interface is answered by the classes that implement it. In the interface of a client there is
  // nobody to answer.
  std::vector<FunctionIndex> implementations(FunctionIndex f) const {
    const ir::Function& declared = program_.function(f);
    const ClassIndex owner = program_.owner_of_function[f];
    if (!declared.is_abstract || owner == kNone || program_.file_of(f).language != Language::Java) return {f};
    std::vector<FunctionIndex> found;
    std::vector<ClassIndex> pending = program_.classes[owner].derived;
    for (std::size_t n = 0; n < pending.size() && n < 64; ++n) {
      const link::ClassInfo& info = program_.classes[pending[n]];
      pending.insert(pending.end(), info.derived.begin(), info.derived.end());
      for (FunctionIndex method : info.methods) {
        const ir::Function& candidate = program_.function(method);
        if (program_.ir_of(method).text(candidate.name) == program_.ir_of(f).text(declared.name) && !candidate.is_abstract &&
            candidate.parameters.count == declared.parameters.count) {
          found.push_back(method);
        }
      }
    }
    return found;
  }

  // Calls `visit(name, holder, op)` for every annotation of the class around f and of its bases in the repository.
  template <class Visit>
  void class_annotations(FunctionIndex f, Visit visit) const {
    std::vector<ClassIndex> pending{program_.owner_of_function[f]};
    for (std::size_t n = 0; n < pending.size() && n < 16; ++n) {
      if (pending[n] == kNone) continue;
      const link::ProgramFile& file = program_.files[program_.file_of_class[pending[n]]];
      const ir::Class& klass = program_.class_of(pending[n]);
      for (std::uint32_t i = 0; i < klass.decorators.count; ++i) {
        const std::uint32_t index = klass.decorators.first + i;
        const ir::Decorator& decorator = file.ir->decorators[index];
        const link::Name name = program_.decorators[file.first_decorator + index];
        if (name)
          visit(program_.names[name], file.first_function + static_cast<FunctionIndex>(decorator.holder.index()), decorator.op);
      }
      for (ClassIndex derived : program_.classes[pending[n]].derived) pending.push_back(derived);
    }
  }

  bool class_carries(FunctionIndex f, const std::vector<std::string>& names) const {
    bool found = false;
    class_annotations(f, [&](std::string_view name, FunctionIndex, ir::OpId) {
      found |= std::find(names.begin(), names.end(), name) != names.end();
    });
    return found;
  }

  std::string class_prefix(FunctionIndex f, const Entry& row) const {
    std::string prefix;
    class_annotations(f, [&](std::string_view name, FunctionIndex holder, ir::OpId op) {
      if (!prefix.empty() ||
          std::find(row.prefix_functions.begin(), row.prefix_functions.end(), name) == row.prefix_functions.end())
        return;
      prefix = path_of(program_, row, RouteSite{holder, op, {}, name});
    });
    return prefix;
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
    const std::string_view system = models::ecosystem_of(file.language);
    for (const auto& [row_system, row] : subclass_rows_) {
      if (row_system != system) continue;
      const bool derives = std::any_of(row->functions.begin(), row->functions.end(),
                                       [&](const std::string& base) { return class_derives(program_, library_, c, base); });
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
    for (const auto& [system, row] : file_rows_) {
      if (system != models::ecosystem_of(file.language)) continue;
      const bool matches =
          std::any_of(row->files.begin(), row->files.end(), [&](const std::string& g) { return glob_matches(g, file.path); });
      if (!matches) continue;
      for (FunctionIndex f : exported_functions(program_, index, row->methods)) {
        add(*row, f, verb_of(program_, *row, RouteSite{f, {}, {}, ""}, f), route_of_file(file.path));
      }
    }
  }

  const Program& program_;
  const models::LibraryIndex& library_;
  RouterPrefixes prefixes_;
  RowTable<Entry> rows_;
  std::vector<std::pair<std::string, const Entry*>> subclass_rows_, file_rows_;
  std::set<std::tuple<FunctionIndex, ir::OpId, std::vector<link::Frame>>> continued_;  // registrations known with more frames
  std::set<FunctionIndex> routed_;  // registered or decorated: the base class adds nothing
  std::vector<EntryPoint> found_;
};

}  // namespace

std::string_view show(EntryKind kind) {
  switch (kind) {
    case EntryKind::Request: return "request";
    case EntryKind::Socket: return "socket";
    case EntryKind::Job: return "job";
    case EntryKind::Startup: return "start-up";
    case EntryKind::Cli: return "command";
  }
  return "?";
}

const link::ProgramFile& file_of(const Program& program, const EntryPoint& entry) {
  return entry.function != kNone ? program.file_of(entry.function) : program.files[program.file_of_class[entry.klass]];
}

std::vector<EntryPoint> find_entries(const Program& program, const models::LibraryIndex& library) {
  return EntryFinder(program, library).run();
}

}  // namespace chokepoint::flow
